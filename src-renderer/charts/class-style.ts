import type { ChartTheme } from './chart-theme.ts'

/** How one class looks in every chart, track and badge: a colour, and a second mark that needs no colour. */
export interface ClassPattern {
  /** Name of the token with the colour, e.g. `--expr-sad`. */
  readonly token: `--expr-${string}`
  /** Stroke pattern in px; empty means solid. */
  readonly dash: readonly number[]
  readonly symbol: 'circle' | 'rect' | 'triangle' | 'diamond' | 'roundRect' | 'pin' | 'arrow'
}

export interface ClassStyle extends ClassPattern {
  readonly color: string
}

/** Names that packs and prompt sets use for the same expression. */
const canonicalNames: Readonly<Record<string, string>> = {
  happiness: 'happy',
  joy: 'happy',
  sadness: 'sad',
  anger: 'angry',
  fear: 'fearful',
  disgust: 'disgusted',
  surprise: 'surprised',
}

/** In the order of legends; the last stands for every further class of the user's own. */
export const classTokens = [
  '--expr-neutral',
  '--expr-happy',
  '--expr-sad',
  '--expr-angry',
  '--expr-fearful',
  '--expr-disgusted',
  '--expr-surprised',
  '--expr-other',
] as const

const dashes: readonly (readonly number[])[] = [[], [], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 4], [1, 3]]
const symbols: readonly ClassPattern['symbol'][] = [
  'circle',
  'circle',
  'rect',
  'triangle',
  'diamond',
  'roundRect',
  'pin',
  'arrow',
]

export function canonicalClass(label: string): string {
  const key = label.trim().toLowerCase()
  return canonicalNames[key] ?? key
}

/**
 * The fixed look of an expression, or for a class in the user's own words that of its place among the
 * `labels` of its set.
 */
export function classPattern(label: string, labels: readonly string[]): ClassPattern {
  const own = `--expr-${canonicalClass(label)}`
  const known = classTokens.findIndex((token) => token === own && token !== '--expr-other')
  const place = (known >= 0 ? known : Math.max(0, labels.indexOf(label))) % classTokens.length
  return {
    token: classTokens[place] ?? '--expr-other',
    dash: dashes[place] ?? [],
    symbol: symbols[place] ?? 'circle',
  }
}

export function classStyle(label: string, labels: readonly string[], theme: ChartTheme): ClassStyle {
  const pattern = classPattern(label, labels)
  return { ...pattern, color: theme.classes[pattern.token] ?? theme.accent }
}
