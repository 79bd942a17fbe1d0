import { createClipTokenizer } from '#core/inference/text/clip-tokenizer.ts'
import { CLIP_TOKEN_LIMIT } from '#shared/domain/token-count.ts'
import type { AreaHandlers } from '../handler-context.ts'

export function textHandlers(): AreaHandlers<'text'> {
  const tokenizer = createClipTokenizer()
  return {
    'text.tokenCount': ({ texts }) =>
      Promise.all(
        texts.map(async (text) => {
          const { tokenCount } = await tokenizer.encode(text)
          return { tokens: tokenCount, limit: CLIP_TOKEN_LIMIT }
        }),
      ),
  }
}
