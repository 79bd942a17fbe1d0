import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { EmbedEvent } from '#core/inference/host/client.ts'
import { createPortInference } from '#core/inference/host/port-client.ts'
import type { MessagePort } from '#core/async/messages.ts'
import type { TextReader } from '#core/inference/text/text-reader.ts'
import { createPauseGate, openGate } from '#core/async/pause-gate.ts'
import type { EnginePlan } from '#shared/domain/engine.ts'
import { AppError } from '#shared/errors.ts'
import { fakeNets, hastyClock } from '../../../../../helpers/fake-nets.ts'
import { aRequest, eventLog, fakeHost, onCpu } from '../../../../../helpers/inference-host.ts'
import { eventually } from '../../../../../helpers/eventually.ts'

/** Lets everything that is ready to run, run. */
async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

const running = () => ({ signal: new AbortController().signal, gate: openGate })

test('clips are embedded in order, with progress, and typed arrays stay typed arrays', async () => {
  const host = fakeHost()
  const events: EmbedEvent[] = []
  await createPortInference(host.port).embedClips(
    aRequest(1, 2),
    (event) => void events.push(event),
    running(),
  )
  expect(host.embedded).toEqual([1, 2])
  const fractions = events.flatMap((event) =>
    event.type === 'progress' && event.clipId === 1 ? [event.fraction] : [],
  )
  expect(fractions).toEqual([0, 0.25, 0.5, 0.75])
  const done = events.filter((event) => event.type === 'clip')
  expect(done.map(({ embedding, provider }) => [embedding.clipId, provider])).toEqual([
    [1, 'cpu'],
    [2, 'cpu'],
  ])
  expect(done[0]?.embedding.frameEmbeddings).toBeInstanceOf(Float32Array)
})

test('a clip that fails is a problem that names its file, and the rest goes on', async () => {
  const host = fakeHost({
    onFrame: (clipId) => {
      if (clipId === 1) throw new AppError('detector-failed', 'The face detector gave no usable answer.')
      if (clipId === 2) throw new Error('out of memory')
    },
  })
  const problems: string[] = []
  await createPortInference(host.port).embedClips(
    aRequest(1, 2, 3),
    (event) => {
      if (event.type === 'problem') problems.push(`${event.code}: ${event.message}`)
    },
    running(),
  )
  expect(problems).toEqual([
    'detector-failed: clip-1.mp4: The face detector gave no usable answer.',
    'internal: clip-2.mp4: The model failed (out of memory).',
  ])
  expect(host.embedded).toEqual([3])
})

test('damaged stretches come with the embedding of their clip, and with no other', async () => {
  const damage = [{ startMs: 250, endMs: 500 }]
  const host = fakeHost({ damageOf: (file) => (file === '/videos/clip-2.mp4' ? damage : []) })
  const events: unknown[] = []
  await createPortInference(host.port).embedClips(
    aRequest(1, 2, 3),
    (event) => {
      if (event.type === 'clip') events.push(event.damage)
    },
    running(),
  )
  expect(events).toEqual([[], damage, []])
})

test('the next clip is begun while the nets are busy with the last frames of this one, and answers keep their order', async () => {
  const seen: string[] = []
  const host = fakeHost({
    onFrame(clipId, frame) {
      if (frame === 0) seen.push(`begin ${clipId}`)
    },
    async onTaken(clipId) {
      seen.push(`taken ${clipId}`)
      // The first clip ends long after the second.
      if (clipId === 1) await turns(60)
      seen.push(`end ${clipId}`)
    },
  })
  const { log, record } = eventLog()
  await createPortInference(host.port).embedClips(aRequest(1, 2, 3), record, running())
  expect(log).toEqual(['clip 1', 'clip 2', 'clip 3'])
  expect(seen).toEqual([
    ...['begin 1', 'taken 1', 'begin 2', 'taken 2', 'end 2', 'end 1'],
    // Not before the first was answered: two at once are enough.
    ...['begin 3', 'taken 3', 'end 3'],
  ])
})

test('progress never goes back: that of the next clip is told once this one is answered', async () => {
  const host = fakeHost({ onTaken: () => turns(3) })
  const events: string[] = []
  const listen = (event: EmbedEvent): void => {
    if (event.type === 'progress') events.push(String(event.clipId))
    if (event.type === 'clip') events.push(`answer ${event.embedding.clipId}`)
  }
  await createPortInference(host.port).embedClips(aRequest(1, 2, 3), listen, running())
  const order = events.map((word) => Number(word.replace('answer ', '')))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(events.filter((word) => word === '2').length).toBeGreaterThan(0)
})

