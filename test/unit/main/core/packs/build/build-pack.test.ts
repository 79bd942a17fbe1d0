import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { readPack as readPackFolder } from '#core/packs/pack-reader.ts'
import { buildPack } from '#core/packs/build/build-pack.ts'
import type { BuildControl, BuildRequest } from '#core/packs/build/build-pack.ts'
import { packManifestSchema } from '#shared/domain/pack.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'
import { thorough } from '../../../../../helpers/thorough.ts'
import { fixture, fixtures } from './golden.ts'
import { rewritten } from './rewritten.ts'

const control: BuildControl = { signal: new AbortController().signal, progress: () => undefined }

/** The baseline in one precision, which takes half a second. */
function request(folder: string, changes: Partial<BuildRequest> = {}): BuildRequest {
  return {
    files: fixtures('clip.jit.pt'),
    title: 'A CLIP',
    licence: 'MIT',
    precisions: ['fp32'],
    folder: () => folder,
    ...changes,
  }
}

const readPack = (folder: string) => readPackFolder(folder, { kind: 'all' })
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

/** One that was built before, for all tests that only read it. */
let built = ''
beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'build-pack-'))
  built = join(root, 'pack')
  await buildPack(request(built), control)
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

describe('a pack', () => {
  it('has hash and size of every file, its sources, and what was measured', async () => {
    const folder = join(tempFolder(), 'pack')
    const steps: { fraction: number; step: string }[] = []
    const result = await buildPack(
      request(folder, { files: fixtures('downstream.pth', 'clip.jit.pt'), precisions: ['fp32', 'int8'] }),
      { ...control, progress: (fraction, step) => steps.push({ fraction, step }) },
    )
    const { manifest } = result
    expect(result.folder).toBe(folder)
    expect(packManifestSchema.parse(JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')))).toEqual(
      manifest,
    )
    const named = manifest.files.map(({ name }) => name)
    expect(readdirSync(folder).sort()).toEqual(['.checked.json', ...named, 'pack.json'].sort())
    for (const { name, sha256: hash, bytes } of manifest.files) {
      expect(hash).toBe(sha256(join(folder, name)))
      expect(bytes).toBe(readFileSync(join(folder, name)).length)
    }
    expect(readPack(folder).manifest).toEqual(manifest)
    expect(manifest).toMatchObject({ title: 'A CLIP', licence: 'MIT', zeroShot: true, embeddingDim: 48 })
    expect(manifest.compare).toEqual({ kind: 'cosine', scale: Math.exp(2.75) })
    expect(manifest.origin).toContain('downstream.pth and clip.jit.pt')
    expect(manifest.build?.sources).toEqual(
      [
        ['downstream.pth', 'pytorch', 'EmoCLIP’s downstream weights: visual tower and temporal transformer'],
        ['clip.jit.pt', 'torchscript', 'CLIP: text encoder and logit scale'],
      ].map(([name = '', format, role]) => {
        const bytes = readFileSync(fixture(name)).length
        return { name, format, role, bytes, sha256: sha256(fixture(name)) }
      }),
    )
    const measured = manifest.build?.measured
    expect(measured?.cpu).not.toBe('')
    expect(measured?.precisions.map(({ precision }) => precision)).toEqual(['fp32', 'int8'])
    for (const { precision, bytes, largestDeviation, smallestCosine, msPerFrame } of measured?.precisions ??
      []) {
      const own = manifest.files.filter(({ name }) => name.includes(`.${precision}.`))
      expect(bytes).toBe(own.reduce((sum, file) => sum + file.bytes, 0))
      expect(largestDeviation).toBeLessThan(1e-4)
      expect(smallestCosine).toBeGreaterThan(0.9999)
      expect(msPerFrame).toBeGreaterThan(0)
    }
    const fractions = steps.map(({ fraction }) => fraction)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect([fractions[0], fractions.at(-1)]).toEqual([0, 1])
    expect(steps.map(({ step }) => step)).toContain('writing the temporal net, int8')
  })

  it('built twice is one pack: the same id, the same identity, the same bytes', async () => {
    const root = tempFolder()
    const build = async (name: string) => {
      const { folder, manifest } = await buildPack(
        request('', {
          precisions: thorough(['fp32', 'int8'], ['fp32', 'fp16', 'int8']),
          folder: (id) => join(root, name, id),
        }),
        control,
      )
      return { id: manifest.id, sha256: readPack(folder).sha256, files: manifest.files }
    }
    expect(await build('second')).toEqual(await build('first'))
  })

  it('is another one with another title, but has the same id, which its files give', async () => {
    const root = tempFolder()
    const build = (title: string, files: readonly string[]) =>
      buildPack(request(join(root, title), { title, files }), control)
    const first = readPack(built)
    const renamed = await build('b', fixtures('clip.jit.pt'))
    expect(renamed.manifest.id).toBe(first.manifest.id)
    expect(readPack(renamed.folder).sha256).not.toBe(first.sha256)
    const file = await rewritten('clip.jit.pt', join(root, 'c.pth'), () => undefined)
    const other = await build('c', [file])
    expect(other.manifest.id).not.toBe(first.manifest.id)
    expect(other.manifest.id).toMatch(/^clip-vit-128x1-32-[0-9a-f]{8}$/)
  })

  it('has no file of weights for a net whose weights are all small', async () => {
    const root = tempFolder()
    const small: Readonly<Record<string, readonly number[]>> = {
      pos_embedding: [1, 33, 48],
      'to_qkv.weight': [3 * 8, 48],
      'to_out.0.weight': [48, 8],
    }
    const file = await rewritten('emoclip.pth', join(root, 'small.pth'), (name) => {
      const found = Object.keys(small).find((end) => name.includes('.temporal.') && name.endsWith(end))
      return found === undefined ? undefined : small[found]
    })
    const folder = join(root, 'pack')
    const { manifest } = await buildPack(request(folder, { files: [file] }), control)
    expect(manifest.temporal).toMatchObject({
      files: { fp32: { graph: 'temporal.fp32.onnx', weights: null } },
      maxFrames: 32,
    })
    expect(readdirSync(folder)).not.toContain('temporal.fp32.weights')
    expect(manifest.files.map(({ name }) => name)).not.toContain('temporal.fp32.weights')
    expect(readPack(folder).manifest).toEqual(manifest)
  })

  it('takes the place of an older one, nothing of which stays', async () => {
    const root = tempFolder()
    const folder = join(root, 'pack')
    cpSync(built, folder, { recursive: true })
    expect(readPack(folder).manifest.title).toBe('A CLIP')
    const { manifest } = await buildPack(request(folder, { precisions: ['int8'] }), control)
    expect(manifest.files.every(({ name }) => name.includes('.int8.'))).toBe(true)
    expect(readPack(folder).manifest).toEqual(manifest)
    expect(readdirSync(folder).filter((name) => name.includes('fp32'))).toEqual([])
    expect(readdirSync(root)).toEqual(['pack'])
  })

  it('takes the place of a broken one and of an empty folder', async () => {
    const root = tempFolder()
    writeFiles(root, { 'broken/pack.json': '{', 'broken/text.fp16.onnx': 'half a net' })
    writeFiles(root, { 'broken/.DS_Store': 'how the desktop shows it' })
    mkdirSync(join(root, 'empty'))
    for (const name of ['broken', 'empty']) {
      await buildPack(request(join(root, name)), control)
      expect(readPack(join(root, name)).manifest.title).toBe('A CLIP')
    }
    expect(readdirSync(root).sort()).toEqual(['broken', 'empty'])
  })

  it('takes the place of a link, and leaves alone what it led to', async () => {
    const root = tempFolder()
    writeFiles(root, { 'elsewhere/pack.json': '{}' })
    symlinkSync(join(root, 'elsewhere'), join(root, 'pack'))
    await buildPack(request(join(root, 'pack')), control)
    expect(readPack(join(root, 'pack')).manifest.title).toBe('A CLIP')
    expect(readFileSync(join(root, 'elsewhere', 'pack.json'), 'utf8')).toBe('{}')
  })

  it('makes the folders on the way to its own, and writes nowhere else', async () => {
    const root = tempFolder()
    const temporary = join(root, 'tmp')
    mkdirSync(temporary)
    vi.stubEnv('TMPDIR', temporary)
    onTestFinished(() => void vi.unstubAllEnvs())
    const inputs = readdirSync(dirname(fixture('clip.jit.pt')))
    const here = readdirSync(process.cwd())
    await buildPack(request(join(root, 'a', 'b', 'pack')), control)
    expect(readdirSync(root).sort()).toEqual(['a', 'tmp'])
    expect([readdirSync(join(root, 'a')), readdirSync(join(root, 'a', 'b'))]).toEqual([['b'], ['pack']])
    expect(readdirSync(temporary)).toEqual([])
    expect(readdirSync(dirname(fixture('clip.jit.pt')))).toEqual(inputs)
    expect(readdirSync(process.cwd())).toEqual(here)
  })
})

describe('a folder of something else is refused before any work', () => {
  it.each([
    ['a file', 'notes.txt'],
    ['a file beside a pack', 'pack.json and notes.txt'],
    ['a folder beside a pack', 'pack.json and .git/HEAD'],
    ['a net of another name', 'pack.json and expression.onnx'],
  ])('with %s in it', async (_, files) => {
    const folder = join(tempFolder(), 'mine')
    writeFiles(folder, Object.fromEntries(files.split(' and ').map((name) => [name, 'mine'])))
    const steps: string[] = []
    const build = buildPack(request(folder), { ...control, progress: (_share, step) => steps.push(step) })
    await expect(build).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^The folder “mine” holds something else than a model pack/) as string,
    })
    for (const name of files.split(' and ')) expect(readFileSync(join(folder, name), 'utf8')).toBe('mine')
    expect(readdirSync(dirname(folder))).toEqual(['mine'])
    expect(steps.filter((step) => step.startsWith('writing'))).toEqual([])
  })

  it('when it is no folder at all', async () => {
    const root = tempFolder()
    writeFiles(root, { pack: 'mine' })
    await expect(buildPack(request(join(root, 'pack')), control)).rejects.toMatchObject({ code: 'conflict' })
    expect(readFileSync(join(root, 'pack'), 'utf8')).toBe('mine')
  })
})

