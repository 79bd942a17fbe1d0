import { expect, test } from 'vitest'
import type { ClipSource } from '#core/inference/host/client.ts'
import { withNeighbours } from '#core/inference/host/neighbouring-clips.ts'
import type { ClipSampling, WindowPlan } from '#shared/domain/sampling.ts'
import { faceEverywhere } from '../../../../../helpers/inference-host.ts'

const { signal } = new AbortController()
const byRate: ClipSampling = { kind: 'rate', fps: 2, maxFrames: 10 }

function clip(file: string, startMs: number, endMs: number): ClipSource {
  return { clipId: 1, file, startMs, endMs, fps: 25, subject: faceEverywhere }
}

/** For each clip the starts of those it shares a decoder with; null when it has its own. */
function starts(clips: readonly ClipSource[], sampling: ClipSampling = byRate): (number[] | null)[] {
  return withNeighbours(clips, { sampling, signal }).map(({ relay, neighbours }) => {
    const shared = neighbours.map(({ startMs }) => startMs)
    expect(relay?.spans.map(({ startMs }) => startMs) ?? shared).toEqual(shared)
    return relay === null ? null : shared
  })
}

test('clips that follow each other in one video share a decoder, with small gaps, too', () => {
  const clips = [clip('a', 0, 1000), clip('a', 1000, 2000), clip('a', 4000, 5000)]
  expect(starts(clips)).toEqual(Array.from({ length: 3 }, () => [0, 1000, 4000]))
})

test.each([
  ['another video', clip('b', 1000, 2000)],
  ['far behind', clip('a', 3001, 4000)],
  ['overlapping', clip('a', 999, 2000)],
  ['before', clip('a', 0, 500)],
])('not with one that is %s', (_, other) => {
  expect(starts([clip('a', 0, 1000), other])).toEqual([null, null])
})

test('a long row is shared out', () => {
  const row = Array.from({ length: 40 }, (_, index) => clip('a', index * 1000, (index + 1) * 1000))
  expect(starts(row).map((shared) => shared?.length)).toEqual([
    ...Array.from({ length: 32 }, () => 16),
    ...Array.from({ length: 8 }, () => 8),
  ])
})

test.each<[WindowPlan, boolean]>([
  [{ kind: 'consecutive', windowStride: 32 }, true],
  // What is behind the one window is not to be decoded.
  [{ kind: 'first' }, false],
  [{ kind: 'random', seed: 1 }, false],
])('with windows that are %o: %s', (windows, isShared) => {
  const sampling: ClipSampling = { kind: 'stride', frameStride: 4, windowFrames: 32, windows }
  const shared = starts([clip('a', 0, 1000), clip('a', 1000, 2000)], sampling)
  expect(shared.every((spans) => spans !== null)).toBe(isShared)
})
