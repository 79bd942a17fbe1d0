import { canonicalClass } from '../charts/class-style.ts'

/** The expressions that have a fixed colour and pattern; their order is that of legends. */
export const expressionNames = [
  'neutral',
  'happy',
  'sad',
  'angry',
  'fearful',
  'disgusted',
  'surprised',
] as const
export type ExpressionName = (typeof expressionNames)[number]

function isExpression(name: string): name is ExpressionName {
  return (expressionNames as readonly string[]).includes(name)
}

/** The expression that a class label names, such as `happy` by `Happiness`; null for a class without a look of its own. */
export function expressionOf(label: string): ExpressionName | null {
  const name = canonicalClass(label)
  return isExpression(name) ? name : null
}

/** Name of the custom property with the label's colour, e.g. `--expr-sad`. */
export function expressionToken(label: string): string {
  return `--expr-${expressionOf(label) ?? 'other'}`
}
