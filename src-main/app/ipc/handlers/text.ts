import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function textHandlers({ countTokens }: HandlerContext): AreaHandlers<'text'> {
  return {
    'text.tokenCount': ({ texts }) => countTokens(texts),
  }
}
