import { expect, test } from 'vitest'
import { startFrames } from '#core/inference/clip-frames.ts'
import type { DecodedFrame, FrameRequest } from '#core/media/types.ts'

const clip = { clipId: 1, file: '/videos/a.mp4', startMs: 1000, endMs: 3000, fps: 25 }

function decoder(frameCount = 3, fault: Error | null = null) {
  const state = { request: null as FrameRequest | null, yielded: 0, ended: false }
  async function* readFrames(request: FrameRequest): AsyncGenerator<DecodedFrame> {
    state.request = request
    try {
      await Promise.resolve()
      if (fault !== null) throw fault
      for (let i = 0; i < frameCount; i++) {
        state.yielded++
        yield { timeMs: request.startMs + i * 500, width: 1, height: 1, rgb: new Uint8Array(3) }
      }
    } finally {
      state.ended = true
    }
  }
  const abort = new AbortController()
  const options = { sampling: { fps: 2, maxFrames: 10 }, signal: abort.signal }
  return { state, abort, started: startFrames({ readFrames }, clip, options) }
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
    fps: 2,
    maxFrames: 10,
  })
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
  const { started } = decoder(3, new Error('not a video'))
  await settle()
  await expect(started.frames[Symbol.asyncIterator]().next()).rejects.toThrow('not a video')
})

test('stopping the job stops the decoder', () => {
  const { state, abort } = decoder()
  abort.abort()
  expect(state.request?.signal?.aborted).toBe(true)
})
