import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '#core/packs/checkpoint/open-checkpoint.ts'
import { inspectFiles } from '#core/packs/build/inspect-files.ts'
import { packPlanSchema } from '#shared/domain/pack-plan.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'
import { fixture, fixtures } from './golden.ts'
import { rewritten } from './rewritten.ts'

const bytesOf = (name: string): number => readFileSync(fixture(name)).length

/** The first half of a good file. */
function cut(name: string): string {
  const file = join(tempFolder(), `cut-${name}`)
  writeFileSync(file, readFileSync(fixture(name)).subarray(0, bytesOf(name) / 2))
  return file
}

describe('a plan', () => {
  it.each([
    ['emoclip.pth', 'EmoCLIP ViT 128x2/32', ['pytorch']],
    ['clip.jit.pt', 'CLIP ViT 128x1/32', ['torchscript']],
    ['downstream.pth,clip.jit.pt', 'EmoCLIP ViT 128x2/32', ['pytorch', 'torchscript']],
  ])('of %s can be built', async (names, title, formats) => {
    const files = names.split(',')
    const plan = packPlanSchema.parse(await inspectFiles(fixtures(...files)))
    expect(plan).toMatchObject({ title, problem: null, missing: [], unexpected: [] })
    expect(plan.architecture?.kind).toBe(title.startsWith('Emo') ? 'emoclip' : 'clip')
    expect(plan.notes.length).toBeGreaterThan(0)
    expect(plan.sources.map(({ name, bytes, format }) => [name, bytes, format])).toEqual(
      files.map((name, index) => [name, bytesOf(name), formats[index]]),
    )
    for (const { role, tensors } of plan.sources) {
      expect(role).not.toBeNull()
      expect(tensors).toBeGreaterThan(20)
    }
  })

  it('has an id of its own each time', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => (await inspectFiles(fixtures('clip.jit.pt'))).planId),
    )
    expect(new Set(ids).size).toBe(2)
  })

  it('of a network that is not whole names what is missing, and shows no sizes', async () => {
    const plan = packPlanSchema.parse(await inspectFiles(fixtures('downstream.pth')))
    expect(plan).toMatchObject({ architecture: null, title: '', unexpected: [] })
    expect(plan.problem).toContain('Add the CLIP')
    expect(plan.missing).toContain('token_embedding.weight')
    expect(plan.sources).toMatchObject([
      { name: 'downstream.pth', format: 'pytorch', role: expect.stringContaining('downstream') as string },
    ])
  })

  it('of files that do not belong together shows what each is', async () => {
    const plan = packPlanSchema.parse(await inspectFiles(fixtures('emoclip.pth', 'clip.jit.pt')))
    expect(plan.problem).toMatch(/^These files do not belong together/)
    expect(plan.sources.map(({ role }) => role?.split(':')[0])).toEqual(['EmoCLIP', 'CLIP'])
    expect([plan.missing, plan.unexpected]).toEqual([[], []])
  })
})

/** A fixture's tensors in two files, as published in parts, and the list that comes with them. */
async function inParts(name: string): Promise<readonly string[]> {
  const folder = tempFolder()
  const checkpoint = await openCheckpoint(fixture(name))
  const names = [...checkpoint.tensors.keys()].filter(
    (tensor) => checkpoint.tensors.get(tensor)?.dtype !== 'int64',
  )
  await checkpoint.close()
  const half = Math.ceil(names.length / 2)
  const parts = [names.slice(0, half), names.slice(half)].map(async (own, index) => {
    const part = join(folder, `pytorch_model-0000${String(index + 1)}-of-00002.bin`)
    return rewritten(name, part, () => undefined, own)
  })
  const list = join(folder, 'pytorch_model.bin.index.json')
  writeFileSync(list, '{"weight_map": {}}')
  return [...(await Promise.all(parts)), list]
}

describe('a network in parts', () => {
  it('is one network, and the list of its parts is known', async () => {
    const plan = packPlanSchema.parse(await inspectFiles(await inParts('emoclip.pth')))
    expect(plan).toMatchObject({ problem: null, title: 'EmoCLIP ViT 128x2/32', missing: [], unexpected: [] })
    expect(plan.sources.map(({ role }) => role?.split(':')[0])).toEqual([
      'EmoCLIP',
      'EmoCLIP',
      'the list of the parts',
    ])
  })

  it('of which one is missing says which, and no list of names', async () => {
    const [, second = ''] = await inParts('emoclip.pth')
    const plan = packPlanSchema.parse(await inspectFiles([second]))
    expect(plan.problem).toContain('Add the others, e.g. pytorch_model-00001-of-00002.bin.')
    expect([...plan.missing, ...plan.unexpected]).toEqual([])
  })

  it('is not there with its list alone', async () => {
    const [, , list = ''] = await inParts('emoclip.pth')
    expect((await inspectFiles([list])).problem).toBe(
      'This file only lists the parts of a network. Add the parts themselves.',
    )
  })
})

describe('a file that cannot be read', () => {
  it('is the problem, and the good ones are shown beside it, each in its place', async () => {
    const plan = packPlanSchema.parse(
      await inspectFiles([fixture('downstream.pth'), cut('clip.jit.pt'), fixture('clip.jit.pt')]),
    )
    expect(plan.problem).toMatch(/^The checkpoint cut-clip\.jit\.pt cannot be used: /)
    expect(plan).toMatchObject({ architecture: null, title: '' })
    expect(plan.sources).toMatchObject([
      { name: 'downstream.pth', format: 'pytorch', role: expect.stringContaining('downstream') as string },
      { name: 'cut-clip.jit.pt', format: null, role: null, tensors: 0 },
      { name: 'clip.jit.pt', format: 'torchscript', role: expect.stringContaining('text encoder') as string },
    ])
  })

  it.each([
    ['is not there', 'gone.pth', null],
    ['is empty', 'empty.pth', ''],
    ['is a text', 'notes.pt', 'weights: none'],
    ['is no archive', 'zip.pt', 'PK\u0003\u0004 but nothing more'],
    ['claims a header without end', 'endless.safetensors', '\xff\xff\xff\xff\xff\xff\xff\x7f{"a":1}'],
  ])('is told by name when it %s', async (_, name, content) => {
    const folder = tempFolder()
    if (content !== null) writeFiles(folder, { [name]: Buffer.from(content, 'latin1') })
    const plan = packPlanSchema.parse(await inspectFiles([join(folder, name)]))
    expect(plan.problem).toContain(name)
    expect(plan.problem).not.toContain(folder)
    expect(plan.sources).toEqual([{ name, bytes: 0, tensors: 0, format: null, role: null }])
  })

  it('is told when it is a folder', async () => {
    const plan = await inspectFiles([tempFolder()])
    expect(plan.problem).toMatch(/is not a file/)
  })
})
