import type { TokenCount } from '#shared/domain/token-count.ts'
import { createThreadCalls } from '../../async/thread-calls.ts'

/** How long texts are to CLIP, one answer per text. */
export type CountTokens = (texts: readonly string[]) => Promise<TokenCount[]>

/** What `token-count-worker.ts` does. */
export interface TokenWorks {
  readonly count: CountTokens
}

/** Where `token-count-worker.ts` lies when nothing was bundled. */
const unbundledScript = new URL('./token-count-worker.ts', import.meta.url)

/**
 * Counts in a thread of its own, started with the first text: loading the vocabulary takes up to a second, in
 * which a caption that is being typed must be saved all the same.
 */
export function createTokenCounter(script: string | URL = unbundledScript): CountTokens {
  const call = createThreadCalls<TokenWorks>(script)
  return (texts) => call('count', texts)
}
