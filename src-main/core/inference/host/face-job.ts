import type { FaceEvent } from './client.ts'
import type { JobReply } from './host-job.ts'

/** The event that a reply becomes for listeners of `findFaces`; null for none. */
export function faceEvent(reply: JobReply): FaceEvent | null {
  if (reply.type === 'faces') return { type: 'faces', observations: reply.observations }
  if (reply.type === 'video-progress') {
    return { type: 'progress', videoId: reply.videoId, fraction: reply.fraction }
  }
  if (reply.type !== 'video-problem') return null
  return { type: 'problem', videoId: reply.videoId, code: reply.code, message: reply.message }
}