test('neighbouring clips of one video are read by a decoder that is handed on', async () => {
  const host = fakeHost()
  const request = aRequest(1, 2, 3)
  const [first, second, third] = request.clips
  const file = first?.file ?? ''
  const clips = [
    ...(first === undefined ? [] : [first]),
    ...(second === undefined ? [] : [{ ...second, file, startMs: 1000, endMs: 2000 }]),
    ...(third === undefined ? [] : [third]),
  ]
  await createPortInference(host.port).embedClips({ ...request, clips }, () => undefined, running())
  const relays = host.decoding.requests.map(({ relay }) => relay)
  expect(relays[0]?.spans.map(({ startMs }) => startMs)).toEqual([0, 1000])
  expect(relays[1]).toBe(relays[0])
  expect(relays[2]).toBeUndefined()
  expect(host.embedded).toEqual([1, 2, 3])
})

test('the decoder of the next clip is started while the clip before is looked at', async () => {
  const startedAtFirstFrame: number[] = []
  const host = fakeHost({
    onFrame(clipId, frame) {
      if (frame === 1) startedAtFirstFrame.push(host.decoding.started.length - clipId)
    },
  })
  await createPortInference(host.port).embedClips(aRequest(1, 2, 3), () => undefined, running())
  expect(startedAtFirstFrame).toEqual([1, 1, 0])
})

test('cancelling rejects, stops every decoder and embeds no more', async () => {
  const abort = new AbortController()
  const host = fakeHost({
    onFrame(clipId, frame) {
      if (clipId === 2 && frame === 1) abort.abort()
    },
  })
  const { log, record } = eventLog()
  const job = createPortInference(host.port).embedClips(aRequest(1, 2, 3), record, {
    signal: abort.signal,
    gate: openGate,
  })
  await expect(job).rejects.toMatchObject({ code: 'cancelled' })
  expect(log).toEqual(['clip 1'])
  expect(host.decoding.stopped).toEqual(['/videos/clip-2.mp4', '/videos/clip-3.mp4'])
})

test('a job that is cancelled before it starts does nothing', async () => {
  const host = fakeHost()
  const control = { signal: AbortSignal.abort(), gate: openGate }
  const job = createPortInference(host.port).embedClips(aRequest(1), () => undefined, control)
  await expect(job).rejects.toMatchObject({ code: 'cancelled' })
  expect(host.modelsOpened).toBe(0)
})

test('a closed gate holds the work between two frames until it opens', async () => {
  const gate = createPauseGate()
  const frames: number[] = []
  const sent: string[] = []
  const host = fakeHost({
    onFrame: async (_, frame) => {
      frames.push(frame)
      if (frame === 0) gate.close()
      // The client looks at the gate at the next sign of progress.
      if (frame === 1) await eventually(() => expect(sent).toContain('pause'))
      await turns(2)
    },
  })
  const port: MessagePort = {
    onMessage: host.port.onMessage,
    postMessage(message) {
      sent.push((message as { type: string }).type)
      host.port.postMessage(message)
    },
  }
  const job = createPortInference(port).embedClips(aRequest(1), () => undefined, { ...running(), gate })
  await eventually(() => expect(sent).toContain('pause'))
  await turns()
  const held = [...frames]
  expect(held.length).toBeLessThanOrEqual(2)
  await turns()
  expect(frames).toEqual(held)
  gate.open()
  await job
  expect(frames).toEqual([0, 1, 2, 3])
})

test('a paused job can be cancelled', async () => {
  const abort = new AbortController()
  const gate = createPauseGate()
  gate.close()
  const host = fakeHost()
  const job = createPortInference(host.port).embedClips(aRequest(1), () => undefined, {
    signal: abort.signal,
    gate,
  })
  setTimeout(() => {
    abort.abort()
  }, 20)
  await expect(job).rejects.toMatchObject({ code: 'cancelled' })
})

test('a slow listener holds the host back: at most two results wait for it', async () => {
  const host = fakeHost()
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const onEvent = (event: EmbedEvent): Promise<void> | undefined => (event.type === 'clip' ? held : undefined)
  const job = createPortInference(host.port).embedClips(aRequest(1, 2, 3, 4, 5, 6), onEvent, running())
  // Two are unacknowledged, a third is finished and waits to be sent, a fourth was begun beside it.
  await eventually(() => {
    expect(host.embedded).toEqual([1, 2, 3, 4])
  })
  await turns()
  expect(host.embedded).toEqual([1, 2, 3, 4])
  release()
  await job
  expect(host.embedded).toEqual([1, 2, 3, 4, 5, 6])
})

