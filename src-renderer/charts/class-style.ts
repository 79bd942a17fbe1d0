import type { ChartTheme } from '#shared/charts/chart-theme.ts'

/** How one class looks in every chart, track and badge: a colour, and a second mark that needs no colour. */
export interface ClassPattern {
  /** Name of the token with the colour, e.g. `--expr-sad`. */
  readonly token: `--expr-${string}`
  /** Stroke pattern in px; empty means solid. */
  readonly dash: readonly number[]
  readonly symbol: 'circle' | 'rect' | 'triangle' | 'diamond' | 'roundRect' | 'pin' | 'arrow'
  /** From 0; counts on where a set has more classes than there are colours, and all of these share the last. */
  readonly variant: number
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

/** Place among the tokens of an expression with a look of its own; -1 for any other class. */
function expressionPlace(label: string): number {
  const own = `--expr-${canonicalClass(label)}`
  return classTokens.findIndex((token) => token === own && token !== '--expr-other')
}

const lastPlace = classTokens.length - 1

/**
 * The fixed look of an expression. Other classes of the set take the looks that its expressions leave free, in
 * order; when none is left, the last colour, told apart by dash and mark.
 */
export function classPattern(label: string, labels: readonly string[]): ClassPattern {
  const known = expressionPlace(label)
  const taken = new Set(labels.map(expressionPlace))
  const free = classTokens.map((_, place) => place).filter((place) => !taken.has(place))
  const others = labels.filter((other) => expressionPlace(other) < 0)
  const turn = Math.max(0, others.indexOf(label))
  const place = known >= 0 ? known : (free[turn] ?? lastPlace)
  const variant = known >= 0 ? 0 : Math.max(0, turn - free.length + 1)
  // Looks 2 to 6 differ from each other and from the last one in dash and mark.
  const look = variant === 0 ? place : 2 + ((variant - 1) % 5)
  return {
    token: classTokens[place] ?? '--expr-other',
    dash: dashes[look] ?? [],
    symbol: symbols[look] ?? 'circle',
    variant,
  }
}

export function classStyle(label: string, labels: readonly string[], theme: ChartTheme): ClassStyle {
  const pattern = classPattern(label, labels)
  return { ...pattern, color: theme.classes[pattern.token] ?? theme.accent }
}
