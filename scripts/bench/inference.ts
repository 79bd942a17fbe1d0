import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serialize } from 'node:v8'
import { z } from 'zod'
import type { SubjectPath } from '#core/faces/types.ts'
import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { openModels, openTextReader } from '#core/inference/pipelines/pack-models.ts'
import type { OpenModels } from '#core/inference/pipelines/pack-models.ts'
import { openGate } from '#core/async/pause-gate.ts'
import type { DecodedFrame } from '#core/media/types.ts'
import type { StudyEnvironment } from '#core/study.ts'
import type { Precision } from '#shared/domain/pack.ts'
import type { ClipSampling } from '#shared/domain/sampling.ts'
import { writeRandomEmoclip } from '../tools/checkpoints/random-emoclip.ts'
import { openBareLoop } from './bare-loop.ts'
import { cpuPlan } from './cpu-plan.ts'
import { findSubject } from './find-subject.ts'
import { decodeAll, inMemory, makeFaceVideo, mediansMs, refuseProblem } from './measuring.ts'
import type { BenchRow } from './report.ts'
import { openTorch } from './torch.ts'
import type { Torch } from './torch.ts'

const WINDOW_FRAMES = 32
const FRAME_STRIDE = 4
const FPS = 25
/** As many as an interview of a minute is cut into, one behind the other. */
const CLIPS = 12
const ROUNDS = 5
const PROMPTS = 100
/** Start and end mark included, as the baseline's prompts have. */
const PROMPT_WORDS = 18

const clipSeconds = (WINDOW_FRAMES * FRAME_STRIDE) / FPS

const sampling: ClipSampling = {
  kind: 'stride',
  frameStride: FRAME_STRIDE,
  windowFrames: WINDOW_FRAMES,
  windows: { kind: 'consecutive', windowStride: WINDOW_FRAMES },
}

interface Setting {
  readonly environment: StudyEnvironment
  /** For what the measurements need to keep. */
  readonly folder: string
  readonly packFolder: string
  readonly facePackFolder: string
  /** One span a clip, each of one window. */
  readonly clips: readonly {
    readonly clipId: number
    readonly file: string
    readonly startMs: number
    readonly endMs: number
    readonly fps: number
    readonly subject: SubjectPath
  }[]
  readonly subject: SubjectPath
  /** The frames of the first clip, decoded. */
  readonly frames: readonly DecodedFrame[]
  readonly cores: number
}

/** EmoCLIP at full size (ViT-B/32, random weights): building, opening, clips and prompts against their baselines. */
export async function benchInference(environment: StudyEnvironment, folder: string): Promise<BenchRow[]> {
  const checkpoint = join(folder, 'random.pth')
  const packFolder = join(folder, 'pack')
  console.error('  writing a checkpoint of full size …')
  await writeRandomEmoclip(checkpoint, { size: 'full', seed: 1 })
  console.error('  building the pack …')
  const built = await inChild('build-full-pack.ts', [checkpoint, packFolder])
  const setting = await prepare(environment, folder, packFolder)
  const cores = setting.cores
  const rows: BenchRow[] = [
    withinLimit({
      name: 'build the pack, fp32 and int8',
      seconds: built.seconds,
      allowed: 60,
      note: `peak ${built.peakMb.toFixed(0)} MB`,
    }),
  ]
  for (const precision of ['fp32', 'int8'] as const) {
    const lanes = String(cores)
    const opened = await inChild('open-pack.ts', [packFolder, setting.facePackFolder, precision, lanes])
    rows.push(
      withinLimit({
        name: `open the pack, ${precision}, ${lanes} lanes`,
        seconds: opened.seconds,
        allowed: 3,
        note: `files hashed, all nets; peak ${opened.peakMb.toFixed(0)} MB`,
      }),
    )
    console.error(`  clips and prompts in ${precision} …`)
    const torch = await openTorch(checkpoint, cores)
    try {
      rows.push(...(await benchPrecision(setting, precision, torch)))
    } finally {
      await torch?.close()
    }
    rows.push(await comparePeaks(setting, precision))
  }
  rows.push(await compareDirections(setting))
  return rows
}

const childResult = z.object({ seconds: z.number(), peakMb: z.number() })