test('what the listener throws ends the job with that error', async () => {
  const host = fakeHost()
  const fault = new Error('disk full')
  const job = createPortInference(host.port).embedClips(
    aRequest(1, 2, 3),
    (event) => {
      if (event.type === 'clip') throw fault
    },
    running(),
  )
  await expect(job).rejects.toBe(fault)
  expect(host.embedded.length).toBeLessThanOrEqual(3)
})

test('a pack that cannot be opened fails the job with its own sentence', async () => {
  const host = fakeHost({
    open: () => Promise.reject(new AppError('pack-invalid', 'The model pack x cannot be opened.')),
  })
  const job = createPortInference(host.port).embedClips(aRequest(1), () => undefined, running())
  await expect(job).rejects.toMatchObject({
    code: 'pack-invalid',
    message: 'The model pack x cannot be opened.',
  })
})

test('without ffmpeg the job fails, and the host goes on', async () => {
  const host = fakeHost({
    media: () => Promise.reject(new AppError('ffmpeg-missing', 'FFmpeg was not found.')),
  })
  const client = createPortInference(host.port)
  for (let i = 0; i < 2; i++) {
    await expect(client.embedClips(aRequest(1), () => undefined, running())).rejects.toMatchObject({
      code: 'ffmpeg-missing',
    })
  }
})

test('two jobs run one after the other and share the open models', async () => {
  const host = fakeHost()
  const client = createPortInference(host.port)
  const request = aRequest(1, 2)
  await Promise.all([
    client.embedClips(request, () => undefined, running()),
    client.embedClips({ ...request, clips: aRequest(3).clips }, () => undefined, running()),
  ])
  expect(host.embedded).toEqual([1, 2, 3])
  expect(host.modelsOpened).toBe(1)
})

test('models are kept for one pack and one plan; another plan opens them anew', async () => {
  const host = fakeHost()
  const client = createPortInference(host.port)
  const request = aRequest(1)
  const run = (engine: EnginePlan) => client.embedClips({ ...request, engine }, () => undefined, running())
  await run(onCpu)
  await run({ ...onCpu })
  expect(host.modelsOpened).toBe(1)
  await run({ ...onCpu, lanes: 2 })
  expect(host.modelsOpened).toBe(2)
})

test('frames are decoded as the request samples them', async () => {
  const host = fakeHost()
  const sampling = {
    kind: 'stride' as const,
    frameStride: 4,
    windowFrames: 8,
    windows: { kind: 'first' as const },
  }
  await createPortInference(host.port).embedClips({ ...aRequest(1), sampling }, () => undefined, running())
  expect(host.decoding.requests).toMatchObject([{ sampling: { kind: 'every', frames: 4, maxFrames: 8 } }])
})

