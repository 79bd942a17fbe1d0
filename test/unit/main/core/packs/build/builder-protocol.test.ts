import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createProcessBuilder } from '#core/packs/build/builder-protocol.ts'
import { carryOutOrder } from '#core/packs/build/carry-out-order.ts'
import { inspectFiles } from '#core/packs/build/inspect-files.ts'
import type { HostProcess } from '#core/async/messages.ts'
import type { BuilderReply, BuildOrder } from '#core/packs/build/builder-protocol.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'
import { fixtures } from './golden.ts'

function anOrder(changes: Partial<BuildOrder> = {}): BuildOrder {
  return {
    files: fixtures('clip.jit.pt'),
    title: 'A CLIP',
    licence: 'MIT',
    precisions: ['fp32'],
    packsFolder: join(tempFolder(), 'packs'),
    ...changes,
  }
}

const requestOf = (kind: string, input: unknown) => ({ type: 'request', id: 'only', kind, input })

async function repliesTo(order: unknown): Promise<BuilderReply[]> {
  const replies: BuilderReply[] = []
  await carryOutOrder(order, (reply) => replies.push(reply))
  return replies
}

describe('the builder’s side', () => {
  it('tells its progress, then the pack, which lies under its id', async () => {
    const order = anOrder()
    const replies = await repliesTo(requestOf('build', order))
    const last = replies.at(-1)
    const packId = expect.stringMatching(/^clip-vit-/) as string
    expect(last).toEqual({ type: 'result', id: 'only', kind: 'build', result: { packId } })
    expect(readdirSync(order.packsFolder)).toEqual([packId])
    expect(new Set(replies.slice(0, -1).map(({ type }) => type))).toEqual(new Set(['progress']))
    expect(replies[0]).toEqual({
      ...{ type: 'progress', id: 'only' },
      progress: { fraction: 0, step: 'hashing clip.jit.pt' },
    })
  })

  it('tells code and sentence of what cannot be built', async () => {
    const order = anOrder({ files: fixtures('downstream.pth') })
    expect(await repliesTo(requestOf('build', order))).toEqual([
      {
        ...{ type: 'error', id: 'only' },
        code: 'checkpoint-invalid',
        message: expect.stringMatching(/^downstream\.pth holds EmoCLIP without a text encoder\./) as string,
      },
    ])
  })

  it('looks at files without building', async () => {
    const replies = await repliesTo(requestOf('inspect', { files: fixtures('clip.jit.pt') }))
    expect(replies).toMatchObject([
      { type: 'result', kind: 'inspect', result: { problem: null, title: 'CLIP ViT 128x1/32' } },
    ])
  })

  it.each([
    ['no order', 'build!'],
    ['another order', requestOf('delete', { files: ['/a.pth'] })],
    ['no files', requestOf('build', { ...anOrderShape(), files: [] })],
    ['no precision', requestOf('build', { ...anOrderShape(), precisions: [] })],
    ['an unknown precision', requestOf('build', { ...anOrderShape(), precisions: ['fp64'] })],
    ['no place', requestOf('build', { ...anOrderShape(), packsFolder: undefined })],
  ])('builds nothing from %s, and says so without details', async (_, order) => {
    expect(await repliesTo(order)).toEqual([
      {
        ...{ type: 'error', id: 'unknown' },
        code: 'internal',
        message: 'The pack could not be built, for a reason that was not foreseen.',
      },
    ])
  })
})

function anOrderShape(): object {
  return {
    files: ['/a.pth'],
    title: 'x',
    licence: 'x',
    precisions: ['fp32'],
    packsFolder: '/packs',
  }
}

const built = (packId: unknown) => ({ ...resultOf('build'), result: { packId } })
const inspected = (plan: unknown) => ({ ...resultOf('inspect'), result: plan })
const resultOf = (kind: string) => ({ type: 'result', id: 'only', kind })

/** A process without work in it: the test says what it answers. */
function fakeProcess() {
  const listeners = { message: (_: unknown): void => undefined, exit: (): void => undefined }
  const process = {
    port: {
      postMessage: vi.fn<HostProcess['port']['postMessage']>(),
      onMessage: (listener: (message: unknown) => void) => {
        listeners.message = listener
        return () => undefined
      },
    },
    onExit: (listener: (code: number | null) => void) => {
      listeners.exit = () => {
        listener(null)
      }
    },
    /** As the system does: the end is told later. */
    kill: vi.fn(() => {
      setTimeout(() => {
        listeners.exit()
      })
    }),
  } satisfies HostProcess
  return {
    process,
    sends: (message: unknown): void => {
      listeners.message(message)
    },
    ends: (): void => {
      listeners.exit()
    },
  }
}

