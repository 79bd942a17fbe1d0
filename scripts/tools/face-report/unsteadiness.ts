import { boxAt } from '#core/faces/subject-path.ts'
import type { FaceBox } from '#core/faces/subject-path.ts'
import type { SubjectPath } from '#core/faces/types.ts'

export interface Unsteadiness {
  /** Runs of three looks in a row with a face. */
  readonly n: number
  /**
   * Median of how far the middle one of three neighbouring boxes lies from the middle between the other two, in widths
   * of the face. A steady move has 0; what is left is shaking, and turns of the head.
   */
  readonly boxShake: number
}

/** Of one path at the times of looks. */
export function unsteadinessOf(path: SubjectPath, times: Float64Array): Unsteadiness {
  const shakes: number[] = []
  for (let i = 1; i + 1 < times.length; i++) {
    const [before, at, after] = [i - 1, i, i + 1].map((look) => boxAt(path, times[look] ?? Number.NaN))
    if (!before || !at || !after) continue
    const middle = (of: (box: FaceBox) => number): number => of(at) - (of(before) + of(after)) / 2
    const dx = middle(({ x, width }) => x + width / 2) / at.width
    const dy = middle(({ y, height }) => y + height / 2) / at.height
    shakes.push(Math.hypot(dx, dy))
  }
  shakes.sort((a, b) => a - b)
  return { n: shakes.length, boxShake: shakes[shakes.length >> 1] ?? Number.NaN }
}

/**
 * Mean change of class probabilities from one look with a face to the next, as half the sum of absolute differences: 0
 * where nothing changes, 1 where one class gives way to another altogether.
 *
 * @param probabilities Float64[looks * classes]
 */
export function meanChange(
  probabilities: Float64Array,
  classes: number,
): { readonly n: number; readonly change: number } {
  const looks = probabilities.length / classes
  let sum = 0
  for (let at = classes; at < probabilities.length; at++) {
    sum += Math.abs((probabilities[at] ?? 0) - (probabilities[at - classes] ?? 0)) / 2
  }
  const n = Math.max(0, looks - 1)
  return { n, change: n === 0 ? Number.NaN : sum / n }
}
