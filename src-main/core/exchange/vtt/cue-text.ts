import { decodeHTML } from 'entities/decode'

export interface CueText {
  /** What a browser shows: without tags, character references decoded, not trimmed. */
  readonly text: string
  /** Names in voice tags, each once, in order. */
  readonly voices: readonly string[]
  /** Tags of WebVTT that were taken out. */
  readonly tags: TakenOut
  /** The same for what stands between `<` and `>` and is no tag of WebVTT: perhaps text that somebody misses. */
  readonly unknownTags: TakenOut
}

export interface TakenOut {
  readonly count: number
  /** The first few, as they stand in the file. */
  readonly examples: readonly string[]
}

const MAX_EXAMPLES = 5

const tagNames = new Set(['c', 'i', 'b', 'u', 'ruby', 'rt', 'v', 'lang'])
const timestamp = /^\d+:[0-5]\d(?::[0-5]\d)?\.\d{3}$/u
const nameEnd = /[\t\n\f .]/gu
const whiteSpace = /[\t\n\f ]/gu
const blanks = /[\t\n\f ]+/gu

/**
 * The tokenizer of the W3C (https://www.w3.org/TR/webvtt1/#cue-text-tokenizer), as far as it decides what is text: a tag
 * goes from `<` to the next `>`, or to the end where there is none, and a character reference ends before a `<`. Each
 * character is looked at a fixed number of times.
 */
export function readCueText(raw: string): CueText {
  let text = ''
  const voices = new Set<string>()
  const tags = { count: 0, examples: [] as string[] }
  const unknownTags = { count: 0, examples: [] as string[] }
  for (let at = 0; at < raw.length;) {
    const open = raw.indexOf('<', at)
    const textEnd = open === -1 ? raw.length : open
    if (textEnd > at) text += decodeHTML(raw.slice(at, textEnd))
    if (open === -1) break
    const close = raw.indexOf('>', open)
    const { isKnown, voice } = readTag(raw.slice(open + 1, close === -1 ? raw.length : close))
    at = close === -1 ? raw.length : close + 1
    if (voice !== '') voices.add(voice)
    const taken = isKnown ? tags : unknownTags
    taken.count += 1
    if (taken.examples.length < MAX_EXAMPLES) taken.examples.push(raw.slice(open, at))
  }
  return { text, voices: [...voices], tags, unknownTags }
}

/** @param content between `<` and `>` */
function readTag(content: string): { isKnown: boolean; voice: string } {
  const first = content.charAt(0)
  if (first >= '0' && first <= '9') return { isKnown: timestamp.test(content), voice: '' }
  // An end tag has no classes: whatever stands in it is its name.
  if (first === '/') return { isKnown: tagNames.has(content.slice(1)), voice: '' }
  const end = indexOf(nameEnd, content, 0)
  const name = content.slice(0, end)
  if (name !== 'v' || end === content.length) return { isKnown: tagNames.has(name), voice: '' }
  const annotation = content.slice(indexOf(whiteSpace, content, end))
  return { isKnown: true, voice: decodeHTML(annotation).replaceAll(blanks, ' ').trim() }
}

/** The end where there is none. */
function indexOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? text.length
}
