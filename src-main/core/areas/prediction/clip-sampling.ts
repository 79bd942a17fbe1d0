import type { ClipSampling, PackSampling, WindowPlan } from '#shared/domain/sampling.ts'
import { AppError } from '#shared/errors.ts'

/** The stride at which clips are looked at for a prompt set; null for packs that sample at a rate. */
export function frameStrideOf(
  sampling: PackSampling,
  promptSet: { readonly frameStride: number | null },
): number | null {
  return sampling.kind === 'rate' ? null : (promptSet.frameStride ?? sampling.frameStride)
}

export interface SamplingWishes {
  readonly promptSet: { readonly frameStride: number | null }
  /** What was asked for; null for consecutive windows. */
  readonly windows: WindowPlan | null
  /** Sampled frames from one consecutive window to the next; null for no gap. */
  readonly windowStride: number | null
}

/** How a pass looks at a clip. Throws AppError `bad-request` when windows are asked of a pack that has none. */
export function clipSampling(
  sampling: PackSampling,
  { promptSet, windows, windowStride }: SamplingWishes,
): ClipSampling {
  if (sampling.kind === 'rate') {
    if (windows === null) return sampling
    throw new AppError('bad-request', 'This model pack reads each frame on its own: it has no windows.')
  }
  const { frameStride, windowFrames } = sampling
  return {
    kind: 'stride',
    frameStride: promptSet.frameStride ?? frameStride,
    windowFrames,
    windows: windows ?? { kind: 'consecutive', windowStride: windowStride ?? windowFrames },
  }
}
