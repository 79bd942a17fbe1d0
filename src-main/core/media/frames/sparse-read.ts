import { cellToleranceSeconds, toleranceSeconds, type RatePlan } from './frame-sampling.ts'
import { deal, endOf, keepComplaints, mayRestart, seekBefore, type Reading } from './reading.ts'
import { readSeekGroup, type Landing } from './seek-group.ts'
import type { DecodedFrame } from '../types.ts'

/** A stretch of the plan of which the first frame is wanted. */
interface Cell {
  /** Half-open, in seconds of the file's time stamps. */
  readonly startSeconds: number
  readonly endSeconds: number
}

/** What the decoders of one group may hold together, as far as can be foreseen. */
const maxGroupBytes = 240 * 1024 * 1024
const maxGroupTargets = 8
/** Pictures that a decoder keeps, with room around each: what others build on, what waits for its turn, one a thread. */
const picturesPerDecoder = 32

/** How much further before a frame that was missed is looked for the second time. */
const secondMarginMs = 1500

/** So many seeks in a row that lead this many cells too far back, and decoding everything is quicker. */
const maxFarSeeks = 2
const farCells = 2

/**
 * Gives the plan's frames by seeking to each, several with one decoder, the next group while this one is looked at.
 * Exactly the frames that `readDense` gives: the first decoded picture must not lie behind the wanted one, and where
 * it does, or where the decoder complained, the frame is looked for once more, alone and from further before.
 *
 * Ends with `unsuited` when seeks lead too far back, or behind: what is left is to be read in the other way.
 */
export async function* readSparse(
  reading: Reading<RatePlan>,
): AsyncGenerator<DecodedFrame, 'complete' | 'unsuited', void> {
  const { plan, progress } = reading
  const groups = groupsOf(cellsOf(reading), groupSize(reading))
  const abort = new AbortController()
  const { signal = abort.signal } = reading.request
  const start = (index: number) => {
    const group = readGroup(reading, groups[index] ?? [], AbortSignal.any([signal, abort.signal]))
    // Looked at when its turn comes; until then a failure must not count as unhandled.
    group.catch(() => undefined)
    return group
  }
  let farSeeks = 0
  let upcoming = start(0)
  try {
    for (const [index, cells] of groups.entries()) {
      const landings = await upcoming
      upcoming = start(index + 1)
      for (const [at, cell] of cells.entries()) {
        const landing = landings[at] ?? (await readAlone(reading, cell))
        if (landing === null) return 'unsuited'
        const { first, frame } = landing
        if (frame === null) return 'complete'
        if (frame.stamp.seconds < cell.endSeconds) {
          const given = deal(reading, frame)
          if (given !== null) yield given
          if (progress.given >= plan.maxFrames) return 'complete'
        }
        const isFar = cell.startSeconds - first.seconds > farCells * plan.cellSeconds
        farSeeks = isFar ? farSeeks + 1 : 0
        if (farSeeks === maxFarSeeks) return 'unsuited'
      }
    }
    // What a video has behind its declared end is found by going on.
    return plan.endSeconds > endOf(reading) ? 'unsuited' : 'complete'
  } finally {
    abort.abort()
    await upcoming.catch(() => undefined)
  }
}

/** Null for a cell whose frame is to be looked for alone. */
async function readGroup(
  reading: Reading,
  cells: readonly Cell[],
  signal: AbortSignal,
): Promise<(Landing | null)[]> {
  if (cells.length === 0) return []
  const targets = cells.map(({ startSeconds }) => ({
    seconds: startSeconds,
    // To where the cell begins without its tolerance: a key frame that lies right there is not to be missed.
    seekMs: seekBefore(reading.facts, startSeconds + cellToleranceSeconds, 0),
  }))
  const { landings, log } = await readSeekGroup(reading, targets, { announce: false, signal })
  if (log.complaintCount > 0) return cells.map(() => null)
  return landings.map((landing, index) => {
    const target = targets[index]
    return landing !== null && target !== undefined && isBefore(landing, target) ? landing : null
  })
}

/** Null when the seek led behind the frame again. */
async function readAlone(reading: Reading, { startSeconds }: Cell): Promise<Landing | null> {
  const { facts, request } = reading
  const target = { seconds: startSeconds, seekMs: seekBefore(facts, startSeconds, secondMarginMs) }
  for (;;) {
    const { landings, ending, log } = await readSeekGroup(reading, [target], {
      announce: true,
      signal: request.signal,
    })
    const [landing = null] = landings
    keepComplaints(reading, log, landing?.frame?.stamp.seconds ?? startSeconds)
    if (landing === null && ending !== 'finished') mayRestart(reading, ending)
    else return landing !== null && isBefore(landing, target) ? landing : null
  }
}

function isBefore(
  { first }: Landing,
  { seconds, seekMs }: { readonly seconds: number; readonly seekMs: number | null },
): boolean {
  return seekMs === null || first.seconds <= seconds + cellToleranceSeconds + 2 * toleranceSeconds
}

function cellsOf(reading: Reading<RatePlan>): Cell[] {
  const { startSeconds, endSeconds, cellSeconds } = reading.plan
  const until = Math.min(endSeconds, endOf(reading))
  // What is left of a last cell by rounding holds no frame.
  const count = Math.ceil((until - startSeconds) / cellSeconds - 1e-6)
  const startOf = (cell: number) =>
    cell === 0 ? startSeconds : startSeconds + cell * cellSeconds - cellToleranceSeconds
  return Array.from({ length: Math.max(0, count) }, (_, cell) => ({
    startSeconds: startOf(cell),
    endSeconds: Math.min(endSeconds, startOf(cell + 1)),
  }))
}

/** The first frame comes by itself, so that it need not wait for others. */
function groupsOf([first, ...others]: readonly Cell[], size: number): Cell[][] {
  if (first === undefined) return []
  const groups = Array.from({ length: Math.ceil(others.length / size) }, (_, group) =>
    others.slice(group * size, (group + 1) * size),
  )
  return [[first], ...groups]
}

/** Pipes beyond standard output cannot be counted on where programs do not share file descriptors. */
function groupSize({ facts: { probe }, size }: Reading): number {
  if (process.platform === 'win32') return 1
  const pictureBytes = probe.width * probe.height * 1.5
  const each = pictureBytes * picturesPerDecoder + 2 * 3 * size.width * size.height
  return Math.max(1, Math.min(maxGroupTargets, Math.floor(maxGroupBytes / each)))
}
