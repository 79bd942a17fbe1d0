import type { EmbedEvent } from './client.ts'
import type { JobReply } from './host-job.ts'

/** What a listener of `embedClips` is told of a reply; null when nothing. */
export function embedEvent(reply: JobReply): EmbedEvent | null {
  if (reply.type === 'progress') return { type: 'progress', clipId: reply.clipId, fraction: reply.fraction }
  if (reply.type === 'clip') {
    const { type, embedding, provider, damage } = reply
    return { type, embedding, provider, damage }
  }
  if (reply.type !== 'problem') return null
  return { type: 'problem', clipId: reply.clipId, code: reply.code, message: reply.message }
}
