import { describe, expect, test } from 'vitest'
import type { EmbedEvent } from '#core/inference/host/client.ts'
import { createSupervisedInference } from '#core/inference/host/supervised-client.ts'
import type { HostProcess } from '#core/async/messages.ts'
import { openGate } from '#core/async/pause-gate.ts'
import { fakeNets, hastyClock } from '../../../../../helpers/fake-nets.ts'
import {
  aRequest,
  aSearch,
  eventLog,
  faceLog,
  fakeHost,
  onCpu,
} from '../../../../../helpers/inference-host.ts'

const running = () => ({ signal: new AbortController().signal, gate: openGate })
const nothing = (): void => undefined

interface Crashes {
  /** How often the process dies on a frame of a clip or video. */
  readonly onClip?: Record<number, number>
  /** On which one; the second when not given. */
  readonly onFrame?: number
  /** Its nets are busy for a while after its last frame was taken. */
  readonly lagsOn?: number
  /** The process never gets beyond the first frame of this clip. */
  readonly hangsOn?: number
  /** Running a net on this provider brings the process down. */
  readonly onProvider?: string
  /** The process cannot be started. */
  readonly atStart?: boolean
}

/** Hosts that die as told, as a crash in native code would make them. */
function supervised({
  onClip = {},
  onFrame = 1,
  lagsOn,
  hangsOn,
  onProvider,
  atStart = false,
}: Crashes = {}) {
  const left = new Map(Object.entries(onClip).map(([clipId, times]) => [Number(clipId), times]))
  const ends: (number | null)[] = []
  const embedded: number[] = []
  let spawned = 0
  let killed = 0
  let die: () => void = nothing
  const inference = createSupervisedInference({
    exitGraceMs: 20,
    onCrash: (code) => ends.push(code),
    spawn() {
      spawned++
      if (atStart) return Promise.reject(new Error('no such file'))
      const exits: ((code: number | null) => void)[] = []
      let isDead = false
      const exit = (code: number | null): void => {
        if (isDead) return
        isDead = true
        embedded.push(...host.embedded)
        for (const listener of exits) listener(code)
      }
      die = () => {
        exit(null)
      }
      const nets = fakeNets((values, { provider }) => {
        if (provider === onProvider) exit(139)
        return values
      })
      const host = fakeHost({
        nets,
        async onTaken(clipId) {
          for (let i = 0; clipId === lagsOn && i < 30; i++)
            await new Promise((resolve) => setImmediate(resolve))
        },
        onFrame(clipId, frame) {
          if (clipId === hangsOn) return new Promise<void>(nothing)
          const times = left.get(clipId) ?? 0
          if (frame !== onFrame || times === 0) return
          left.set(clipId, times - 1)
          exit(139)
          return new Promise<void>(nothing)
        },
      })
      void host.disposed.then(() => {
        exit(0)
      })
      const process: HostProcess = {
        port: {
          postMessage: (message) => {
            if (!isDead) host.port.postMessage(message)
          },
          onMessage: (listener) =>
            host.port.onMessage((message) => {
              if (!isDead) listener(message)
            }),
        },
        onExit: (listener) => void exits.push(listener),
        kill() {
          killed++
          exit(null)
        },
      }
      return Promise.resolve(process)
    },
  })
  return {
    inference,
    ends,
    embedded,
    die: () => {
      die()
    },
    get spawned() {
      return spawned
    },
    get killed() {
      return killed
    },
  }
}

test('a clip that brings the process down once is tried again, and nothing is lost or done twice', async () => {
  const host = supervised({ onClip: { 2: 1 } })
  const { log, record } = eventLog()
  await host.inference.embedClips(aRequest(1, 2, 3), record, running())
  expect(log).toEqual(['clip 1', 'clip 2', 'clip 3'])
  expect(host.spawned).toBe(2)
  expect(host.ends).toEqual([139])
})

test('a clip that does it twice is a problem, and the rest goes on', async () => {
  const host = supervised({ onClip: { 2: 9 } })
  const events: EmbedEvent[] = []
  await host.inference.embedClips(aRequest(1, 2, 3), (event) => void events.push(event), running())
  const results = events.filter((event) => event.type !== 'progress')
  expect(results.map((event) => (event.type === 'clip' ? event.embedding.clipId : event.code))).toEqual([
    1,
    'host-crashed',
    3,
  ])
  expect(results[1]).toMatchObject({
    clipId: 2,
    message: expect.stringContaining('crashed on this clip') as string,
  })
  // The clip before was still to be answered at the first crash: it went alone, then both others, then the second.
  expect(host.spawned).toBe(4)
})

test('a clip whose answer was still to come is not blamed for the next one', async () => {
  const host = supervised({ onClip: { 2: 9 }, onFrame: 0, lagsOn: 1 })
  const { log, record } = eventLog()
  await host.inference.embedClips(aRequest(1, 2, 3), record, running())
  expect(log).toEqual(['clip 1', 'problem 2 host-crashed', 'clip 3'])
})

test('a process that dies on clip after clip is given up', async () => {
  const host = supervised({ onClip: { 1: 9, 2: 9, 3: 9, 4: 9 } })
  const { log, record } = eventLog()
  await expect(host.inference.embedClips(aRequest(1, 2, 3, 4), record, running())).rejects.toMatchObject({
    code: 'host-crashed',
  })
  expect(log).toEqual(['problem 1 host-crashed', 'problem 2 host-crashed'])
  expect(host.spawned).toBe(6)
})

