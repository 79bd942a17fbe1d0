import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openOrtSession } from '#core/inference/ort-session.ts'
import type { InputTensor, Session, SessionOptions } from '#core/inference/ort-session.ts'
import { openModels } from '#core/inference/pack-models.ts'
import { openGate } from '#core/jobs/pause-gate.ts'
import type { DecodedFrame, FrameRequest } from '#core/media/types.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { nodeModules } from '../paths.mjs'
import { median } from './report.ts'
import type { BenchRow } from './report.ts'

const packId = 'face-api-7'
const clipSeconds = 16
const rounds = 5

/** One call of a net, as the pipeline made it. */
interface RecordedRun {
  readonly session: Session
  readonly inputs: Readonly<Record<string, InputTensor>>
  readonly outputs: readonly string[]
}

interface Measured {
  readonly name: string
  readonly ms: number
  readonly baseline: { readonly name: string; readonly ms: number }
  readonly note: string
}

interface PackFolders {
  readonly packFolder: string
  readonly facePackFolder: string
}

/**
 * How much of what the runtime can do reaches the user: the real pipeline, from frames in memory and from the
 * file, against a bare loop that only runs the same nets on the same tensors, one after the other.
 */
export async function benchPrediction(environment: StudyEnvironment, folder: string): Promise<BenchRow[]> {
  const { media, packs, inference } = environment
  const pack = packs.clipText(packId)
  const folders: PackFolders = { packFolder: pack.folder, facePackFolder: packs.faces().folder }
  const file = await makeFaceVideo(media.tools.ffmpeg, join(folder, 'face.mp4'))
  const { sampling } = pack.manifest
  if (sampling.kind !== 'rate') throw new Error(`${packId} is expected to sample by rate.`)
  const span = { file, startMs: 0, endMs: clipSeconds * 1000 }
  const decode = (): Promise<DecodedFrame[]> =>
    decodeAll((request) => media.readFrames(request), { ...span, sampling, maxSide: 960 })

  const frames = await decode()
  const { runs, dispose } = await recordRuns(folders, frames)
  const models = await openModels(folders)
  const clips = [{ ...span, clipId: 1, fps: null }]
  const control = { signal: new AbortController().signal, gate: openGate }
  try {
    const [bare = NaN, model = NaN, whole = NaN, decoding = NaN] = await mediansMs([
      async () => {
        for (const { session, inputs, outputs } of runs) await session.run(inputs, outputs)
      },
      () => models.pipeline.embed(1, inMemory(frames), () => Promise.resolve()),
      () => inference.embedClips({ ...folders, clips, sampling }, refuseProblem, control),
      decode,
    ])
    const perSecond = (ms: number): number => (frames.length * 1000) / ms
    const row = ({ name, ms, baseline, note }: Measured): BenchRow => ({
      name,
      unit: 'frames/s',
      ours: perSecond(ms),
      baselineName: baseline.name,
      baseline: perSecond(baseline.ms),
      ratio: baseline.ms / ms,
      note: `${note}; ${frames.length} frames, ${models.provider() ?? 'cpu'}, median of ${rounds}`,
    })
    const apart = `decoding alone ${perSecond(decoding).toFixed(0)}, the bare loop alone ${perSecond(bare).toFixed(0)}`
    return [
      row({
        name: 'prediction, model part',
        ms: model,
        baseline: { name: 'bare onnxruntime loop over the same tensors', ms: bare },
        note: 'frames in memory',
      }),
      row({
        name: 'prediction, whole way',
        ms: whole,
        baseline: { name: 'decoding all frames, then the bare loop', ms: decoding + bare },
        note: `from the file; ${apart}`,
      }),
    ]
  } finally {
    await Promise.all([models.dispose(), dispose()])
  }
}

/** A photograph with a face, slowly panned: 1280 x 720, 25 frames per second. */
async function makeFaceVideo(ffmpeg: string, file: string): Promise<string> {
  const photo = join(nodeModules, '@vladmandic', 'face-api', 'demo', 'sample2.jpg')
  const pan = `fps=25,scale=1600:-2,crop=1280:720:x='160+120*sin(t)':y='100+60*cos(t)',format=yuv420p`
  const args = ['-y', '-v', 'error', '-loop', '1', '-t', `${clipSeconds}`, '-i', photo, '-vf', pan, file]
  await promisify(execFile)(ffmpeg, args)
  return file
}

/** Runs the pipeline once with sessions that keep a copy of what they are given. */
async function recordRuns(
  folders: PackFolders,
  frames: readonly DecodedFrame[],
): Promise<{ runs: RecordedRun[]; dispose: () => Promise<void> }> {
  const runs: RecordedRun[] = []
  const openRecording = async (options: SessionOptions): Promise<Session> => {
    const session = await openOrtSession(options)
    return {
      ...session,
      run(inputs, outputs) {
        const copies = Object.entries(inputs).map(([name, { data, dims }]) => [
          name,
          { data: data.slice(), dims },
        ])
        runs.push({ session, inputs: Object.fromEntries(copies) as RecordedRun['inputs'], outputs })
        return session.run(inputs, outputs)
      },
    }
  }
  const models = await openModels({ ...folders, openThreaded: openRecording, openInline: openRecording })
  const { clipEmbedding } = await models.pipeline.embed(1, inMemory(frames), () => Promise.resolve())
  if (clipEmbedding === null) throw new Error('The video to be measured shows no face.')
  return { runs, dispose: () => models.dispose() }
}

async function decodeAll(
  readFrames: (request: FrameRequest) => AsyncIterable<DecodedFrame>,
  request: FrameRequest,
): Promise<DecodedFrame[]> {
  const frames: DecodedFrame[] = []
  for await (const frame of readFrames(request)) frames.push({ ...frame, rgb: frame.rgb.slice() })
  return frames
}

async function* inMemory(frames: readonly DecodedFrame[]): AsyncGenerator<DecodedFrame> {
  yield* frames
}

function refuseProblem({ type }: { readonly type: string }): void {
  if (type === 'problem') throw new Error('The video to be measured cannot be predicted.')
}

/** All tasks in turn, round by round, so that a busy moment of the machine hits each alike. */
async function mediansMs(tasks: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = tasks.map((): number[] => [])
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, task] of tasks.entries()) {
      const startedAt = performance.now()
      await task()
      if (round > 0) times[index]?.push(performance.now() - startedAt)
    }
  }
  return times.map(median)
}
