/**
 * `npm run -s parity -- FOLDER`: packs built from the checkpoint files in a folder, against what PyTorch computes
 * with them. The folder holds `golden.json` (texts, their ids and embeddings; clips with their embeddings and
 * logits), `frames.bin` (uint8 RGB) and checkpoint files in any of the formats.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { embedRawClips } from '#core/inference/host/embed-raw-clips.ts'
import type { RawClipEmbedding } from '#core/inference/host/embed-raw-clips.ts'
import { meanRow } from '#core/inference/pipelines/mean-row.ts'
import { buildPack } from '#core/packs/build/build-pack.ts'
import { inspectFiles } from '#core/packs/build/inspect-files.ts'
import type { Precision } from '#shared/domain/pack.ts'

const numbers = z.array(z.number())
const goldenSchema = z.object({
  logit_scale: z.number(),
  texts: z.array(z.string()),
  input_ids: z.array(numbers),
  text_embeds: z.array(numbers),
  clips: z.array(
    z.object({
      frames: z.number(),
      height: z.number(),
      width: z.number(),
      offset: z.number(),
      frame_embeds_first: numbers,
      frame_embeds_mean: numbers,
      video_embeds: numbers,
      logits: numbers,
    }),
  ),
})
type Golden = z.infer<typeof goldenSchema>

const LIMITS: Readonly<Record<Precision, number>> = { fp32: 1e-3, fp16: 2e-2, int8: 2e-2 }
const tried: readonly Precision[] = ['fp32', 'int8']

interface Row {
  readonly files: string
  readonly precision: Precision
  readonly ids: string
  readonly text: number
  readonly frames: number
  readonly video: number | null
  readonly logits: number | null
  readonly topClass: string
  readonly passed: boolean
}

const [given] = process.argv.slice(2)
if (given === undefined) throw new Error('Name the folder with golden.json.')
const folder = resolve(given)
const golden = goldenSchema.parse(JSON.parse(await readFile(join(folder, 'golden.json'), 'utf8')))
const bytes = await readFile(join(folder, 'frames.bin'))
const rows: Row[] = []
for (const files of await combinations()) {
  for (const precision of tried) rows.push(await compare(files, precision))
}
console.table(rows)
process.exitCode = rows.length > 0 && rows.every(({ passed }) => passed) ? 0 : 1

/** Every file alone and every pair that make a pack. */
async function combinations(): Promise<string[][]> {
  const names = (await readdir(folder)).filter((name) => /\.(pth|pt|safetensors)$/.test(name)).sort()
  const sets = names.flatMap((name, index) => [
    [name],
    ...names.slice(index + 1).map((other) => [name, other]),
  ])
  const accepted: string[][] = []
  for (const set of sets) {
    const { problem } = await inspectFiles(set.map((name) => join(folder, name)))
    console.log(`${set.join(' + ')}: ${problem ?? 'accepted'}`)
    if (problem === null) accepted.push(set)
  }
  return accepted
}

async function compare(names: readonly string[], precision: Precision): Promise<Row> {
  const work = await mkdtemp(join(tmpdir(), 'emoclip-parity-'))
  try {
    const packFolder = join(work, 'pack')
    const { manifest } = await buildPack(
      {
        files: names.map((name) => join(folder, name)),
        title: 'parity',
        licence: 'none',
        precisions: [precision],
        folder: () => packFolder,
      },
      { signal: new AbortController().signal, progress: () => undefined },
    )
    const clips = golden.clips.map(({ frames, height, width, offset }) => ({
      width,
      height,
      rgb: bytes.subarray(offset, offset + frames * height * width * 3),
    }))
    const result = await embedRawClips({ packFolder, provider: 'cpu', precision, clips, texts: golden.texts })
    const isEmoclip = manifest.temporal.kind === 'graph'
    // The golden logits are EmoCLIP's own scale; a pack with CLIP's is compared after the scale is taken out.
    const scale = manifest.compare.kind === 'cosine' ? manifest.compare.scale : 1
    const rescaled = Math.exp(golden.logit_scale) / scale
    const clipRows = golden.clips.map((clip, index) => {
      const actual = result.clips[index]
      if (actual === undefined) throw new Error('a clip is missing')
      return compareClip(actual, clip, { dim: manifest.embeddingDim, isEmoclip, rescaled })
    })
    const ids = result.inputIds.filter((own, i) => Array.from(own).join() === golden.input_ids[i]?.join())
    const text = worst(
      result.texts.map(
        ({ embedding }, i) => distanceOf(embedding ?? [], golden.text_embeds[i] ?? []).deviation,
      ),
    )
    const frames = worst(clipRows.map((row) => row.frames))
    const video = isEmoclip ? worst(clipRows.map((row) => row.video)) : null
    const logits = isEmoclip ? worst(clipRows.map((row) => row.logits)) : null
    const sameTop = clipRows.filter((row) => row.sameTop).length
    const limit = LIMITS[precision]
    return {
      files: names.join(' + '),
      precision,
      ids: `${String(ids.length)} of ${String(golden.texts.length)} equal`,
      text,
      frames,
      video,
      logits,
      topClass: isEmoclip ? `${String(sameTop)} of ${String(clipRows.length)} equal` : 'no golden value',
      passed:
        ids.length === golden.texts.length &&
        [text, frames, video ?? 0, logits ?? 0].every((value) => value <= limit) &&
        (!isEmoclip || sameTop === clipRows.length),
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function compareClip(
  actual: RawClipEmbedding,
  expected: Golden['clips'][number],
  { dim, rescaled }: { readonly dim: number; readonly isEmoclip: boolean; readonly rescaled: number },
) {
  const top = (values: readonly number[]): number => values.indexOf(Math.max(...values))
  const first = distanceOf(actual.frameEmbeds.subarray(0, dim), expected.frame_embeds_first)
  const mean = distanceOf(meanRow(actual.frameEmbeds, dim) ?? [], expected.frame_embeds_mean)
  const logits = actual.logits.map((logit) => logit * rescaled)
  return {
    frames: Math.max(first.deviation, mean.deviation),
    video: distanceOf(actual.videoEmbeds, expected.video_embeds).deviation,
    logits: distanceOf(logits, expected.logits).deviation,
    sameTop: top(actual.logits) === top(expected.logits),
  }
}

function worst(values: readonly number[]): number {
  return Math.max(...values)
}