test('a process that cannot be started is told at once', async () => {
  const host = supervised({ atStart: true })
  await expect(host.inference.embedClips(aRequest(1), nothing, running())).rejects.toMatchObject({
    code: 'host-crashed',
    message: expect.stringContaining('could not be started') as string,
  })
  expect(host.spawned).toBe(1)
})

test('nothing is started before it is needed, and one process serves all calls', async () => {
  const host = supervised()
  expect(host.spawned).toBe(0)
  await host.inference.embedClips(aRequest(1), nothing, running())
  await host.inference.embedClips(aRequest(2), nothing, running())
  expect(host.spawned).toBe(1)
})

test('a process that dies while idle is replaced at the next call', async () => {
  const host = supervised()
  await host.inference.embedClips(aRequest(1), nothing, running())
  host.die()
  expect(host.inference.status()).toMatchObject({ state: 'crashed', message: expect.any(String) as string })
  const { log, record } = eventLog()
  await host.inference.embedClips(aRequest(2), record, running())
  expect(log).toEqual(['clip 2'])
  expect(host.spawned).toBe(2)
})

test('cancelling while the process is down stays cancelled', async () => {
  const host = supervised({ onClip: { 1: 1 } })
  const abort = new AbortController()
  host.inference.onStatus(({ state }) => {
    if (state === 'crashed') abort.abort()
  })
  const job = host.inference.embedClips(aRequest(1), nothing, { signal: abort.signal, gate: openGate })
  await expect(job).rejects.toMatchObject({ code: 'cancelled' })
  expect(host.spawned).toBe(1)
})

test('the end that was asked for is no crash', async () => {
  const host = supervised()
  await host.inference.embedClips(aRequest(1), nothing, running())
  await host.inference.dispose()
  expect(host.ends).toEqual([])
  expect(host.killed).toBe(0)
  await expect(host.inference.embedTexts('/pack', ['a'], onCpu)).rejects.toMatchObject({ code: 'cancelled' })
})

test('a process that does not end when asked is killed, which is no crash either', async () => {
  const host = supervised({ hangsOn: 1 })
  let hasBegun = false
  const job = host.inference.embedClips(aRequest(1), () => void (hasBegun = true), running())
  await expect.poll(() => hasBegun).toBe(true)
  await Promise.all([host.inference.dispose(), expect(job).rejects.toMatchObject({ code: 'cancelled' })])
  expect(host.killed).toBe(1)
  expect(host.ends).toEqual([])
})

test('a trial that brings the process down says so, and the next one has a fresh process', async () => {
  hastyClock()
  const host = supervised({ onProvider: 'webgpu' })
  const { packFolder } = aRequest()
  const onDevice = { ...onCpu, provider: 'webgpu' }
  await expect(host.inference.tryEngine(packFolder, onDevice)).rejects.toMatchObject({ code: 'host-crashed' })
  expect(host.ends).toEqual([139])
  await expect(host.inference.tryEngine(packFolder, onCpu)).resolves.toMatchObject({ refusal: null })
  expect(host.spawned).toBe(2)
})

test('sentences are read in a fresh process when the first one dies over them, but not in a third', async () => {
  const host = supervised({ onProvider: 'webgpu' })
  const { packFolder } = aRequest()
  const onDevice = { ...onCpu, provider: 'webgpu' }
  await expect(host.inference.embedTexts(packFolder, ['a'], onDevice)).rejects.toMatchObject({
    code: 'host-crashed',
  })
  expect(host.spawned).toBe(2)
  await expect(host.inference.embedTexts(packFolder, ['a'], onCpu)).resolves.toHaveLength(1)
})

describe('looking for faces', () => {
  test('goes on with the next stretch after a crash, and no stretch is told twice', async () => {
    const host = supervised({ onClip: { 2: 1 } })
    const { log, record } = faceLog()
    await host.inference.findFaces(aSearch(1, 2, 3), record, running())
    expect(log).toEqual([
      '1: 0 to 500',
      '1: 500 to 1000',
      // The process dies on its second frame, before the first stretch is told.
      '2: 0 to 500',
      '2: 500 to 1000',
      '3: 0 to 500',
      '3: 500 to 1000',
    ])
    expect(host.spawned).toBe(2)
  })

  test('begins where the last stretch ended', async () => {
    const host = supervised({ onClip: { 1: 1 }, onFrame: 3 })
    const { log, record } = faceLog()
    await host.inference.findFaces(aSearch(1), record, running())
    expect(log).toEqual(['1: 0 to 500', '1: 500 to 1000'])
    expect(host.spawned).toBe(2)
  })

  test('leaves a video whose stretch brings the process down twice', async () => {
    const host = supervised({ onClip: { 1: 9 } })
    const { log, record } = faceLog()
    await host.inference.findFaces(aSearch(1, 2), record, running())
    expect(log).toEqual(['1: host-crashed', '2: 0 to 500', '2: 500 to 1000'])
  })

  test('does not go on after it was cancelled while the process died', async () => {
    const abort = new AbortController()
    const host = supervised({ hangsOn: 1 })
    const { log, record } = faceLog()
    const search = host.inference.findFaces(aSearch(1, 2), record, { ...running(), signal: abort.signal })
    await expect.poll(() => host.spawned).toBe(1)
    abort.abort()
    host.die()
    await expect(search).rejects.toMatchObject({
      code: 'cancelled',
      message: 'Looking for faces was cancelled.',
    })
    expect(log).toEqual([])
  })
})
