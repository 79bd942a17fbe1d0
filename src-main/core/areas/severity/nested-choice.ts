import { addInnerErrors, innerRoom } from './inner-errors.ts'
import type { InnerRoom } from './inner-errors.ts'
import { cutBack, errorsOfLeft, leavePatient, noRowsLeft } from './left-rows.ts'
import type { LeftRows } from './left-rows.ts'
import { mostVisits, reduced, reducedFurther } from './reduced-rows.ts'
import type { Reduced } from './reduced-rows.ts'
import type { RidgeSystem } from './smoothed-rows.ts'

/** Errors that differ by so little, as a share, are equal but for rounding. */
const TIE = 1e-9

/** What a choice came to, for each target. */
export interface Choice {
  /** Of the penalty, of equally good ones the largest. */
  readonly steps: Int32Array
  /** Ratings less estimates of the rows that the models did not see, patient after patient: their rows x targets, row after row. */
  readonly errors: Float64Array
  /** The penalties that were tried, from the least on. */
  readonly tried: readonly number[]
}

const sizeOf = ({ starts }: RidgeSystem, patient: number): number =>
  (starts[patient + 1] ?? NaN) - (starts[patient] ?? NaN)

/** What each penalty's models without a patient have in common; a patient more is left out of each for a while. */
interface Leaving {
  readonly system: RidgeSystem
  readonly at: (step: number) => { readonly rows: LeftRows; readonly base: Reduced }
  readonly room: InnerRoom
}

function leavingOut(system: RidgeSystem, apart: number | null): Leaving {
  const most = mostVisits(system)
  const known = new Map<number, ReturnType<Leaving['at']>>()
  const at: Leaving['at'] = (step) => {
    const found = known.get(step)
    if (found !== undefined) return found
    const smoothed = system.at(step)
    const rows = noRowsLeft(system, apart === null ? 0 : sizeOf(system, apart) + most)
    if (apart !== null) leavePatient(rows, smoothed, { ...system, patient: apart })
    const made = { rows, base: reduced(smoothed, rows, system) }
    known.set(step, made)
    return made
  }
  return { system, at, room: innerRoom(system, 2 * most) }
}

/** With `left` out throughout; the last of them, if there are two, is taken back when it is done. */
function choose({ system, at, room }: Leaving, left: readonly number[]): Choice {
  const { targets, starts } = system
  const best = new Float64Array(targets).fill(Infinity)
  const steps = new Int32Array(targets)
  const size = left.reduce((sum, patient) => sum + sizeOf(system, patient), 0)
  const errors = new Float64Array(size * targets)
  const found = new Float64Array(size * targets)
  const sums = new Float64Array(targets)
  const [, second] = left
  const tried = system.steps(left)
  for (const step of tried) {
    const smoothed = system.at(step)
    const { rows, base } = at(step)
    if (second !== undefined) leavePatient(rows, smoothed, { ...system, patient: second })
    const ofOthers =
      second === undefined ? base : reducedFurther(room.reduced, base, { left: rows, layout: system })
    sums.fill(0)
    for (let patient = 0; patient < starts.length - 1; patient++) {
      if (left.includes(patient)) continue
      addInnerErrors(sums, room, { system, smoothed, left: rows, reduced: ofOthers, patient })
    }
    errorsOfLeft(rows, system, found)
    cutBack(rows, base.depth)
    for (let target = 0; target < targets; target++) {
      if (!((sums[target] ?? NaN) <= (best[target] ?? NaN) * (1 + TIE))) continue
      best[target] = sums[target] ?? NaN
      steps[target] = step
      for (let at = target; at < size * targets; at += targets) errors[at] = found[at] ?? NaN
    }
  }
  return { steps, errors, tried }
}

/**
 * For each target the penalty that errs least, in squares, on patients left out in turn. With `apart` a patient is left out throughout:
 * neither the ratings nor the features of that patient have a say, and `errors` are that patient's in the model chosen without.
 * Needs two patients more. Cost: steps x patients x targets x the square of a patient's visits.
 */
export function choosePenalty(system: RidgeSystem, apart: number | null): Choice {
  return choose(leavingOut(system, apart), apart === null ? [] : [apart])
}

/** The same with one patient out throughout, and then with that one and another. Needs three patients more. */
export function choiceBeside(system: RidgeSystem, apart: number) {
  const leaving = leavingOut(system, apart)
  return {
    alone: (): Choice => choose(leaving, [apart]),
    /** `errors` are those of `apart`, then of the other. */
    with: (other: number): Choice => choose(leaving, [apart, other]),
  }
}
