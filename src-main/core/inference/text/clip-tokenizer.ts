import { decodeHTML } from 'entities/decode'
import { CLIP_TOKEN_LIMIT } from '#shared/domain/token-count.ts'

/** Opens every text; also what the text encoder's position 0 reads. */
const START_ID = 49406
/** Closes every text: CLIP takes the text's embedding from here. */
const END_ID = 49407

export interface ClipTokens {
  /** `CLIP_TOKEN_LIMIT` ids: start, pieces, end, then zeros. */
  readonly ids: Int32Array
  /** With start and end, before truncation. */
  readonly tokenCount: number
  /** True when pieces were dropped; the last id is the end all the same. */
  readonly isTruncated: boolean
}

export interface ClipTokenizer {
  encode(text: string): Promise<ClipTokens>
}

/**
 * CLIP's tokenizer: the ids of OpenAI's `clip.tokenize(text, truncate=True)`. The vocabulary is loaded at the
 * first text and once in a process, because that takes up to a second.
 *
 * A text that spells `<|startoftext|>` or `<|endoftext|>` gets those ids, as from OpenAI's.
 *
 * Known to differ, all of it far from what captions and prompts hold:
 * - OpenAI's runs `ftfy` first. Its plain substitutions are made here (see `plainCharacters`). Not made are
 *   those that guess (text decoded wrongly, "cafÃ©"), C1 controls and terminal escapes; and entities are
 *   unescaped twice, where ftfy goes on until none is left.
 * - U+0345, references to noncharacters (`&#xFFFF;`), and letters that are newer than this runtime's Unicode.
 */
export function createClipTokenizer(): ClipTokenizer {
  return {
    async encode(text) {
      const encodeWord = await loadWordEncoder()
      const pieces = wordsOf(text).flatMap((word) => SPECIAL_IDS.get(word) ?? encodeWord(word))
      const tokenCount = pieces.length + 2
      const ids = new Int32Array(CLIP_TOKEN_LIMIT)
      ids.set([START_ID, ...pieces.slice(0, CLIP_TOKEN_LIMIT - 2), END_ID])
      return { ids, tokenCount, isTruncated: tokenCount > CLIP_TOKEN_LIMIT }
    },
  }
}

const SPECIAL_IDS: ReadonlyMap<string, number> = new Map([
  ['<|startoftext|>', START_ID],
  ['<|endoftext|>', END_ID],
])

let wordEncoder: Promise<(word: string) => readonly number[]> | null = null

function loadWordEncoder(): Promise<(word: string) => readonly number[]> {
  wordEncoder ??= import('./clip-vocabulary.ts').then(({ createWordEncoder }) => createWordEncoder())
  return wordEncoder
}

/** CLIP's pattern. `\p{White_Space}` is what Python's `regex` calls `\s`; JavaScript's `\s` is another set. */
const WORD =
  /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/giu

/** Space around and between words needs no cleaning: the pattern leaves it out. */
function wordsOf(text: string): string[] {
  return (
    plainCharacters(decodeHTML(decodeHTML(text)))
      .toLowerCase()
      .match(WORD) ?? []
  )
}

/** Control characters that are no white space, C1 apart, and the invisible ones of text streams. */
const INVISIBLE = /[^\P{Cc}\t\n\f\r\x80-\x9f]|[\u206a-\u206f\ufeff\ufff9-\ufffc]/gu

/**
 * The substitutions of `ftfy` that need no guessing: ligatures and full-width forms to plain letters, curly
 * quotes to straight ones, invisible characters out (Python's `html.unescape` gives none either), accents
 * composed. Text pasted from a word processor then reads like typed text.
 */
function plainCharacters(text: string): string {
  return text
    .replace(/[ĲĳŉǄ-ǌǱ-ǳﬀ-ﬆ\u3000\uff01-\uffef]/gu, (sign) => sign.normalize('NFKC'))
    .replace(/[\u201c-\u201f]/gu, '"')
    .replace(/[\u02bc\u2018-\u201b]/gu, "'")
    .replace(INVISIBLE, '')
    .normalize('NFC')
}
