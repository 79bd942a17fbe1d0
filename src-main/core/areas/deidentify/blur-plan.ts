import { countBefore } from '#shared/time/ordered-times.ts'
import { overlap } from '#shared/geometry/box.ts'
import type { Box } from '../../faces/types.ts'

/** A face at one moment; shares of the upright picture. */
export interface TimedBox extends Box {
  readonly timeMs: number
}

/** How much further than the face itself is blurred. */
export interface BlurReach {
  /** Added at each side, in sides of the face: hair and ears tell who somebody is, too. */
  readonly margin: number
  /** A face is blurred for so long before and after it was seen. */
  readonly holdMs: number
}

/**
 * What is blurred in one picture: all of `blurred`, but where `kept` lies outside `covered`. So a patient's face stays
 * to be seen beside somebody who is blurred widely, and is blurred as far as that face itself lies over it.
 */
export interface BlurRegion {
  readonly blurred: readonly Box[]
  readonly kept: readonly Box[]
  readonly covered: readonly Box[]
}

export interface BlurPlanFaces {
  /** Every sighting of a face that is not the patient's, in any order. */
  readonly others: readonly TimedBox[]
  /** Faces of other people that were followed; each in order of time. */
  readonly otherPaths: readonly (readonly TimedBox[])[]
  /** Every sighting of the patient's face. */
  readonly patient: readonly TimedBox[]
}

/** A face that was not seen for so long may have been anywhere. */
const longestGapMs = 2000

/** The patient's face is taken to be where it was seen for no longer than this: somebody may step before it. */
const longestPatientGapMs = 200

/** Two sightings are taken for one face when they overlap after this much was added at each side. */
const linkMargin = 1

/** Says for any moment of a clip what is blurred in its picture. */
export function createBlurPlan(faces: BlurPlanFaces, reach: BlurReach): (timeMs: number) => BlurRegion {
  const chains = [...linkSightings(faces.others), ...faces.otherPaths]
  const patient = inOrder(faces.patient)
  return (timeMs) => {
    const covered = chains.flatMap((chain) => placesAt(chain, timeMs, reach.holdMs))
    const trail = chains.flatMap((chain) => within(chain, timeMs - reach.holdMs, timeMs + reach.holdMs))
    const kept = boxBetween(patient, timeMs, longestPatientGapMs)
    return {
      blurred: [...covered, ...trail].map((box) => growEachSide(box, reach.margin)),
      kept: kept === null ? [] : [kept],
      covered,
    }
  }
}

/** Adds `margin` times its width and height at each side. */
export function growEachSide({ x, y, width, height }: Box, margin: number): Box {
  return {
    x: x - width * margin,
    y: y - height * margin,
    width: width * (1 + 2 * margin),
    height: height * (1 + 2 * margin),
  }
}

/** Between two sightings that are near enough in time, by a straight line; null elsewhere. */
export function boxBetween(path: readonly TimedBox[], timeMs: number, maxGapMs: number): Box | null {
  const next = firstFrom(path, timeMs)
  const after = path[next]
  if (after?.timeMs === timeMs) return after
  const before = path[next - 1]
  if (before === undefined || after === undefined || after.timeMs - before.timeMs > maxGapMs) return null
  const share = (timeMs - before.timeMs) / (after.timeMs - before.timeMs)
  const at = (a: number, b: number): number => a + (b - a) * share
  return {
    x: at(before.x, after.x),
    y: at(before.y, after.y),
    width: at(before.width, after.width),
    height: at(before.height, after.height),
  }
}

/** Where a face is, or where it was last and will be next when nobody knows. */
function placesAt(chain: readonly TimedBox[], timeMs: number, holdMs: number): Box[] {
  const between = boxBetween(chain, timeMs, longestGapMs)
  if (between !== null) return [between]
  const next = firstFrom(chain, timeMs)
  return [chain[next - 1], chain[next]].filter(
    (box): box is TimedBox => box !== undefined && Math.abs(box.timeMs - timeMs) <= holdMs,
  )
}

function within(chain: readonly TimedBox[], fromMs: number, toMs: number): TimedBox[] {
  const found: TimedBox[] = []
  for (let at = firstFrom(chain, fromMs); at < chain.length; at++) {
    const box = chain[at]
    if (box === undefined || box.timeMs > toMs) break
    found.push(box)
  }
  return found
}

/** Index of the first sighting at or after a time. */
function firstFrom(path: readonly TimedBox[], timeMs: number): number {
  return countBefore(path.length, (index) => (path[index]?.timeMs ?? Infinity) < timeMs)
}

function inOrder(boxes: readonly TimedBox[]): TimedBox[] {
  return [...boxes].sort((a, b) => a.timeMs - b.timeMs)
}

/**
 * Sightings of what may be one face, joined over time, so that it stays blurred where it was missed in between. Whose
 * face it is does not matter: joined wrongly, more is blurred.
 */
function linkSightings(sightings: readonly TimedBox[]): TimedBox[][] {
  const done: TimedBox[][] = []
  let open: TimedBox[][] = []
  for (const sighting of inOrder(sightings)) {
    const isRecent = (chain: TimedBox[]): boolean => sighting.timeMs - lastOf(chain).timeMs <= longestGapMs
    done.push(...open.filter((chain) => !isRecent(chain)))
    open = open.filter(isRecent)
    const chain = nearestChain(open, sighting)
    if (chain === null) open.push([sighting])
    else chain.push(sighting)
  }
  return [...done, ...open]
}

function nearestChain(chains: readonly TimedBox[][], sighting: TimedBox): TimedBox[] | null {
  const wide = growEachSide(sighting, linkMargin)
  let best: TimedBox[] | null = null
  let most = 0
  for (const chain of chains) {
    const last = lastOf(chain)
    // One frame shows a face only once.
    const common = last.timeMs === sighting.timeMs ? 0 : overlap(growEachSide(last, linkMargin), wide)
    if (common <= most) continue
    best = chain
    most = common
  }
  return best
}

function lastOf(chain: readonly TimedBox[]): TimedBox {
  const last = chain.at(-1)
  if (last === undefined) throw new RangeError('a chain without a sighting')
  return last
}
