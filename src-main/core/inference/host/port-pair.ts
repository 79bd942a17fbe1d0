import type { MessagePort } from '../../async/messages.ts'

/**
 * Two ends of a channel within one process. Delivery is never immediate, as between processes, but nothing is
 * copied. Messages that nobody listens to yet are kept.
 */
export function createPortPair(): readonly [MessagePort, MessagePort] {
  const there = createMailbox()
  const back = createMailbox()
  return [
    { postMessage: there.post, onMessage: back.listen },
    { postMessage: back.post, onMessage: there.listen },
  ]
}

function createMailbox(): { post: MessagePort['postMessage']; listen: MessagePort['onMessage'] } {
  const listeners = new Set<(message: unknown) => void>()
  let waiting: unknown[] = []
  const deliver = (message: unknown): void => {
    if (listeners.size === 0) waiting.push(message)
    for (const listener of [...listeners]) listener(message)
  }
  return {
    post(message) {
      setImmediate(deliver, message)
    },
    listen(listener) {
      listeners.add(listener)
      const kept = waiting
      waiting = []
      for (const message of kept) listener(message)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
