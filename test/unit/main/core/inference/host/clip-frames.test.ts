import { expect, test } from 'vitest'
import { startFrames } from '#core/inference/host/clip-frames.ts'
import { createFrameRelay } from '#core/media/frames/frame-relay.ts'
import type { DecodedFrame, FrameRequest } from '#core/media/types.ts'
import type { ClipSampling, WindowPlan } from '#shared/domain/sampling.ts'
import { faceEverywhere } from '../../../../../helpers/inference-host.ts'

const clip = {
  clipId: 1,
  file: '/videos/a.mp4',
  startMs: 1000,
  endMs: 3000,
  fps: 25,
  subject: faceEverywhere,
}

const byRate: ClipSampling = { kind: 'rate', fps: 2, maxFrames: 10 }

function decoder({ frameCount = 3, fault = null, sampling = byRate }: Faults = {}) {
  const state = { request: null as FrameRequest | null, yielded: 0, ended: false }
  async function* readFrames(request: FrameRequest): AsyncGenerator<DecodedFrame> {
    state.request = request
    try {
      await Promise.resolve()
      if (fault !== null) throw fault
      for (let i = 0; i < frameCount; i++) {
        state.yielded++
        yield { timeMs: request.startMs + i * 500, ticks: i, width: 1, height: 1, rgb: new Uint8Array(3) }
      }
    } finally {
      state.ended = true
    }
  }
  const abort = new AbortController()
  return {
    state,
    abort,
    started: startFrames({ readFrames }, clip, { sampling, signal: abort.signal, cores: 'half' }),
  }
}

interface Faults {
  readonly frameCount?: number
  readonly fault?: Error | null
  readonly sampling?: ClipSampling
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('decoding starts at once, one frame ahead, and no frame is lost or given twice', async () => {
  const { state, started } = decoder()
  await settle()
  expect(state.yielded).toBe(1)
  const times: number[] = []
  for await (const { timeMs } of started.frames) times.push(timeMs)
  expect(times).toEqual([1000, 1500, 2000])
  expect(state.request).toMatchObject({
    file: '/videos/a.mp4',
    startMs: 1000,
    endMs: 3000,
    sampling: { kind: 'rate', fps: 2, maxFrames: 10 },
    maxSide: 1920,
  })
})

test('damaged stretches are known when all was read', async () => {
  const { state, started } = decoder()
  await settle()
  state.request?.onDamage?.([{ startMs: 1500, endMs: 2000 }])
  expect(started.damage).toEqual([{ startMs: 1500, endMs: 2000 }])
})

test('a decoder that nobody read from is stopped', async () => {
  const { state, started } = decoder()
  await started.stop()
  await started.stop()
  expect(state.ended).toBe(true)
  expect(state.request?.signal?.aborted).toBe(true)
})

test('leaving the loop early ends the decoder', async () => {
  const { state, started } = decoder()
  for await (const frame of started.frames) if (frame.timeMs === 1000) break
  expect(state.ended).toBe(true)
})

test('a file that cannot be read is an error when its turn comes, and not before', async () => {
  const { started } = decoder({ fault: new Error('not a video') })
  await settle()
  await expect(started.frames[Symbol.asyncIterator]().next()).rejects.toThrow('not a video')
})

test('stopping the job stops the decoder', () => {
  const { state, abort } = decoder()
  abort.abort()
  expect(state.request?.signal?.aborted).toBe(true)
})

test.each<[WindowPlan, number | null]>([
  [{ kind: 'consecutive', windowStride: 32 }, null],
  [{ kind: 'random', seed: 1 }, null],
  // No more than the one window is decoded.
  [{ kind: 'first' }, 32],
])('windows that are %o read every fourth frame, at most %s of them', async (windows, maxFrames) => {
  const sampling: ClipSampling = { kind: 'stride', frameStride: 4, windowFrames: 32, windows }
  const { state, started } = decoder({ sampling })
  await started.stop()
  expect(state.request?.sampling).toEqual({ kind: 'every', frames: 4, maxFrames })
})

test('of neighbours only the first is started before its turn', async () => {
  const { signal } = new AbortController()
  const relay = createFrameRelay([clip, { startMs: 3000, endMs: 4000 }], signal)
  const begun: number[] = []
  async function* readFrames({ startMs }: FrameRequest): AsyncGenerator<DecodedFrame> {
    begun.push(startMs)
    await Promise.resolve()
    yield { timeMs: startMs, ticks: 0, width: 1, height: 1, rgb: new Uint8Array(3) }
  }
  const start = (startMs: number) =>
    startFrames({ readFrames }, { ...clip, startMs }, { sampling: byRate, signal, cores: 'half', relay })
  const started = [start(1000), start(3000)]
  await settle()
  expect(begun).toEqual([1000])
  const times: number[] = []
  for (const { frames } of started) for await (const { timeMs } of frames) times.push(timeMs)
  expect(times).toEqual([1000, 3000])
})

test('it is known when all frames were taken, whether they were read to the end or not', async () => {
  for (const leaves of [true, false]) {
    const { started } = decoder()
    let isTaken = false
    void started.taken.then(() => (isTaken = true))
    for await (const { timeMs } of started.frames) {
      await settle()
      expect(isTaken).toBe(false)
      if (leaves && timeMs > 1000) break
    }
    await settle()
    expect(isTaken).toBe(true)
  }
})

test('stopping in the middle of a clip ends the decoder', async () => {
  const { state, started } = decoder()
  await started.frames[Symbol.asyncIterator]().next()
  await started.stop()
  expect(state.ended).toBe(true)
  expect(state.yielded).toBe(1)
})
