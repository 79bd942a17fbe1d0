import type { RatePlan } from './frame-sampling.ts'
import { keyInterval } from './key-interval.ts'
import type { Reading } from './reading.ts'

/** Opening a file once more and seeking in it, in ms of one core. */
const seekCostMs = 120
/** Decoding, in ms of one core: 8 ms for a picture of 1920 x 1080. */
const pictureCostMs = (width: number, height: number) => 4e-6 * width * height
/** Estimates are rough, and decoding everything is the plainer way. */
const worthwhile = 1.2

export interface ReadingCosts {
  readonly width: number
  readonly height: number
  readonly fps: number
  /** From one wanted frame to the next. */
  readonly stepSeconds: number
}

/**
 * Whether it is quicker to seek to each frame than to decode all that lies between, for key frames that lie so
 * far apart. A seek leads on average to half of that before the frame.
 */
export function seekingIsQuicker(
  { width, height, fps, stepSeconds }: ReadingCosts,
  keyIntervalSeconds: number,
): boolean {
  const secondCostMs = fps * pictureCostMs(width, height)
  return worthwhile * (seekCostMs + (keyIntervalSeconds / 2) * secondCostMs) < stepSeconds * secondCostMs
}

/** Looks into the file only where the answer depends on its key frames. */
export async function seekingPays(reading: Reading): Promise<Reading<RatePlan> | null> {
  const { facts, request } = reading
  const { width, height, fps } = facts.probe
  if (!isByRate(reading)) return null
  const costs = { width, height, fps: fps ?? 25, stepSeconds: reading.plan.cellSeconds }
  if (!seekingIsQuicker(costs, 0)) return null
  const interval = await keyInterval(reading, request.file, request.signal)
  return seekingIsQuicker(costs, interval) ? reading : null
}

function isByRate(reading: Reading): reading is Reading<RatePlan> {
  return reading.plan.kind === 'rate'
}
