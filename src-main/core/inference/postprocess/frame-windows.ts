import { createRandom, randomIndex } from '../../statistics/random.ts'

/**
 * Which frames a temporal net is given at once. It was trained on clips of one length; longer ones are cut into
 * windows, shorter ones filled up from themselves, both as EmoCLIP's data loader does.
 */

/**
 * Indices into the n frames of a clip, `length` of them, from `start` on, where start 0 to n may be chosen at
 * random. At the end it goes on with the first frames, at most all of them; what is still missing is mirrored,
 * as `numpy.pad` does by `reflect`. Throws RangeError when there is no frame.
 */
export function windowOf(n: number, length: number, start = 0): number[] {
  if (n === 0) throw new RangeError('A window needs at least one frame.')
  const end = start + length
  const frames = end < n ? range(start, end) : [...range(start, n), ...range(0, Math.min(end - n, n))]
  return Array.from({ length }, (_, i) => frames[mirrored(i, frames.length)] ?? 0)
}

/** From 0 to n, n included, each as likely: Python's `randint`, though not its numbers. */
export function randomStart(n: number, seed: number): number {
  return randomIndex(createRandom(seed), n + 1)
}

export interface WindowStep {
  /** Frames of a window. */
  readonly length: number
  /** From the start of one window to the start of the next, in frames. */
  readonly stride: number
}

export interface FrameWindow {
  /** Sampled frames that it covers, with and without a face: [from, to). */
  readonly from: number
  readonly to: number
  /** Which of the clip's frames with a face the net is given, `length` of them, counted from its first. */
  readonly frames: number[]
}

/**
 * Consecutive windows over all sampled frames of a clip, in order of time. A window without a face is left out,
 * and so is a last one that would see nothing new.
 *
 * @param hasFace for every sampled frame; frames that were not looked at (see `needsSlot`) have none
 */
export function planWindows(hasFace: readonly boolean[], { length, stride }: WindowStep): FrameWindow[] {
  const windows: FrameWindow[] = []
  let facesBefore = 0
  for (let from = 0; from < hasFace.length; from += stride) {
    const to = Math.min(from + length, hasFace.length)
    const faces = countFaces(hasFace, from, to)
    if (faces > 0) {
      windows.push({ from, to, frames: windowOf(faces, length).map((frame) => facesBefore + frame) })
    }
    if (stride <= length && to === hasFace.length) break
    facesBefore += countFaces(hasFace, from, from + stride)
  }
  return windows
}

/** Whether any window covers this sampled frame; with a stride above the length, some lie between two. */
export function needsSlot(slot: number, { length, stride }: WindowStep): boolean {
  return slot % stride < length
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/** There and back again over `count` places, without standing still at either end. */
function mirrored(i: number, count: number): number {
  if (count === 1) return 0
  const period = 2 * (count - 1)
  return Math.min(i % period, period - (i % period))
}

function countFaces(hasFace: readonly boolean[], from: number, to: number): number {
  return hasFace.slice(from, to).filter(Boolean).length
}
