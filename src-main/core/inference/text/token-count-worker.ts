/** The thread behind `token-counter.ts`. */
import { CLIP_TOKEN_LIMIT } from '#shared/domain/token-count.ts'
import { serveThreadCalls } from '../../async/thread-calls.ts'
import { createClipTokenizer } from './clip-tokenizer.ts'
import type { TokenWorks } from './token-counter.ts'

const tokenizer = createClipTokenizer()

serveThreadCalls<TokenWorks>({
  async count(texts) {
    const encoded = await Promise.all(texts.map((text) => tokenizer.encode(text)))
    return encoded.map(({ tokenCount }) => ({ tokens: tokenCount, limit: CLIP_TOKEN_LIMIT }))
  },
})
