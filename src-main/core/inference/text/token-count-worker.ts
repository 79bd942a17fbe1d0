/** The thread behind `token-counter.ts`. */
import { parentPort } from 'node:worker_threads'
import { CLIP_TOKEN_LIMIT } from '#shared/domain/token-count.ts'
import { createClipTokenizer } from './clip-tokenizer.ts'
import type { TokenReply, TokenRequest } from './token-counter.ts'

const port = parentPort
if (port === null) throw new Error('token-count-worker runs as a worker thread only')

const tokenizer = createClipTokenizer()

async function answer({ id, texts }: TokenRequest): Promise<TokenReply> {
  try {
    const encoded = await Promise.all(texts.map((text) => tokenizer.encode(text)))
    return { id, counts: encoded.map(({ tokenCount }) => ({ tokens: tokenCount, limit: CLIP_TOKEN_LIMIT })) }
  } catch (error) {
    return { id, reason: error instanceof Error ? error.message : String(error) }
  }
}

port.on('message', (request: TokenRequest) => {
  void answer(request).then((reply) => {
    port.postMessage(reply)
  })
})
