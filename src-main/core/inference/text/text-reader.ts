import type { TextEmbedding } from '../host/client.ts'

/** Reads sentences as one pack does. */
export interface TextReader {
  /** One for each sentence, in order. */
  read(sentences: readonly string[]): Promise<TextEmbedding[]>
  dispose(): Promise<void>
}