describe('sentences', () => {
  /** Reads a sentence when the test lets it, and tells when it is closed. */
  function heldReader() {
    const log: string[] = []
    const reads: (() => void)[] = []
    const openTexts = (packFolder: string): TextReader => ({
      async read(sentences) {
        log.push(`reads ${sentences.join()}`)
        await new Promise<void>((resolve) => reads.push(resolve))
        log.push(`read ${sentences.join()}`)
        return sentences.map((sentence) => ({
          reading: { kind: 'embedded', sentence, tokenCount: packFolder.length },
          embedding: Float32Array.of(1, 2),
          bias: 0,
        }))
      },
      dispose() {
        log.push('closed')
        return Promise.resolve()
      },
    })
    return { log, reads, openTexts }
  }

  test('are answered while clips are embedded', async () => {
    let letGo = (): void => undefined
    const host = fakeHost({ onFrame: () => new Promise((resolve) => (letGo = resolve)) })
    const client = createPortInference(host.port)
    const request = aRequest(1)
    const abort = new AbortController()
    const job = client.embedClips(request, () => undefined, { signal: abort.signal, gate: openGate })
    await expect.poll(() => host.decoding.started).toHaveLength(1)
    const [read] = await client.embedTexts(request.packFolder, ['a smile'], onCpu)
    expect(read?.reading).toEqual({ kind: 'embedded', sentence: 'a smile', tokenCount: 4 })
    expect(host.embedded).toEqual([])
    abort.abort()
    letGo()
    await expect(job).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('are read in the order in which they were asked, one request after the other', async () => {
    const { log, reads, openTexts } = heldReader()
    const client = createPortInference(fakeHost({ openTexts }).port)
    const { packFolder } = aRequest()
    const both = [
      client.embedTexts(packFolder, ['a', 'b'], onCpu),
      client.embedTexts(packFolder, ['c'], onCpu),
    ]
    await expect.poll(() => reads.length).toBe(1)
    await turns()
    expect(log).toEqual(['reads a,b'])
    reads[0]?.()
    await expect.poll(() => reads.length).toBe(2)
    reads[1]?.()
    const [first, second] = await Promise.all(both)
    expect(first?.map(({ reading }) => reading.sentence)).toEqual(['a', 'b'])
    expect(second?.map(({ reading }) => reading.sentence)).toEqual(['c'])
    expect(log).toEqual(['reads a,b', 'read a,b', 'reads c', 'read c'])
  })

  test('that are being read are read to the end before a trial closes what reads them', async () => {
    hastyClock()
    const { log, reads, openTexts } = heldReader()
    const client = createPortInference(fakeHost({ openTexts }).port)
    const { packFolder } = aRequest()
    const texts = client.embedTexts(packFolder, ['a'], onCpu)
    await expect.poll(() => reads.length).toBe(1)
    const trial = client.tryEngine(packFolder, onCpu)
    await turns()
    expect(log).toEqual(['reads a'])
    reads[0]?.()
    await expect(texts).resolves.toHaveLength(1)
    await expect(trial).resolves.toMatchObject({ refusal: null })
    expect(log).toEqual(['reads a', 'read a', 'closed'])
  })

  test('of a pack that cannot be opened fail with its sentence, and the next are read', async () => {
    const client = createPortInference(fakeHost().port)
    const { packFolder } = aRequest()
    await expect(client.embedTexts(packFolder, ['a'], { ...onCpu, precision: 'fp16' })).rejects.toMatchObject(
      { code: 'pack-invalid', message: 'This model pack has no fp16 nets.' },
    )
    await expect(client.embedTexts(packFolder, ['a'], onCpu)).resolves.toHaveLength(1)
  })
})

describe('a trial of the engine', () => {
  test('waits for the job that runs, and closes its models first', async () => {
    hastyClock()
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => (letGo = resolve))
    const host = fakeHost({ onFrame: () => held })
    const client = createPortInference(host.port)
    const request = aRequest(1)
    const job = client.embedClips(request, () => undefined, running())
    await expect.poll(() => host.modelsOpened).toBe(1)
    const trial = client.tryEngine(request.packFolder, onCpu)
    await turns()
    expect(host.nets.opened).toHaveLength(0)
    letGo()
    await job
    await expect(trial).resolves.toMatchObject({ ...onCpu, refusal: null, deviation: 0 })
    expect(host.nets.opened.every(({ session }) => session.isDisposed)).toBe(true)
    await client.embedClips(request, () => undefined, running())
    expect(host.modelsOpened).toBe(2)
  })

  test('computes what to compare with once a pack', async () => {
    hastyClock()
    const host = fakeHost()
    const client = createPortInference(host.port)
    const { packFolder } = aRequest()
    await client.tryEngine(packFolder, { ...onCpu, precision: 'int8', batch: 1 })
    await client.tryEngine(packFolder, { ...onCpu, provider: 'webgpu', batch: 8 })
    const visual = host.nets.opened.filter(({ file }) => file.includes('visual'))
    expect(visual.map(({ file, provider }) => `${provider} ${basename(file)}`)).toEqual([
      'cpu visual.fp32.onnx',
      'cpu visual.int8.onnx',
      'webgpu visual.fp32.onnx',
    ])
  })

  test('of a pack that does not run at all is an error of the pack, and is computed anew the next time', async () => {
    hastyClock()
    let isBroken = true
    const nets = fakeNets((values) => {
      if (isBroken) throw new Error('bad graph')
      return values
    })
    const client = createPortInference(fakeHost({ nets }).port)
    const { packFolder } = aRequest()
    await expect(client.tryEngine(packFolder, onCpu)).rejects.toMatchObject({
      code: 'pack-invalid',
      message: 'The model pack two-numbers cannot be run.',
    })
    isBroken = false
    await expect(client.tryEngine(packFolder, onCpu)).resolves.toMatchObject({ refusal: null })
  })
})

test('the status tells that the host works, and with what', async () => {
  const host = fakeHost()
  const client = createPortInference(host.port)
  const states: string[] = []
  const stop = client.onStatus(({ state, provider }) => states.push(`${state} ${provider ?? '-'}`))
  await client.embedClips(aRequest(1), () => undefined, running())
  await eventually(() => {
    expect(states).toEqual(['idle -', 'starting -', 'busy cpu', 'idle cpu'])
  })
  expect(client.status()).toMatchObject({ state: 'idle', provider: 'cpu', threads: 1 })
  stop()
})

test('disposing stops a running job and lets the host end', async () => {
  const host = fakeHost({ onFrame: () => new Promise((resolve) => setTimeout(resolve, 5)) })
  const client = createPortInference(host.port)
  const job = client.embedClips(aRequest(1, 2, 3), () => undefined, running())
  await client.dispose()
  await expect(job).rejects.toMatchObject({ code: 'cancelled' })
  await host.disposed
})