describe('the window’s side', () => {
  const order = anOrderShape() as BuildOrder

  function started(signal = new AbortController().signal) {
    const fake = fakeProcess()
    const progress = vi.fn()
    const builder = createProcessBuilder(() => Promise.resolve(fake.process))
    const outcome = builder.build(order, { signal, progress })
    outcome.catch(() => undefined)
    return { ...fake, progress, outcome }
  }
  const untilOrdered = async ({ process }: Pick<ReturnType<typeof started>, 'process'>): Promise<void> => {
    await expect.poll(() => process.port.postMessage.mock.calls).toEqual([[requestOf('build', order)]])
  }

  it('passes the order on, and progress and the pack’s id back, and ends the process', async () => {
    const run = started()
    await untilOrdered(run)
    run.sends({ type: 'progress', id: 'only', progress: { fraction: 0.25, step: 'writing' } })
    run.sends(built('clip-1'))
    expect(await run.outcome).toBe('clip-1')
    expect(run.progress.mock.calls).toEqual([[0.25, 'writing']])
    expect(run.process.kill).toHaveBeenCalledOnce()
  })

  it('passes files on to be looked at, and the plan back, and ends the process', async () => {
    const fake = fakeProcess()
    const plan = await inspectFiles(fixtures('clip.jit.pt'))
    const outcome = createProcessBuilder(() => Promise.resolve(fake.process)).inspect(['/a.pth'])
    await expect
      .poll(() => fake.process.port.postMessage.mock.calls)
      .toEqual([[requestOf('inspect', { files: ['/a.pth'] })]])
    fake.sends(inspected(plan))
    expect(await outcome).toEqual(plan)
    expect(fake.process.kill).toHaveBeenCalledOnce()
  })

  it('does not take a plan for a pack', async () => {
    const run = started()
    await untilOrdered(run)
    run.sends(inspected(await inspectFiles(fixtures('clip.jit.pt'))))
    await expect(run.outcome).rejects.toMatchObject({ code: 'internal' })
  })

  it('tells when the process ended over a file', async () => {
    const fake = fakeProcess()
    const outcome = createProcessBuilder(() => Promise.resolve(fake.process)).inspect(['/a.pth'])
    await expect.poll(() => fake.process.port.postMessage.mock.calls.length).toBe(1)
    fake.ends()
    await expect(outcome).rejects.toMatchObject({ code: 'host-crashed' })
  })

  it('throws what the builder says', async () => {
    const run = started()
    await untilOrdered(run)
    run.sends({ type: 'error', id: 'only', code: 'disk-full', message: 'The disk is full.' })
    await expect(run.outcome).rejects.toMatchObject({ code: 'disk-full', message: 'The disk is full.' })
    expect(run.process.kill).toHaveBeenCalledOnce()
  })

  it('tells a process that ended by itself from one that was cancelled', async () => {
    const run = started()
    await untilOrdered(run)
    run.ends()
    await expect(run.outcome).rejects.toMatchObject({ code: 'host-crashed' })
  })

  it('kills the process when it is cancelled, and waits for its end', async () => {
    const abort = new AbortController()
    const run = started(abort.signal)
    await untilOrdered(run)
    abort.abort()
    expect(run.process.kill).toHaveBeenCalledOnce()
    await expect(run.outcome).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('clears away what a process that ended over it was at, and nothing else', async () => {
    const packsFolder = tempFolder()
    writeFiles(packsFolder, { '.building-1/visual.fp32.onnx': 'half a net', 'other/pack.json': '{}' })
    const fake = fakeProcess()
    const builder = createProcessBuilder(() => Promise.resolve(fake.process))
    const control = { signal: new AbortController().signal, progress: () => undefined }
    const outcome = builder.build({ ...order, packsFolder }, control)
    await expect.poll(() => fake.process.port.postMessage.mock.calls.length).toBe(1)
    fake.ends()
    await expect(outcome).rejects.toMatchObject({ code: 'host-crashed' })
    expect(readdirSync(packsFolder)).toEqual(['other'])
  })

  it('builds nothing when it was cancelled while the process was started', async () => {
    const abort = new AbortController()
    const fake = fakeProcess()
    let spawned: (process: HostProcess) => void = () => undefined
    const builder = createProcessBuilder(() => new Promise((resolve) => (spawned = resolve)))
    const outcome = builder.build(order, { signal: abort.signal, progress: () => undefined })
    abort.abort()
    spawned(fake.process)
    await expect(outcome).rejects.toMatchObject({ code: 'cancelled' })
    expect(fake.process.port.postMessage).not.toHaveBeenCalled()
    expect(fake.process.kill).toHaveBeenCalled()
  })

  it('says so when no process can be started', async () => {
    const builder = createProcessBuilder(() => Promise.reject(new Error('exit code 1')))
    const outcome = builder.build(order, { signal: new AbortController().signal, progress: () => undefined })
    await expect(outcome).rejects.toMatchObject({
      code: 'host-crashed',
      message: 'The process that builds packs could not be started.',
    })
  })

  it.each([
    ['a word', 'built'],
    ['nothing', null],
    ['an unknown type', { ...built('x'), type: 'done' }],
    ['an id that is no text', built(7)],
    ['a plan that is none', inspected({})],
    ['an unknown code', { type: 'error', id: 'only', code: 'oops', message: 'x' }],
  ])('ends the process that sends %s', async (_, message) => {
    const run = started()
    await untilOrdered(run)
    run.sends(message)
    await expect(run.outcome).rejects.toMatchObject({ code: 'internal' })
    expect(run.process.kill).toHaveBeenCalledOnce()
    expect(run.progress).not.toHaveBeenCalled()
  })
})
