export interface Line {
  readonly intercept: number
  readonly slope: number
}

/** Least squares of y on x; null when x does not vary. */
export function fitLine(points: readonly { x: number; y: number }[]): Line | null {
  if (points.length < 2) return null
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  if (spread === 0) return null
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread
  return { slope, intercept: meanY - slope * meanX }
}

/** The part of a line inside a box, as its two ends; null when it misses the box. */
export function clipLine(
  line: Line,
  box: { minX: number; maxX: number; minY: number; maxY: number },
): [[number, number], [number, number]] | null {
  const at = (x: number): number => line.intercept + line.slope * x
  if (line.slope === 0) {
    const inside = line.intercept >= box.minY && line.intercept <= box.maxY
    return inside
      ? [
          [box.minX, line.intercept],
          [box.maxX, line.intercept],
        ]
      : null
  }
  const crossings = [box.minY, box.maxY].map((y) => (y - line.intercept) / line.slope)
  const low = Math.max(box.minX, Math.min(...crossings))
  const high = Math.min(box.maxX, Math.max(...crossings))
  return low < high
    ? [
        [low, at(low)],
        [high, at(high)],
      ]
    : null
}
