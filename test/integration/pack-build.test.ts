import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { embedRawClips } from '#core/inference/host/embed-raw-clips.ts'
import { readPack } from '#core/packs/pack-reader.ts'
import { buildPack } from '#core/packs/build/build-pack.ts'
import { clearUnfinished } from '#core/packs/build/clear-unfinished.ts'
import type { Precision } from '#shared/domain/pack.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { thorough } from '../helpers/thorough.ts'
import {
  deviation,
  fixtures,
  golden,
  goldenClips,
  goldenCombination,
  packCombinations,
  topOf,
} from '../unit/main/core/packs/build/golden.ts'

const root = resolve(import.meta.dirname, '../..')

/** Of fp32 and int8 as they are asked for; halves like int8. */
const LIMITS: Readonly<Record<Precision, number>> = { fp32: 1e-3, fp16: 2e-2, int8: 2e-2 }
const allPrecisions = ['fp32', 'fp16', 'int8'] as const
/** Every combination is built, and every precision; each of one in each of the other in thorough runs. */
const usualPrecisions: Readonly<Record<(typeof packCombinations)[number], readonly Precision[]>> = {
  emoclip: allPrecisions,
  emoclipBf16: ['fp32'],
  downstream: ['fp32', 'int8'],
  clip: ['fp16'],
}

describe.each(packCombinations)('a pack of %s against PyTorch', (name) => {
  const expected = goldenCombination(name)
  const precisions = thorough(usualPrecisions[name], allPrecisions)

  it('has its token ids, embeddings, logits, probabilities and top classes', async () => {
    const packFolder = join(tempFolder(), 'pack')
    const { manifest } = await buildPack(
      {
        files: fixtures(...expected.files),
        title: name,
        licence: 'none',
        precisions,
        folder: () => packFolder,
      },
      { signal: new AbortController().signal, progress: () => undefined },
    )
    expect(readPack(packFolder, { kind: 'all' }).manifest.id).toBe(manifest.id)
    for (const precision of precisions) {
      const { inputIds, texts, clips } = await embedRawClips({
        packFolder,
        provider: 'cpu',
        precision,
        clips: goldenClips,
        texts: golden.texts,
      })
      const near = (actual: ArrayLike<number>, wanted: readonly (number | readonly number[])[]): void => {
        expect(deviation(actual, wanted), precision).toBeLessThan(LIMITS[precision])
      }
      expect(inputIds.map((ids) => [...ids])).toEqual(expected.inputIds)
      for (const [index, { embedding }] of texts.entries())
        near(embedding ?? [], expected.textEmbeds[index] ?? [])
      expect(clips).toHaveLength(expected.clips.length)
      for (const [index, clip] of expected.clips.entries()) {
        const actual = clips[index]!
        near(actual.frameEmbeds, clip.frameEmbeds)
        near(actual.videoEmbeds, clip.videoEmbeds)
        near(actual.logits, clip.logits)
        expect(topOf(actual.logits)).toBe(topOf(clip.logits))
        expect(topOf(actual.probabilities)).toBe(topOf(clip.probabilities))
        near(actual.probabilities, clip.probabilities)
      }
    }
  })
})

describe('a builder’s process', () => {
  /** As the window starts it, in plain Node; resolves when it said something of this kind. */
  function startBuilder(packsFolder: string) {
    const script = `
      import { carryOutOrder } from '#core/packs/build/carry-out-order.ts'
      process.once('message', (order) => carryOutOrder(order, (reply) => process.send(reply)).then(() => process.disconnect()))`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const ended = new Promise<NodeJS.Signals | null>((done) => {
      child.once('exit', (_, signal) => {
        done(signal)
      })
    })
    const said = (wanted: string) =>
      new Promise<void>((done) => {
        child.on('message', (reply) => {
          if (JSON.stringify(reply).includes(wanted)) done()
        })
      })
    const files = fixtures('emoclip.pth')
    const input = { files, title: 'x', licence: 'x', precisions: ['fp32', 'int8'], packsFolder }
    child.send({ type: 'request', id: 'only', kind: 'build', input })
    return { child, ended, said }
  }

  it('that is killed in the middle leaves no pack, and what it leaves is cleared away', async () => {
    const packsFolder = join(tempFolder(), 'packs')
    mkdirSync(packsFolder)
    const { child, ended, said } = startBuilder(packsFolder)
    await said('writing the text net')
    child.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    expect(readdirSync(packsFolder)).toEqual([expect.stringMatching(/^\.building-/)])
    await clearUnfinished(packsFolder)
    expect(readdirSync(packsFolder)).toEqual([])
  })

  it('ends by itself when the pack is there', async () => {
    const packsFolder = join(tempFolder(), 'packs')
    const { ended, said } = startBuilder(packsFolder)
    await said('"result"')
    expect(await ended).toBeNull()
    const [packId = ''] = readdirSync(packsFolder)
    expect(readPack(join(packsFolder, packId), { kind: 'all' }).manifest.id).toBe(packId)
  })
})
