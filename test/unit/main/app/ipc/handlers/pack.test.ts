import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createPackStore } from '#core/packs/pack-store.ts'
import type { PackBuilder } from '#core/packs/build/builder-protocol.ts'
import { inspectFiles } from '#core/packs/build/inspect-files.ts'
import { AppError } from '#shared/errors.ts'
import { fakePack } from '../../../../../helpers/fake-inference.ts'
import { writePack } from '../../../../../helpers/pack-folder.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'
import { fixture, fixtures } from '../../../core/packs/build/golden.ts'
import { askHandlers, code } from '../ask-handlers.ts'

const classes = ['up', 'down'].map((label) => ({ label, sentence: label }))
const manifest = { ...fakePack().manifest, promptSets: [{ name: 'Two', frameStride: null, classes }] }
const CHANGED = { name: 'packs.changed', payload: {} }

/** The user's packs in one folder, one pack of the program in another. */
function theWindow(builder: Partial<PackBuilder> = {}) {
  const whole: PackBuilder = {
    inspect: inspectFiles,
    build: () => Promise.resolve('built-pack'),
    ...builder,
  }
  const root = tempFolder()
  const [own, program] = [join(root, 'own'), join(root, 'program')]
  writePack(join(program, 'shipped'), { ...manifest, id: 'shipped' }, { 'net.onnx': 'a net' })
  const build = vi.fn<PackBuilder['build']>((order, control) => whole.build(order, control))
  const inspect = vi.fn<PackBuilder['inspect']>((files) => whole.inspect(files))
  const packs = createPackStore({ folders: [own, program], userFolder: own })
  return { root, own, program, build, inspect, asked: askHandlers({ packs, builder: { inspect, build } }) }
}

const wanted = { title: 'Mine', licence: 'as I was told', precisions: ['fp32' as const] }

describe('checkpoint files', () => {
  it('are looked at where the window names them', async () => {
    const { asked } = theWindow()
    const plan = await asked.ask('pack.inspect', { files: fixtures('downstream.pth', 'clip.jit.pt') })
    expect(plan).toMatchObject({
      title: 'EmoCLIP ViT 128x2/32',
      problem: null,
      sources: [{ name: 'downstream.pth' }, { name: 'clip.jit.pt' }],
    })
    expect(JSON.stringify(plan)).not.toContain(fixture(''))
  })

  it('are looked at in the builder’s process only', async () => {
    const { asked, inspect } = theWindow({
      inspect: () => Promise.reject(new AppError('host-crashed', 'The process ended.')),
    })
    const files = fixtures('clip.jit.pt')
    await expect(asked.ask('pack.inspect', { files })).rejects.toThrow(code('host-crashed'))
    expect(inspect.mock.calls).toEqual([[files]])
  })

  it('are told what is wrong with them', async () => {
    const { asked } = theWindow()
    const plan = await asked.ask('pack.inspect', { files: [join(asked.folder, 'gone.pth')] })
    expect(plan).toMatchObject({ problem: expect.stringContaining('gone.pth') as string, architecture: null })
  })

  it.each([
    ['relative', ['weights.pth']],
    ['relative beside a whole one', [fixture('clip.jit.pt'), '../weights.pth']],
    ['missing', []],
    ['more than anybody has', Array.from({ length: 21 }, () => fixture('clip.jit.pt'))],
  ])('are not looked at when paths are %s', async (_, files) => {
    await expect(theWindow().asked.ask('pack.inspect', { files })).rejects.toThrow(code('bad-request'))
  })
})

