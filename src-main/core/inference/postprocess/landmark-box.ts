import type { Box } from '../processors/picture.ts'
import type { SquarePlacement } from '../processors/square-sampler.ts'

/**
 * The smallest box around all landmarks, in picture pixels. `landmarks` holds x and y of each point as shares
 * of the padded square that the net saw. Throws RangeError when one is not a number.
 */
export function landmarkBox(landmarks: Float32Array, crop: Box, placement: SquarePlacement): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < landmarks.length; i += 2) {
    const x = (landmarks[i] ?? Number.NaN) * placement.side - placement.padX + crop.x
    const y = (landmarks[i + 1] ?? Number.NaN) * placement.side - placement.padY + crop.y
    if (!Number.isFinite(x + y)) throw new RangeError('a landmark that is not a number')
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}
