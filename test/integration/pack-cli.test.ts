import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openPackStore } from '../../src-main/cli/environment.ts'
import { cli, cliDocument, cliProcess } from '../helpers/cli.ts'
import {
  deviation,
  fixture,
  golden,
  goldenClips,
  goldenCombination,
  topOf,
} from '../unit/main/core/packs/build/golden.ts'
import { thorough } from '../helpers/thorough.ts'

type Document = Record<string, unknown>

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-cli-'))
  // Where the user’s packs are kept, on each system.
  for (const name of ['XDG_CONFIG_HOME', 'APPDATA', 'HOME']) vi.stubEnv(name, join(folder, 'config'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const json = (...args: readonly string[]) => cliDocument(folder, ...args)

const emoclip = fixture('emoclip.pth')
const ownPacks = (): string[] => {
  const packs = join(openPackStore().userFolder('any'), '..')
  try {
    return readdirSync(packs)
  } catch {
    return []
  }
}

// One pack, step by step: each test stands on the ones before.
describe('packs on the command line', () => {
  let packId = ''

  it('are built where they are wanted, and tell everything about themselves', async () => {
    const { code, document } = await json(
      ...['pack', 'build', emoclip, '--out', 'own-pack', '--precision', 'fp32,int8'],
      ...['--title', 'Mine', '--licence', 'CC BY-NC 4.0'],
    )
    expect(code).toBe(0)
    packId = String(document['id'])
    expect(document).toMatchObject({
      folder: join(folder, 'own-pack'),
      id: expect.stringMatching(/^emoclip-vit-/) as string,
      title: 'Mine',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      build: {
        architecture: { kind: 'emoclip' },
        sources: [{ name: 'emoclip.pth', format: 'pytorch' }],
        measured: { precisions: [{ precision: 'fp32' }, { precision: 'int8' }] },
      },
      notes: [expect.stringContaining('8 heads') as string],
      failures: [],
    })
    const files = (document['files'] as { name: string }[]).map(({ name }) => name)
    const built = readdirSync(join(folder, 'own-pack')).filter((name) => !name.startsWith('.'))
    expect(built.sort()).toEqual([...files, 'pack.json'].sort())
    const manifest = JSON.parse(readFileSync(join(folder, 'own-pack', 'pack.json'), 'utf8')) as Document
    expect(manifest).toMatchObject({ title: 'Mine', licence: 'CC BY-NC 4.0' })
    expect(ownPacks()).toEqual([])
  })

  it('are verified, byte by byte', async () => {
    const whole = await json('pack', 'verify', 'own-pack')
    expect(whole).toMatchObject({ code: 0, document: { id: packId, isWhole: true, failures: [] } })
    const file = join(folder, 'own-pack', 'text.int8.weights')
    const bytes = readFileSync(file)
    const flip = (): void => {
      bytes[bytes.length - 1]! ^= 1
      writeFileSync(file, bytes)
      // As a disk rots: nothing about the file looks changed.
      utimesSync(file, 1_600_000_000, 1_600_000_000)
    }
    utimesSync(file, 1_600_000_000, 1_600_000_000)
    expect((await json('pack', 'verify', 'own-pack')).code).toBe(0)
    flip()
    expect(await json('pack', 'verify', 'own-pack')).toMatchObject({
      code: 1,
      document: {
        error: {
          code: 'pack-invalid',
          message: expect.stringContaining('text.int8.weights was changed') as string,
        },
      },
    })
    expect(await json('pack', 'install', 'own-pack')).toMatchObject({ code: 1 })
    expect(ownPacks()).toEqual([])
    flip()
    expect((await json('pack', 'verify', 'own-pack')).code).toBe(0)
  })

  it('embed the golden frames and texts as PyTorch does', async () => {
    const expected = goldenCombination('emoclip')
    const { clips } = golden
    let offset = 0
    const shapes = clips.map(({ frames, height, width }, index) => {
      const shape = { frames, height, width, offset }
      offset += goldenClips[index]!.rgb.length
      return shape
    })
    writeFileSync(join(folder, 'frames.bin'), Buffer.concat(goldenClips.map(({ rgb }) => rgb)))
    writeFileSync(join(folder, 'shapes.json'), JSON.stringify(shapes))
    writeFileSync(join(folder, 'texts.json'), JSON.stringify(golden.texts))
    const inputs = ['--frames', 'frames.bin', '--shapes', 'shapes.json', '--texts', 'texts.json']
    for (const [precision, limit] of [
      ['fp32', 1e-3],
      ['int8', 2e-2],
    ] as const) {
      const { code, document } = await json('pack', 'embed', 'own-pack', ...inputs, '--precision', precision)
      expect(code).toBe(0)
      expect(document).toMatchObject({ precision, provider: 'cpu', inputIds: expected.inputIds })
      expect(deviation((document['textEmbeds'] as number[][]).flat(), expected.textEmbeds)).toBeLessThan(
        limit,
      )
      const embedded = document['clips'] as (typeof expected)['clips']
      expect(embedded).toHaveLength(3)
      for (const [index, clip] of expected.clips.entries()) {
        const actual = embedded[index]!
        expect(actual.frameEmbeds).toHaveLength(clips[index]!.frames)
        expect(deviation(actual.frameEmbeds.flat(), clip.frameEmbeds)).toBeLessThan(limit)
        expect(deviation(actual.videoEmbeds, clip.videoEmbeds)).toBeLessThan(limit)
        expect(deviation(actual.logits, clip.logits)).toBeLessThan(limit)
        expect(deviation(actual.probabilities, clip.probabilities)).toBeLessThan(limit)
        expect(topOf(actual.probabilities)).toBe(topOf(clip.probabilities))
      }
    }
    const human = await cli(folder, ['pack', 'embed', 'own-pack', ...inputs])
    expect(human.stdout.split('\n')[0]).toBe(`clip 1: ${golden.texts[topOf(expected.clips[0]!.logits)]!}`)
  })

  it('are installed, listed beside those of the program, named by their id, and removed', async () => {
    expect(await json('pack', 'install', 'own-pack')).toMatchObject({ code: 0, document: { id: packId } })
    expect(ownPacks()).toEqual([packId])
    const { document } = await json('pack', 'list')
    const packs = document['packs'] as { id: string; removable: boolean; problem: string | null }[]
    expect(packs.map(({ id, removable, problem }) => [id, removable, problem])).toEqual([
      [packId, true, null],
      ['face-api-7', false, null],
      ['faces-tiny', false, null],
    ])
    const listed = await cli(folder, ['pack', 'list'])
    expect(listed.stdout.split('\n')[0]).toMatch(
      new RegExp(`^${packId} {2}Mine \\(zero-shot; fp32, int8; [\\d.]+ MB\\)$`),
    )
    const inputs = ['--frames', 'frames.bin', '--shapes', 'shapes.json', '--texts', 'texts.json']
    expect((await json('pack', 'embed', packId, ...inputs)).document).toMatchObject({ precision: 'fp32' })
    // In each of its ways for a second: one of this pack's precisions is in the default pack.
    const pack = thorough('face-api-7', packId)
    const tried = await json('pack', 'try', pack)
    expect(tried).toMatchObject({
      code: 0,
      document: {
        ...{ pack, failures: [] },
        trials: expect.arrayContaining([
          expect.objectContaining({
            ...{ provider: 'cpu', precision: 'fp32', refusal: null },
            framesPerSecond: expect.any(Number) as number,
          }),
        ]) as unknown,
      },
    })
    expect(await json('pack', 'remove', packId)).toMatchObject({ code: 0, document: { id: packId } })
    expect(ownPacks()).toEqual([])
    expect(await json('pack', 'remove', packId)).toMatchObject({
      code: 2,
      document: { error: { code: 'not-found' } },
    })
  })

  it('are built among those of the user when no place is given', async () => {
    const { code, document } = await json('pack', 'build', fixture('clip.jit.pt'), '--precision', 'int8')
    expect(code).toBe(0)
    expect(ownPacks()).toEqual([document['id']])
    expect(document).toMatchObject({
      title: 'CLIP ViT 128x1/32',
      folder: openPackStore().folder(String(document['id'])),
    })
  })

  it('name every weight that is missing, in the document, too', async () => {
    const { code, document } = await json('pack', 'build', fixture('downstream.pth'), '--out', 'half')
    expect(code).toBe(1)
    const { error } = document as { error: { code: string; message: string } }
    expect(error.code).toBe('checkpoint-invalid')
    for (const name of ['token_embedding.weight', 'ln_final.bias', 'logit_scale']) {
      expect(error.message).toContain(name)
    }
    expect(readdirSync(folder)).not.toContain('half')
  })

  it.each([
    ['a precision that is none', ['build', emoclip, '--precision', 'fp64'], 2, 'bad-request'],
    ['an empty title', ['build', emoclip, '--title', ' '], 2, 'bad-request'],
    ['a folder of something else', ['build', fixture('clip.jit.pt'), '--out', '.'], 2, 'conflict'],
    ['no file', ['build'], 2, 'bad-request'],
    ['a file that is not there', ['build', 'gone.pth'], 1, 'checkpoint-invalid'],
    ['a folder that is not there', ['verify', 'gone'], 1, 'pack-invalid'],
    ['a pack of the program to be removed', ['remove', 'face-api-7'], 2, 'conflict'],
    ['nothing to do with packs', [], 2, 'bad-request'],
  ])('end with the right code for %s', async (_, args, code, error) => {
    expect(await json('pack', ...args)).toMatchObject({
      code,
      document: { error: { code: error, message: expect.any(String) as string } },
    })
    const human = await cli(folder, ['pack', ...args])
    expect([human.code, human.stdout]).toEqual([code, ''])
    expect(human.stderr).not.toBe('')
  })

  it.each([
    [
      'frames that end early',
      { shapes: '[{"frames":9,"height":999,"width":999,"offset":0}]' },
      2,
      'bad-request',
    ],
    ['shapes that are none', { shapes: '[{"frames":-1}]' }, 2, 'bad-request'],
    ['texts that are none', { texts: '{"a":1}' }, 2, 'bad-request'],
    ['no text', { texts: '[]' }, 2, 'bad-request'],
    ['an unknown provider', { provider: 'abacus' }, 2, 'bad-request'],
    ['a precision that the pack has not', { precision: 'fp16' }, 2, 'bad-request'],
    ['a pack without a text encoder', { pack: 'face-api-7' }, 2, 'bad-request'],
    ['a pack that finds faces', { pack: 'faces-tiny' }, 2, 'bad-request'],
  ])('embed nothing from %s', async (_, changes, code, error) => {
    const { shapes = '[{"frames":1,"height":8,"width":8,"offset":0}]', texts = '["a face"]' } =
      changes as Record<string, string | undefined>
    const {
      pack = 'own-pack',
      provider = 'cpu',
      precision = 'fp32',
    } = changes as Record<string, string | undefined>
    writeFileSync(join(folder, 'few.bin'), Buffer.alloc(8 * 8 * 3))
    writeFileSync(join(folder, 'few.json'), shapes)
    writeFileSync(join(folder, 'few-texts.json'), texts)
    const inputs = ['--frames', 'few.bin', '--shapes', 'few.json', '--texts', 'few-texts.json']
    const engine = ['--provider', provider, '--precision', precision]
    expect(await json('pack', 'embed', pack, ...inputs, ...engine)).toMatchObject({
      code,
      document: { error: { code: error } },
    })
  })

  it('end with 130 when they are cancelled, and leave nothing', async () => {
    const before = readdirSync(folder)
    const { code, stdout } = await cli(
      folder,
      ['pack', 'build', emoclip, '--out', 'cancelled', '--json'],
      AbortSignal.timeout(100),
    )
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled' } })
    expect(readdirSync(folder)).toEqual(before)
  })

  it('are offered by the program as it is started', async () => {
    const { code, stdout } = await cliProcess(folder, ['pack', 'verify', 'own-pack', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ id: packId, isWhole: true })
  })
})