describe('nothing is left behind, and an older pack stays', () => {
  /** A folder with a pack that was there before, and what a failed build may not change. */
  function packBefore() {
    const root = tempFolder()
    const folder = join(root, 'packs', 'pack')
    writeFiles(folder, { 'pack.json': 'the old one' })
    return {
      root,
      folder,
      expectUntouched() {
        expect(readdirSync(join(root, 'packs'))).toEqual(['pack'])
        expect(readdirSync(folder)).toEqual(['pack.json'])
        expect(readFileSync(join(folder, 'pack.json'), 'utf8')).toBe('the old one')
      },
    }
  }

  it.each([
    'hashing clip.jit.pt',
    'writing the text net',
    'the slow pass',
    'checking fp32',
    'hashing the files',
  ])('when it is cancelled while %s', async (wanted) => {
    const { folder, expectUntouched } = packBefore()
    const abort = new AbortController()
    const build = buildPack(request(folder), {
      signal: abort.signal,
      progress: (_, step) => {
        if (step.startsWith(wanted)) abort.abort()
      },
    })
    await expect(build).rejects.toMatchObject({ code: 'cancelled' })
    expect(abort.signal.aborted).toBe(true)
    expectUntouched()
  })

  it('when it was cancelled before it began', async () => {
    const { folder, expectUntouched } = packBefore()
    const build = buildPack(request(folder), { ...control, signal: AbortSignal.abort() })
    await expect(build).rejects.toMatchObject({ code: 'cancelled' })
    expectUntouched()
  })

  it.each([
    ['are no numbers', Number.NaN],
    ['are infinite', Infinity],
  ])('when weights %s, whose name is told', async (_, bad) => {
    const { root, folder, expectUntouched } = packBefore()
    // A token that no check sentence has: no comparison of outputs would find it.
    const file = await rewritten('clip.jit.pt', join(root, 'bad.pth'), (name, values) => {
      if (name === 'token_embedding.weight') values[values.length / 2] = bad
      return undefined
    })
    await expect(buildPack(request(folder, { files: [file] }), control)).rejects.toMatchObject({
      code: 'checkpoint-invalid',
      message: expect.stringContaining('token_embedding.weight') as string,
    })
    expectUntouched()
  })

  it('when a precision deviates: halves that vanish', async () => {
    const { root, folder, expectUntouched } = packBefore()
    const file = await rewritten('clip.jit.pt', join(root, 'tiny.pth'), (name, values) => {
      if (name === 'visual.proj') for (const i of values.keys()) values[i]! *= 1e-8
      return undefined
    })
    const build = (precisions: BuildRequest['precisions'], to: string) =>
      buildPack(request(to, { files: [file], precisions }), control)
    await expect(build(['fp32', 'fp16'], folder)).rejects.toMatchObject({
      code: 'pack-invalid',
      message: expect.stringMatching(
        /^The fp16 nets deviate from an independent forward pass: by .* The pack was not installed\.$/,
      ) as string,
    })
    expectUntouched()
    await expect(build(['fp32'], join(root, 'other'))).resolves.toMatchObject({ folder: join(root, 'other') })
  })

  it('when a precision gives no numbers: halves that overflow', async () => {
    const { root, folder, expectUntouched } = packBefore()
    const file = await rewritten('clip.jit.pt', join(root, 'huge.pth'), (name, values) => {
      if (name === 'visual.ln_pre.weight') for (const i of values.keys()) values[i]! *= 1e6
      return undefined
    })
    await expect(
      buildPack(request(folder, { files: [file], precisions: ['fp16'] }), control),
    ).rejects.toMatchObject({
      code: 'pack-invalid',
      message: expect.stringMatching(/^The fp16 nets give values that are no numbers/) as string,
    })
    expectUntouched()
  })

  it.each([
    ['do not make a network', ['downstream.pth'], 'checkpoint-invalid', /Missing: .*, and 1 more\.$/],
    ['are not there', ['nothing.pth'], 'file-unreadable', /nothing\.pth cannot be read/],
    ['are no checkpoints', ['golden.json'], 'checkpoint-invalid', /golden\.json cannot be used/],
  ] as const)('when the files %s', async (_, names, code, message) => {
    const { folder, expectUntouched } = packBefore()
    await expect(buildPack(request(folder, { files: fixtures(...names) }), control)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    })
    expectUntouched()
  })

  it('when its folder cannot be made', async () => {
    const root = tempFolder()
    writeFiles(root, { 'not-a-folder': 'mine' })
    await expect(buildPack(request(join(root, 'not-a-folder', 'pack')), control)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: 'Nothing can be written beside “pack”.',
    })
    expect(readdirSync(root)).toEqual(['not-a-folder'])
  })
})
