import type { FaceEvent } from './client.ts'
import type { JobReply } from './host-job.ts'

/** The event that a reply becomes for listeners of `findFaces`; null for none. */
export function faceEvent(reply: JobReply): FaceEvent | null {
  if (reply.type === 'progress') {
    return 'videoId' in reply.progress ? { type: 'progress', ...reply.progress } : null
  }
  if (reply.type !== 'item') return null
  const { item } = reply
  if (item.type === 'faces') return item
  return item.type === 'video-problem' ? { ...item, type: 'problem' } : null
}