async function inChild(script: string, args: readonly string[]): Promise<z.infer<typeof childResult>> {
  const path = join(import.meta.dirname, 'children', script)
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args])
  return childResult.parse(JSON.parse(stdout))
}

async function prepare(environment: StudyEnvironment, folder: string, packFolder: string): Promise<Setting> {
  const { media, packs } = environment
  const file = await makeFaceVideo(media.tools.ffmpeg, join(folder, 'clips.mp4'), CLIPS * clipSeconds)
  const facePackFolder = packs.faces().folder
  const endMs = CLIPS * clipSeconds * 1000
  const subject = await findSubject(environment.inference, facePackFolder, { file, endMs })
  const clips = Array.from({ length: CLIPS }, (_, index) => ({
    clipId: index + 1,
    file,
    subject,
    startMs: index * clipSeconds * 1000,
    endMs: (index + 1) * clipSeconds * 1000,
    fps: FPS,
  }))
  const [first] = clips
  if (first === undefined) throw new Error('no clips')
  const frames = await decodeFrames(environment, first)
  return {
    environment,
    folder,
    packFolder,
    facePackFolder,
    clips,
    subject,
    frames,
    cores: availableParallelism(),
  }
}

function decodeFrames({ media }: StudyEnvironment, clip: Setting['clips'][number]): Promise<DecodedFrame[]> {
  const { file, startMs, endMs } = clip
  const every = { kind: 'every', frames: FRAME_STRIDE, maxFrames: null } as const
  return decodeAll((request) => media.readFrames(request), {
    file,
    startMs,
    endMs,
    sampling: every,
    maxSide: 1920,
  })
}

interface Baseline {
  readonly name: string
  readonly ms: number
}

async function benchPrecision(
  setting: Setting,
  precision: Precision,
  torch: Torch | null,
): Promise<BenchRow[]> {
  const { environment, packFolder, facePackFolder, clips, subject, frames, cores } = setting
  const engine = cpuPlan(precision, cores)
  const models = await openModels({ packFolder, facePackFolder, engine })
  const bare = await openBareLoop(packFolder, precision, { threads: cores, windowFrames: WINDOW_FRAMES })
  const reader = await openTextReader({ packFolder, engine })
  const prompts = Array.from({ length: PROMPTS }, (_, index) => promptOf(index))
  const request = { packFolder, facePackFolder, clips, sampling, engine }
  const control = { signal: new AbortController().signal, gate: openGate }
  try {
    const [model = NaN, loop = NaN, whole = NaN, decoding = NaN, text = NaN, ...theirs] = await mediansMs(
      [
        () =>
          models.pipeline.embed({ clipId: 1, frames: inMemory(frames), sampling, subject }, () =>
            Promise.resolve(),
          ),
        () => bare.clip(),
        () => environment.inference.embedClips(request, refuseProblem, control),
        async () => {
          for (const clip of clips) await decodeFrames(environment, clip)
        },
        () => reader.read(prompts),
        ...(torch === null ? [] : [() => torch.clip(), () => torch.text()]),
      ],
      ROUNDS,
    )
    const perSecond = (ms: number): number => 1000 / ms
    const note = `${String(WINDOW_FRAMES)} frames a clip, ${String(cores)} lanes, median of ${String(ROUNDS)}`
    const inVideo = `${String(clips.length)} clips of one video, ${note}`
    const row = (what: { name: string; ms: number; note: string }, baseline: Baseline): BenchRow => ({
      name: `${precision}: ${what.name}`,
      unit: 'clips/s',
      ours: perSecond(what.ms),
      baselineName: baseline.name,
      baseline: perSecond(baseline.ms),
      ratio: baseline.ms / what.ms,
      note: what.note,
    })
    const inMemoryMs = { name: 'frames in memory to embedding, faces known', ms: model, note }
    const endToEnd = { name: 'video to embedding, faces known', ms: whole / clips.length, note: inVideo }
    const rows = [
      row(inMemoryMs, { name: 'bare onnxruntime loop on the same nets', ms: loop }),
      row(endToEnd, { name: 'decoding, then the bare loop', ms: decoding / clips.length + loop }),
      row(endToEnd, { name: 'the bare loop alone, nothing decoded', ms: loop }),
    ]
    if (torch === null) return rows
    const { name } = torch
    const [torchClip = NaN, torchText = NaN] = theirs
    return [
      ...rows,
      row(inMemoryMs, { name, ms: torchClip }),
      row(endToEnd, { name: `${name}, nothing decoded`, ms: torchClip }),
      row({ name: 'the nets alone', ms: loop, note }, { name, ms: torchClip }),
      {
        name: `${precision}: ${String(PROMPTS)} prompts of 20 tokens`,
        unit: 's',
        ours: text / 1000,
        baselineName: `${name}, padded to 77 tokens`,
        baseline: torchText / 1000,
        ratio: torchText / text,
        note: `one after the other without padding, median of ${String(ROUNDS)}`,
      },
    ]
  } finally {
    await Promise.all([models.dispose(), bare.dispose(), reader.dispose()])
  }
}

