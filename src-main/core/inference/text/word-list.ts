import type { PromptReading } from '#shared/domain/prompt-set.ts'
import type { TextEmbedding } from '../host/client.ts'
import type { WordListFile } from './word-list-file.ts'

/**
 * Reads sentences for a pack that knows no language: known words point at labels, and the sentence becomes the
 * mean of what its words point at. Simple on purpose, and shown to the user as the mapping that it is.
 */
export interface WordListReader {
  read(sentence: string): TextEmbedding
}

/** Skipped between the words of a phrase, in the list as in the sentence. */
const SKIPPED = new Set(
  `a an the of his her their its this that these those is are was were be been being very slightly somewhat quite rather more so just`.split(
    ' ',
  ),
)
const NEGATIONS = new Set(
  `no not never without neither nor hardly barely lack lacks lacking absence absent nothing cannot`.split(
    ' ',
  ),
)
/** So many words after a negation are denied by it, unless the clause ends before. */
const NEGATION_REACH = 4
const CLAUSE_END = new Set(['.', ',', ';', ':', '!', '?', 'and', 'but', 'with', 'though', 'however', 'yet'])

interface Token {
  readonly text: string
  /** In the original sentence, end exclusive. */
  readonly start: number
  readonly end: number
}

interface Phrase {
  readonly words: readonly string[]
  readonly shares: Readonly<Record<string, number>>
}

interface Match {
  readonly phrase: Phrase
  /** Token positions, end exclusive. */
  readonly from: number
  readonly to: number
  readonly isDenied: boolean
}

export function createWordListReader(file: WordListFile): WordListReader {
  const phrasesByFirstWord = new Map<string, Phrase[]>()
  for (const { phrases, shares } of file.entries) {
    for (const text of phrases) {
      const words = wordsOf(text)
      const [first = ''] = words
      const others = phrasesByFirstWord.get(first) ?? []
      // Longest first, so that "no expression" is found before "no".
      phrasesByFirstWord.set(
        first,
        [...others, { words, shares }].sort((a, b) => b.words.length - a.words.length),
      )
    }
  }

  return {
    read(sentence) {
      const tokens = tokenise(sentence)
      const matches = findMatches(tokens, phrasesByFirstWord)
      const mixture = mixtureOf(matches, file.labels)
      if (mixture === null) {
        const denied = matches.map((match) => wordsIn(match, sentence, tokens))
        const reason = reasonToRefuse(denied, file.labels)
        return { reading: { kind: 'refused', sentence, reason }, embedding: null, bias: 0 }
      }
      const reading: PromptReading = {
        kind: 'mapped',
        sentence,
        matches: matches.map((match) => shown(match, wordsIn(match, sentence, tokens))),
        mixture: file.labels
          .map((label, index) => ({ label, share: mixture[index] ?? 0 }))
          .filter(({ share }) => share > 0),
      }
      return { reading, ...project(mixture, file.head) }
    },
  }
}

function wordsOf(text: string): string[] {
  return tokenise(text)
    .map((token) => token.text)
    .filter((word) => !SKIPPED.has(word))
}

/** Words and punctuation in lower case; hyphens part words, "isn't" becomes "is" and "not". */
function tokenise(sentence: string): Token[] {
  const plain = sentence.toLowerCase().replaceAll('’', "'")
  return [...plain.matchAll(/[\p{L}\p{N}]+(?:'[\p{L}]+)?|[.,;:!?]/gu)].flatMap(({ 0: text, index }) => {
    const token = { text, start: index, end: index + text.length }
    return /n't$/u.test(text) ? [{ ...token, text: 'not' }] : [token]
  })
}

function findMatches(tokens: readonly Token[], phrases: ReadonlyMap<string, readonly Phrase[]>): Match[] {
  const matches: Match[] = []
  let deniedUntil = 0
  let at = 0
  while (at < tokens.length) {
    const word = tokens[at]?.text ?? ''
    const match = matchAt(tokens, at, phrases.get(word) ?? [])
    if (match !== null) {
      matches.push({ ...match, isDenied: at < deniedUntil })
      at = match.to
      continue
    }
    if (NEGATIONS.has(word)) deniedUntil = at + 1 + NEGATION_REACH
    if (CLAUSE_END.has(word)) deniedUntil = 0
    at++
  }
  return matches
}

function matchAt(
  tokens: readonly Token[],
  from: number,
  candidates: readonly Phrase[],
): Omit<Match, 'isDenied'> | null {
  for (const phrase of candidates) {
    let at = from
    let found = 0
    while (found < phrase.words.length && at < tokens.length) {
      const word = tokens[at]?.text ?? ''
      if (word === phrase.words[found]) found++
      else if (!SKIPPED.has(word)) break
      at++
    }
    if (found === phrase.words.length) return { phrase, from, to: at }
  }
  return null
}

/** Mean over the matches that count, one share per label; null when none counts. */
function mixtureOf(matches: readonly Match[], labels: readonly string[]): number[] | null {
  const counted = matches.filter((match) => !match.isDenied)
  if (counted.length === 0) return null
  return labels.map(
    (label) => counted.reduce((sum, { phrase }) => sum + (phrase.shares[label] ?? 0), 0) / counted.length,
  )
}

/** What the user wrote where the phrase was found. */
function wordsIn({ from, to }: Match, sentence: string, tokens: readonly Token[]): string {
  return sentence.slice(tokens[from]?.start, tokens[to - 1]?.end)
}

/** A denied word is shown with no label, so that the user sees that it was read and not counted. */
function shown({ phrase, isDenied }: Match, words: string): { word: string; labels: string[] } {
  return isDenied
    ? { word: `not: ${words}`, labels: [] }
    : { word: words, labels: Object.keys(phrase.shares) }
}

/** `denied` holds the known words of the sentence, all of them denied by it. */
function reasonToRefuse(denied: readonly string[], labels: readonly string[]): string {
  const known = `This model knows ${labels.length} expressions (${labels.join(', ')}) and, of language, a list of words for them`
  const problem =
    denied.length === 0
      ? 'none of these words is in the sentence'
      : `the sentence only says what is not there (${denied.join(', ')}), which leaves open what is`
  return `${known}; ${problem}. An EmoCLIP pack would understand any sentence.`
}

/** The mixture of the labels' rows in the net's last layer, and of their biases. */
function project(
  mixture: readonly number[],
  head: WordListFile['head'],
): { embedding: Float32Array; bias: number } {
  const dim = head.weights[0]?.length ?? 0
  const embedding = new Float32Array(dim)
  for (let i = 0; i < dim; i++) {
    embedding[i] = mixture.reduce((sum, share, label) => sum + share * (head.weights[label]?.[i] ?? 0), 0)
  }
  return { embedding, bias: mixture.reduce((sum, share, label) => sum + share * (head.bias[label] ?? 0), 0) }
}
