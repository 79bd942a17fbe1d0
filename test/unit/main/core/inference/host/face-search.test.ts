import { expect, test } from 'vitest'
import type { FaceEvent } from '#core/inference/host/client.ts'
import { createPortInference } from '#core/inference/host/port-client.ts'
import { createPauseGate, openGate } from '#core/async/pause-gate.ts'
import { AppError } from '#shared/errors.ts'
import { aRequest, aSearch, faceLog, fakeHost } from '../../../../../helpers/inference-host.ts'
import { eventually } from '../../../../../helpers/eventually.ts'

const running = () => ({ signal: new AbortController().signal, gate: openGate })
async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

test('videos are looked at in order, with progress, and arrays stay typed arrays', async () => {
  const host = fakeHost()
  const events: FaceEvent[] = []
  await createPortInference(host.port).findFaces(aSearch(1, 2), (event) => void events.push(event), running())
  const fractions = events.flatMap((event) =>
    event.type === 'progress' && event.videoId === 2 ? [event.fraction] : [],
  )
  expect(fractions).toEqual([0, 0.25, 0.5, 0.75])
  const stretches = events.flatMap((event) => (event.type === 'faces' ? [event.observations] : []))
  expect(stretches.map(({ videoId, fromMs, toMs }) => [videoId, fromMs, toMs])).toEqual([
    [1, 0, 500],
    [1, 500, 1000],
    [2, 0, 500],
    [2, 500, 1000],
  ])
  expect(stretches[0]?.frameOf).toBeInstanceOf(Int32Array)
  expect(host.decoding.requests).toMatchObject([
    { file: '/videos/1.mp4', startMs: 0, endMs: 1000, sampling: { kind: 'rate', fps: 4 } },
    { file: '/videos/2.mp4' },
  ])
})

test('a video that cannot be read is a problem that names it, and the rest goes on', async () => {
  const host = fakeHost({
    onFrame: (videoId) => {
      if (videoId === 1) throw new AppError('media-unreadable', 'The file ends in the middle.')
    },
  })
  const problems: string[] = []
  const { log, record } = faceLog()
  await createPortInference(host.port).findFaces(
    aSearch(1, 2),
    (event) => {
      record(event)
      if (event.type === 'problem') problems.push(event.message)
    },
    running(),
  )
  expect(log).toEqual(['1: media-unreadable', '2: 0 to 500', '2: 500 to 1000'])
  expect(problems).toEqual(['1.mp4: The file ends in the middle.'])
})

test('faces of a video that stands upside down are not read: it is a problem that says what to do', async () => {
  const host = fakeHost({ turn: 180 })
  const problems: string[] = []
  const { log, record } = faceLog()
  const onEvent = (event: FaceEvent): void => {
    record(event)
    if (event.type === 'problem') problems.push(event.message)
  }
  await createPortInference(host.port).findFaces(aSearch(1), onEvent, running())
  expect(log).toEqual(['1: face-unusable'])
  expect(problems).toEqual([
    '1.mp4: The picture stands upside down: faces are found more surely when it is turned by half. Nothing is predicted from faces that are not upright. Turn the video in a video program, and import it again.',
  ])
})

test('a broken detector ends the job: it is not the video’s fault', async () => {
  const host = fakeHost({
    onFrame: (_, frame) => {
      if (frame === 3) throw new AppError('detector-failed', 'The face detector gave no usable answer.')
    },
  })
  const { log, record } = faceLog()
  const search = createPortInference(host.port).findFaces(aSearch(1, 2), record, running())
  await expect(search).rejects.toMatchObject({
    code: 'detector-failed',
    message: '1.mp4: The face detector gave no usable answer.',
  })
  expect(log).toEqual(['1: 0 to 500'])
})

test('cancelling rejects and stops the decoder', async () => {
  const abort = new AbortController()
  const host = fakeHost({
    onFrame(videoId, frame) {
      if (videoId === 1 && frame === 2) abort.abort()
    },
  })
  const { log, record } = faceLog()
  const control = { ...running(), signal: abort.signal }
  const client = createPortInference(host.port)
  await expect(client.findFaces(aSearch(1, 2), record, control)).rejects.toMatchObject({
    code: 'cancelled',
    message: 'Looking for faces was cancelled.',
  })
  expect(log).toEqual(['1: 0 to 500'])
  expect(host.decoding.stopped).toEqual(['/videos/1.mp4'])
  await expect(client.findFaces(aSearch(1), record, control)).rejects.toMatchObject({ code: 'cancelled' })
})

test('a closed gate holds the work between two frames until it opens', async () => {
  const gate = createPauseGate()
  const frames: number[] = []
  const host = fakeHost({
    onFrame: async (_, frame) => {
      frames.push(frame)
      if (frame === 0) gate.close()
      await turns(2)
    },
  })
  const search = createPortInference(host.port).findFaces(aSearch(1), () => undefined, { ...running(), gate })
  await eventually(() => {
    expect(frames.length).toBeGreaterThan(0)
  })
  await turns()
  const held = frames.length
  await turns()
  expect(frames).toHaveLength(held)
  expect(held).toBeLessThan(4)
  gate.open()
  await search
  expect(frames).toEqual([0, 1, 2, 3])
})

test('a slow listener holds the host back: at most two stretches wait for it', async () => {
  const seen: number[] = []
  const host = fakeHost({ onFrame: (videoId) => void seen.push(videoId) })
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const onEvent = (event: FaceEvent) => (event.type === 'faces' ? held : undefined)
  const search = createPortInference(host.port).findFaces(aSearch(1, 2, 3, 4), onEvent, running())
  await eventually(() => {
    expect(seen).toContain(2)
  })
  await turns(60)
  expect(seen).not.toContain(3)
  release()
  await search
  expect(seen).toContain(4)
})

test('the nets stay open from one search to the next, and are no model of a prediction', async () => {
  const host = fakeHost()
  const client = createPortInference(host.port)
  const search = aSearch(1)
  await client.findFaces(search, () => undefined, running())
  await client.findFaces(search, () => undefined, running())
  expect([host.faceModelsOpened, host.modelsOpened]).toEqual([1, 0])
})

test('a search waits for the prediction that runs', async () => {
  const order: string[] = []
  const host = fakeHost({ onFrame: (id) => void order.push(id > 100 ? 'face' : 'clip') })
  const client = createPortInference(host.port)
  await Promise.all([
    client.embedClips(aRequest(1), () => undefined, running()),
    client.findFaces(aSearch(101), () => undefined, running()),
  ])
  expect(order).toEqual([
    ...Array.from({ length: 4 }, () => 'clip'),
    ...Array.from({ length: 4 }, () => 'face'),
  ])
})

test('a pack that cannot be opened fails the search with its own sentence', async () => {
  const host = fakeHost({
    openFaces: () => Promise.reject(new AppError('pack-invalid', 'The model pack x cannot be opened.')),
  })
  const search = createPortInference(host.port).findFaces(aSearch(1), () => undefined, running())
  await expect(search).rejects.toMatchObject({
    code: 'pack-invalid',
    message: 'The model pack x cannot be opened.',
  })
})
