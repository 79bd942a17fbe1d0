import type { EmbedEvent } from './client.ts'
import type { JobReply } from './host-job.ts'

/** The event that a reply becomes for listeners of `embedClips`; null for none. */
export function embedEvent(reply: JobReply): EmbedEvent | null {
  if (reply.type === 'progress') return { type: 'progress', clipId: reply.clipId, fraction: reply.fraction }
  if (reply.type === 'clip') {
    const { type, embedding, provider, damage } = reply
    return { type, embedding, provider, damage }
  }
  if (reply.type !== 'problem') return null
  return { type: 'problem', clipId: reply.clipId, code: reply.code, message: reply.message }
}
