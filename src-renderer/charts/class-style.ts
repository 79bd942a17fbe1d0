import type { ChartTheme } from './chart-theme.ts'

/** How one class looks in every chart, track and badge: a colour, and a second mark that needs no colour. */
export interface ClassStyle {
  readonly color: string
  /** Stroke pattern in pixels; empty means solid. */
  readonly dash: readonly number[]
  readonly symbol: 'circle' | 'rect' | 'triangle' | 'diamond' | 'roundRect' | 'pin' | 'arrow'
}

/** Names that packs and prompt sets use for the same expression. */
const canonicalNames: Readonly<Record<string, string>> = {
  happiness: 'happy',
  joy: 'happy',
  smile: 'happy',
  sadness: 'sad',
  anger: 'angry',
  fear: 'fearful',
  disgust: 'disgusted',
  surprise: 'surprised',
  contempt: 'contemptuous',
}

const order = [
  'neutral',
  'happy',
  'sad',
  'angry',
  'fearful',
  'disgusted',
  'surprised',
  'contemptuous',
] as const

const dashes: readonly (readonly number[])[] = [[], [], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 4], [1, 3]]
const symbols: readonly ClassStyle['symbol'][] = [
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
 * The fixed style of an expression, or for a class in the user's own words the one of its place among the
 * `labels` of its set.
 */
export function classStyle(label: string, labels: readonly string[], theme: ChartTheme): ClassStyle {
  const name = canonicalClass(label)
  const known = order.findIndex((entry) => entry === name)
  const place = known >= 0 ? known : Math.max(0, labels.indexOf(label))
  const color =
    theme.expression[name] ?? theme.series[place % Math.max(1, theme.series.length)] ?? theme.accent
  return {
    color,
    dash: dashes[place % dashes.length] ?? [],
    symbol: symbols[place % symbols.length] ?? 'circle',
  }
}
