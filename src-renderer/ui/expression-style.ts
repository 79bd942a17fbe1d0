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

/** The expression that a class label names, whatever its case; null for a class of a user's own prompt set. */
export function expressionOf(label: string): ExpressionName | null {
  const name = label.trim().toLowerCase()
  return isExpression(name) ? name : null
}

/** Name of the custom property with the label's colour, e.g. `--expr-sad`. */
export function expressionToken(label: string): string {
  return `--expr-${expressionOf(label) ?? 'other'}`
}