/** Words of one token each: 20 tokens with start and end mark, as the baseline's. */
function promptOf(index: number): string {
  const words = [
    'a',
    'face',
    'with',
    'the',
    'eyes',
    'open',
    'and',
    'a',
    'smile',
    'on',
    'it',
    'in',
    'the',
    'light',
    'of',
    'day',
    'at',
  ]
  return [...words, String(index % 10)].slice(0, PROMPT_WORDS).join(' ')
}

/** A process each, with its decoders: another's nets are not counted. */
async function comparePeaks(setting: Setting, precision: Precision): Promise<BenchRow> {
  const { folder, packFolder, facePackFolder, clips, cores } = setting
  const requestFile = join(folder, `${precision}.request`)
  const engine = cpuPlan(precision, cores)
  await writeFile(requestFile, serialize({ packFolder, facePackFolder, clips, sampling, engine }))
  const whole = await inChild('embed-clips.ts', [requestFile])
  const settings = [packFolder, precision, String(cores), String(WINDOW_FRAMES)]
  const loop = await inChild('run-bare-loop.ts', settings)
  return {
    name: `${precision}: video to embedding, peak memory`,
    unit: 'MB',
    ours: whole.peakMb,
    baselineName: 'the bare loop alone, nothing decoded',
    baseline: loop.peakMb,
    ratio: loop.peakMb / whole.peakMb,
    note: `opening included, ${String(cores)} lanes, decoders included`,
  }
}

/** 8-bit against full precision on real face frames. */
async function compareDirections(setting: Setting): Promise<BenchRow> {
  const { packFolder, facePackFolder, frames, subject, cores } = setting
  const embed = async (precision: Precision) => {
    const models: OpenModels = await openModels({
      packFolder,
      facePackFolder,
      engine: cpuPlan(precision, cores),
    })
    try {
      return await models.pipeline.embed({ clipId: 1, frames: inMemory(frames), sampling, subject }, () =>
        Promise.resolve(),
      )
    } finally {
      await models.dispose()
    }
  }
  const [full, small] = [await embed('fp32'), await embed('int8')]
  const dim = 512
  const cosines = Array.from({ length: full.frameEmbeddings.length / dim }, (_, frame) => {
    const row = (values: Float32Array): Float32Array => values.subarray(frame * dim, (frame + 1) * dim)
    return distanceOf(row(small.frameEmbeddings), row(full.frameEmbeddings)).cosine
  })
  const clip = distanceOf(small.clipEmbedding ?? [], full.clipEmbedding ?? []).cosine
  const smallest = Math.min(...cosines, clip)
  return {
    name: 'int8 to fp32, smallest cosine',
    unit: '',
    ours: smallest,
    baselineName: 'wanted',
    baseline: 0.999,
    ratio: smallest / 0.999,
    note: `${String(cosines.length)} face frames (smallest ${Math.min(...cosines).toFixed(5)}) and the clip (${clip.toFixed(5)}), random weights`,
  }
}

function withinLimit(limit: {
  readonly name: string
  readonly seconds: number
  readonly allowed: number
  readonly note: string
}): BenchRow {
  const { name, seconds, allowed, note } = limit
  return {
    name,
    unit: 's',
    ours: seconds,
    baselineName: 'allowed',
    baseline: allowed,
    ratio: allowed / seconds,
    note,
  }
}
