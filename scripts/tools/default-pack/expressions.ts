/** What the expression net's seven outputs mean, in the order in which it gives them. */
export const expressionLabels = [
  'neutral',
  'happy',
  'sad',
  'angry',
  'fearful',
  'disgusted',
  'surprised',
] as const
export type ExpressionLabel = (typeof expressionLabels)[number]

/**
 * One sentence per label that says what such a face does. Each holds known words of its own label only, so
 * that the set of all seven gives exactly the net's own classes.
 */
export const expressionSentences: Record<ExpressionLabel, string> = {
  neutral: 'A neutral, calm face: brows, lids and mouth are at rest and nothing stands out.',
  happy: 'A happy face: the lip corners go up into a smile and the cheeks are lifted under the eyes.',
  sad: 'A sad face: the gaze drops, the lids are heavy and the corners of the mouth are turned down.',
  angry: 'An angry face: the brows are pulled down and together, the stare is hard and the lips are pressed.',
  fearful: 'A fearful, frightened face: the upper lids are drawn up and the lips are stretched back.',
  disgusted: 'A disgusted face: the nose is wrinkled and the upper lip is raised, as at a foul smell.',
  surprised: 'A surprised face: the eyebrows are raised high and the jaw drops open.',
}