describe('building a pack', () => {
  it('passes on the files of the plan, and announces the pack', async () => {
    const { asked, build, own } = theWindow()
    const files = fixtures('clip.jit.pt')
    const { planId } = await asked.ask('pack.inspect', { files })
    await asked.ask('pack.inspect', { files: fixtures('emoclip.pth') })
    expect(asked.events).toEqual([])
    const { jobId } = await asked.ask('pack.build', { planId, ...wanted })
    expect(await asked.jobEnded(jobId)).toMatchObject({
      kind: 'pack-build',
      title: 'Building Mine',
      status: 'done',
      summary: 'Built and checked Mine (built-pack).',
    })
    expect(build.mock.calls.map(([order]) => order)).toEqual([{ files, ...wanted, packsFolder: own }])
    expect(asked.events).toEqual([CHANGED])
  })

  it('passes on the activation that the files do not tell', async () => {
    const { asked, build } = theWindow()
    const { planId } = await asked.ask('pack.inspect', { files: fixtures('clip.jit.pt') })
    const { jobId } = await asked.ask('pack.build', { planId, ...wanted, activation: 'gelu' })
    await asked.jobEnded(jobId)
    expect(build.mock.calls[0]?.[0]).toMatchObject({ activation: 'gelu' })
  })

  it('shows how far it is', async () => {
    let finish = (): void => undefined
    const { asked } = theWindow({
      build: (_, { progress }) => {
        progress(0.4, 'the slow pass')
        return new Promise((resolve) => {
          finish = () => {
            resolve('built-pack')
          }
        })
      },
    })
    const { planId } = await asked.ask('pack.inspect', { files: fixtures('clip.jit.pt') })
    const { jobId } = await asked.ask('pack.build', { planId, ...wanted })
    expect(asked.jobs.list()).toMatchObject([
      { jobId, status: 'running', done: 0.4, total: 1, pausable: false },
    ])
    finish()
    expect(await asked.jobEnded(jobId)).toMatchObject({ status: 'done' })
  })

  it('cannot begin from files that nobody looked at', async () => {
    const { asked, build } = theWindow()
    await expect(asked.ask('pack.build', { planId: 'unknown', ...wanted })).rejects.toThrow(code('not-found'))
    expect(build).not.toHaveBeenCalled()
    expect(asked.jobs.list()).toEqual([])
  })

  it('remembers twenty plans, and not the ones before', async () => {
    const { asked } = theWindow()
    const ids: string[] = []
    for (let count = 0; count < 21; count++) {
      ids.push((await asked.ask('pack.inspect', { files: [join(asked.folder, 'gone.pth')] })).planId)
    }
    await expect(asked.ask('pack.build', { planId: ids[0]!, ...wanted })).rejects.toThrow(code('not-found'))
    await expect(asked.ask('pack.build', { planId: ids[1]!, ...wanted })).resolves.toHaveProperty('jobId')
  })

  it.each([
    ['title', { title: '  ' }],
    ['licence', { licence: '' }],
    ['precision', { precisions: [] }],
  ])('wants a %s', async (_, changes) => {
    const { asked } = theWindow()
    const { planId } = await asked.ask('pack.inspect', { files: fixtures('clip.jit.pt') })
    await expect(asked.ask('pack.build', { planId, ...wanted, ...changes })).rejects.toThrow(
      code('bad-request'),
    )
  })

  it('that fails says why, and announces nothing', async () => {
    const { asked } = theWindow({
      build: () =>
        Promise.reject(new AppError('host-crashed', 'The process that builds packs ended unexpectedly.')),
    })
    const { planId } = await asked.ask('pack.inspect', { files: fixtures('clip.jit.pt') })
    const { jobId } = await asked.ask('pack.build', { planId, ...wanted })
    expect(await asked.jobEnded(jobId)).toMatchObject({
      status: 'failed',
      message: 'The process that builds packs ended unexpectedly.',
    })
    expect(asked.events).toEqual([])
  })

  it('that is cancelled stops the builder', async () => {
    const { asked } = theWindow({
      build: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new AppError('cancelled', 'Building the pack was cancelled.'))
          })
        }),
    })
    const { planId } = await asked.ask('pack.inspect', { files: fixtures('clip.jit.pt') })
    const { jobId } = await asked.ask('pack.build', { planId, ...wanted })
    await asked.ask('job.cancel', { jobId })
    expect(await asked.jobEnded(jobId)).toMatchObject({ status: 'cancelled' })
    expect(asked.events).toEqual([])
  })

  it('brings its prompt sets into the open study', async () => {
    const { asked, own } = theWindow({
      build: () => {
        const promptSets = [{ name: 'New words', frameStride: null, classes }]
        writePack(join(own, 'built-pack'), { ...manifest, id: 'built-pack', promptSets }, { 'net.onnx': 'x' })
        return Promise.resolve('built-pack')
      },
    })
    asked.chosen = join(asked.folder, 'study')
    await asked.ask('study.create', { title: 'Study' })
    const names = async (): Promise<string[]> => (await asked.ask('promptSet.list')).map(({ name }) => name)
    expect(await names()).toEqual(['Two'])
    const { planId } = await asked.ask('pack.inspect', { files: fixtures('clip.jit.pt') })
    await asked.jobEnded((await asked.ask('pack.build', { planId, ...wanted })).jobId)
    expect((await names()).sort()).toEqual(['New words', 'Two'])
  })
})

