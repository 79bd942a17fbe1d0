import type { EmbedEvent } from './client.ts'
import type { JobReply } from './host-job.ts'

/** The event that a reply becomes for listeners of `embedClips`; null for none. */
export function embedEvent(reply: JobReply): EmbedEvent | null {
  if (reply.type === 'progress') {
    return 'clipId' in reply.progress ? { type: 'progress', ...reply.progress } : null
  }
  if (reply.type !== 'item') return null
  const { item } = reply
  return item.type === 'clip' || item.type === 'problem' ? item : null
}
