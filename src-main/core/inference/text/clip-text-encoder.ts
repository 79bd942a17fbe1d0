import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { TextEmbedding } from '../host/client.ts'
import type { Session } from '../session/ort-session.ts'
import { createClipTokenizer } from './clip-tokenizer.ts'
import type { TextReader } from './text-reader.ts'

/** CLIP's text encoder: any sentence becomes an embedding. */
export function createClipTextReader(
  { text, embeddingDim: dim, id }: Pick<ClipTextPack, 'embeddingDim' | 'id'> & { text: GraphText },
  session: Session,
): TextReader {
  const tokenizer = createClipTokenizer()

  /** One sentence a run, without the padding: its numbers do not depend on the other sentences. */
  async function read(sentence: string): Promise<TextEmbedding> {
    const { ids, tokenCount } = await tokenizer.encode(sentence)
    const tokens = ids.slice(0, Math.min(tokenCount, text.contextLength))
    const inputs = { [text.input]: { data: tokens, dims: [1, tokens.length] } }
    const embedding = (await session.run(inputs, [text.output]))[text.output]?.data
    if (embedding?.length !== dim || !embedding.every(Number.isFinite)) {
      throw new RangeError(`the text encoder of ${id} gives no ${dim} numbers`)
    }
    return { reading: { kind: 'embedded', sentence, tokenCount }, embedding, bias: 0 }
  }

  return {
    async read(sentences) {
      const texts: TextEmbedding[] = []
      for (const sentence of sentences) texts.push(await read(sentence))
      return texts
    },
    dispose: () => session.dispose(),
  }
}

type GraphText = Extract<ClipTextPack['text'], { kind: 'graph' }>