describe('installing a pack', () => {
  const brought = (root: string): string => {
    writePack(join(root, 'stick'), manifest, { 'net.onnx': 'a net' })
    return join(root, 'stick')
  }

  it('copies it from the folder that the window names, and announces it', async () => {
    const { asked, root } = theWindow()
    const started = await asked.ask('pack.install', { folder: brought(root) })
    expect(await asked.jobEnded(started!.jobId)).toMatchObject({
      status: 'done',
      summary: 'Checked and installed two-numbers.',
    })
    expect(asked.dialogs).toEqual([])
    expect(asked.events).toEqual([CHANGED])
    expect((await asked.ask('pack.list')).map(({ id, removable }) => [id, removable])).toEqual([
      ['shipped', false],
      ['two-numbers', true],
    ])
  })

  it('asks for the folder when the window names none', async () => {
    const { asked, root } = theWindow()
    asked.chosen = brought(root)
    const started = await asked.ask('pack.install', { folder: null })
    expect(await asked.jobEnded(started!.jobId)).toMatchObject({ status: 'done' })
    expect(asked.dialogs).toEqual(['Folder of a model pack'])
  })

  it('does nothing when the user cancels, and takes whole paths only', async () => {
    const { asked } = theWindow()
    expect(await asked.ask('pack.install', { folder: null })).toBeNull()
    await expect(asked.ask('pack.install', { folder: 'stick' })).rejects.toThrow(code('bad-request'))
    expect(asked.jobs.list()).toEqual([])
  })

  it('of a folder that is no pack fails with its sentence, and announces nothing', async () => {
    const { asked, root, own } = theWindow()
    mkdirSync(join(root, 'nothing'))
    const started = await asked.ask('pack.install', { folder: join(root, 'nothing') })
    expect(await asked.jobEnded(started!.jobId)).toMatchObject({
      status: 'failed',
      message: 'The model pack nothing cannot be used: its pack.json cannot be read.',
    })
    expect(asked.events).toEqual([])
    expect(existsSync(own)).toBe(false)
  })
})

describe('a pack that is there', () => {
  const spoilt = (program: string): void => {
    const file = join(program, 'shipped', 'net.onnx')
    writeFileSync(file, 'A NET')
    utimesSync(file, 1_600_000_000, 1_600_000_000)
  }

  it('is verified as a job, whose failure says which file was changed', async () => {
    const { asked, program } = theWindow()
    const verify = async () => asked.jobEnded((await asked.ask('pack.verify', { packId: 'shipped' })).jobId)
    expect(await verify()).toMatchObject({
      kind: 'pack-verify',
      status: 'done',
      summary: 'Every file of shipped has the right hash.',
    })
    spoilt(program)
    expect(await verify()).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('net.onnx was changed') as string,
    })
  })

  it('must be there to be verified', async () => {
    const { asked } = theWindow()
    const { jobId } = await asked.ask('pack.verify', { packId: 'unknown' })
    expect(await asked.jobEnded(jobId)).toMatchObject({
      status: 'failed',
      message: 'There is no model pack named unknown on this computer.',
    })
  })

  it('is removed, which is announced', async () => {
    const { asked, own } = theWindow()
    writePack(join(own, 'two-numbers'), manifest, { 'net.onnx': 'a net' })
    expect(await asked.ask('pack.remove', { packId: 'two-numbers' })).toBeNull()
    expect(readdirSync(own)).toEqual([])
    expect(asked.events).toEqual([CHANGED])
  })

  it('stays when it came with the program, or is not known', async () => {
    const { asked, program } = theWindow()
    await expect(asked.ask('pack.remove', { packId: 'shipped' })).rejects.toThrow(code('conflict'))
    await expect(asked.ask('pack.remove', { packId: 'unknown' })).rejects.toThrow(code('not-found'))
    await expect(asked.ask('pack.remove', { packId: '../program/shipped' })).rejects.toThrow(
      code('not-found'),
    )
    expect(readdirSync(program)).toEqual(['shipped'])
    expect(asked.events).toEqual([])
  })
})
