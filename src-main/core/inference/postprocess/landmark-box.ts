import type { Box } from '#shared/geometry/box.ts'
import type { SquarePlacement } from '../processors/square-sampler.ts'

/**
 * Landmarks in picture pixels, x and y of each. `landmarks` holds them as shares of the padded square that the
 * net saw. Throws RangeError when one is not a number.
 */
export function placeLandmarks(landmarks: Float32Array, crop: Box, placement: SquarePlacement): Float64Array {
  // In double precision they are the same wherever in a larger picture the crop lies.
  const points = Float64Array.from(landmarks, (share, i) => {
    const [padding, corner] = i % 2 === 0 ? [placement.padX, crop.x] : [placement.padY, crop.y]
    return share * placement.side - padding + corner
  })
  if (!points.every(Number.isFinite)) throw new RangeError('a landmark that is not a number')
  return points
}

/** The smallest box around points given as x and y of each. */
export function landmarkBox(points: ArrayLike<number>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i] ?? Number.NaN
    const y = points[i + 1] ?? Number.NaN
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}
