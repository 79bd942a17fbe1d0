import { Worker } from 'node:worker_threads'
import type { TokenCount } from '#shared/domain/token-count.ts'

/** How long texts are to CLIP, one answer per text. */
export type CountTokens = (texts: readonly string[]) => Promise<TokenCount[]>

export interface TokenRequest {
  readonly id: number
  readonly texts: readonly string[]
}

export type TokenReply =
  { readonly id: number; readonly counts: TokenCount[] } | { readonly id: number; readonly reason: string }

/** Where `token-count-worker.ts` lies when nothing was bundled. */
const unbundledScript = new URL('./token-count-worker.ts', import.meta.url)

/**
 * Counts in a thread of its own, started with the first text: loading the vocabulary takes up to a second, in
 * which a caption that is being typed must be saved all the same.
 */
export function createTokenCounter(script: string | URL = unbundledScript): CountTokens {
  const open = new Map<number, { resolve(counts: TokenCount[]): void; reject(error: Error): void }>()
  let worker: Worker | null = null
  let lastId = 0

  function start(): Worker {
    const started = new Worker(script)
    const failAll = (error: Error): void => {
      for (const { reject } of open.values()) reject(error)
      open.clear()
      worker = null
    }
    started.on('message', (reply: TokenReply) => {
      const request = open.get(reply.id)
      open.delete(reply.id)
      if (open.size === 0) started.unref()
      if ('counts' in reply) request?.resolve(reply.counts)
      else request?.reject(new Error(reply.reason))
    })
    started.on('error', (error) => {
      failAll(error instanceof Error ? error : new Error(String(error)))
    })
    started.on('exit', () => {
      failAll(new Error('the thread that counts tokens ended'))
    })
    return started
  }

  return (texts) =>
    new Promise((resolve, reject) => {
      worker ??= start()
      const id = ++lastId
      open.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, texts } satisfies TokenRequest)
    })
}
