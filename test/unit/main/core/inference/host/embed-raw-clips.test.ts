import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embedRawClips } from '#core/inference/host/embed-raw-clips.ts'
import type { RawEmbedding, RawRequest } from '#core/inference/host/embed-raw-clips.ts'
import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { softmax } from '#core/inference/postprocess/compare-prompts.ts'
import { buildPack } from '#core/packs/build/build-pack.ts'
import { fakeNetsFolder } from '../../../../../helpers/fake-nets.ts'
import { fixtures, golden, goldenClips, goldenCombination } from '../../packs/build/golden.ts'

/** A temporal net on a whole CLIP, one on another's text tower, and none at all. */
const combinations = ['emoclip', 'downstream', 'clip'] as const

let folder: string
const packFolders = new Map<string, string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'raw-clips-'))
  for (const name of combinations) {
    const built = await buildPack(
      {
        files: fixtures(...goldenCombination(name).files),
        title: name,
        licence: 'none',
        precisions: ['fp32', 'int8'],
        folder: () => join(folder, name),
      },
      { signal: new AbortController().signal, progress: () => undefined },
    )
    packFolders.set(name, built.folder)
  }
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const embed = (name: string, changes: Partial<RawRequest> = {}): Promise<RawEmbedding> =>
  embedRawClips({
    packFolder: packFolders.get(name) ?? '',
    provider: 'cpu',
    precision: 'fp32',
    clips: goldenClips,
    texts: golden.texts,
    ...changes,
  })

const near = (actual: ArrayLike<number>, expected: ArrayLike<number>): number =>
  distanceOf(actual, expected).deviation

describe.each(combinations)('%s', (name) => {
  const expected = goldenCombination(name)

  test.each([
    ['fp32', 1e-3],
    ['int8', 2e-2],
  ] as const)('in %s is what PyTorch computes, within %d', async (precision, limit) => {
    const { inputIds, texts, clips } = await embed(name, { precision })
    expect(inputIds.map((ids) => Array.from(ids))).toEqual(expected.inputIds)
    expect(texts).toHaveLength(expected.textEmbeds.length)
    for (const [index, { embedding }] of texts.entries()) {
      expect(near(embedding ?? [], expected.textEmbeds[index] ?? [])).toBeLessThan(limit)
    }
    expect(clips).toHaveLength(expected.clips.length)
    for (const [index, clip] of clips.entries()) {
      const wanted = expected.clips[index]
      expect(near(clip.frameEmbeds, wanted?.frameEmbeds.flat() ?? [])).toBeLessThan(limit)
      expect(near(clip.videoEmbeds, wanted?.videoEmbeds ?? [])).toBeLessThan(limit)
      expect(near(clip.logits, wanted?.logits ?? [])).toBeLessThan(limit)
      const top = (values: readonly number[]): number => values.indexOf(Math.max(...values))
      expect(top(clip.probabilities)).toBe(top(wanted?.probabilities ?? []))
    }
  })
})

test('probabilities are the softmax of the logits', async () => {
  const { clips } = await embed('emoclip')
  for (const { logits, probabilities } of clips) expect(probabilities).toEqual(softmax(logits))
})

test('a clip gives the same numbers alone and after others', async () => {
  const among = await embed('emoclip')
  for (const [index, clip] of goldenClips.entries()) {
    const alone = await embed('emoclip', { clips: [clip] })
    expect(alone.clips[0]).toEqual(among.clips[index])
  }
})

test('no clip and one sentence give the sentence', async () => {
  const { clips, texts } = await embed('emoclip', { clips: [], texts: ['smile'] })
  expect(clips).toEqual([])
  expect(texts[0]?.reading).toEqual({ kind: 'embedded', sentence: 'smile', tokenCount: 3 })
})

test('a pack without a text encoder is refused with a sentence', async () => {
  const text = { kind: 'word-list' as const, file: 'visual.fp32.onnx', labels: ['up', 'down'] }
  const packFolder = fakeNetsFolder(['fp32'], { text })
  await expect(embed('emoclip', { packFolder })).rejects.toMatchObject({
    code: 'bad-request',
    message: 'The model pack two-numbers has no text encoder.',
  })
})

test('a precision that the pack has not is refused with a sentence', async () => {
  await expect(embed('emoclip', { precision: 'fp16' })).rejects.toMatchObject({
    code: 'pack-invalid',
    message: 'This model pack has no fp16 nets.',
  })
})
