import type { PredictedWindow, SampledFrame } from '#shared/domain/prediction.ts'
import { holdsTime } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { frameCells } from './face-coverage.ts'

/** One window with the stretch of time that it stands for, and what it was made from. */
export interface WindowCell extends TimeSpan {
  readonly window: PredictedWindow
  /** Sampled frames that it covers. */
  readonly frames: number
  /** Of these, with a face. */
  readonly faces: number
  /** Whether it begins where the one before ends: no window was left out between them. */
  readonly isJoined: boolean
}

/** Times come from one list of frames; the slack is for what arithmetic does to them on the way. */
const slackMs = 0.5

/**
 * Windows in order of time. Each stands for the time of its frames; where two overlap, each for the half of the
 * overlap that is nearer to it.
 */
export function windowCells(
  windows: readonly PredictedWindow[],
  frames: readonly SampledFrame[],
  clip: TimeSpan,
): WindowCell[] {
  const cells = frameCells(frames, clip)
  const extents = windows.map((window) => {
    const from = cells.findIndex(({ frame }) => frame.timeMs >= window.startMs - slackMs)
    const to = cells.findLastIndex(({ frame }) => frame.timeMs <= window.endMs + slackMs)
    const inside = from < 0 ? [] : cells.slice(from, to + 1)
    return {
      window,
      from,
      to,
      startMs: inside[0]?.startMs ?? window.startMs,
      endMs: inside.at(-1)?.endMs ?? window.endMs,
      frames: inside.length,
      faces: inside.filter(({ frame }) => frame.face !== null).length,
    }
  })
  return extents.map(({ window, from, to, frames: count, faces, ...extent }, index) => {
    const [before, after] = [extents[index - 1], extents[index + 1]]
    const isJoined = before !== undefined && from <= before.to + 1
    const startMs = isJoined ? (before.endMs + extent.startMs) / 2 : extent.startMs
    const endMs =
      after !== undefined && after.from <= to + 1 ? (extent.endMs + after.startMs) / 2 : extent.endMs
    return { window, startMs, endMs, frames: count, faces, isJoined }
  })
}

/** `window of 32 frames`. */
export function windowName(frames: number): string {
  return `window of ${String(frames)} ${frames === 1 ? 'frame' : 'frames'}`
}

/** `4 windows of 32 frames`, `4 windows of up to 32 frames`, `1 window of 18 frames`. */
export function windowsText(cells: readonly WindowCell[]): string {
  const most = Math.max(0, ...cells.map((cell) => cell.frames))
  if (cells.length === 1) return `1 ${windowName(most)}`
  const upTo = cells.every((cell) => cell.frames === most) ? '' : 'up to '
  return `${String(cells.length)} windows of ${upTo}${String(most)} frames`
}

/** The window that stands for this time; null between windows and outside them. */
export function windowAt(cells: readonly WindowCell[], timeMs: number): WindowCell | null {
  return cells.find((cell) => holdsTime(cell, timeMs)) ?? cells.find((cell) => timeMs === cell.endMs) ?? null
}
