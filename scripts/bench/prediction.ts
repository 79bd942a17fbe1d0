/**
 * How much of what the runtime can do reaches the user: the real prediction pipeline against a bare loop that
 * only runs the same nets on the same tensors, one after the other, both measured in turn in this process.
 */
import { createInProcessInference } from '#core/inference/in-process-client.ts'
import { openOrtSession } from '#core/inference/ort-session.ts'
import type { InputTensor, Session, SessionOptions } from '#core/inference/ort-session.ts'
import { openModels } from '#core/inference/pack-models.ts'
import { createPackStore } from '#core/inference/pack-store.ts'
import { openGate } from '#core/jobs/pause-gate.ts'
import type { DecodedFrame, MediaTools } from '#core/media/types.ts'

export interface BenchRow {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly baseline: number
  /** ours / baseline; above 1 is better than the bare loop. */
  readonly ratio: number
  readonly note: string
}

export interface PredictionBenchOptions {
  /** Folder that holds the packs. */
  readonly modelsFolder: string
  readonly packId: string
  readonly media: Pick<MediaTools, 'readFrames'>
  /** A video with a face, and the span of it to look at. */
  readonly clip: { readonly file: string; readonly startMs: number; readonly endMs: number }
  /** Each figure is the median of so many rounds. */
  readonly rounds?: number
}

/** One call of a net, as the pipeline made it. */
interface RecordedRun {
  readonly session: Session
  readonly inputs: Record<string, InputTensor>
  readonly outputs: readonly string[]
}

/** Frames per second of the model part and of the whole way from the file, each against the bare loop. */
export async function benchPrediction(options: PredictionBenchOptions): Promise<BenchRow[]> {
  const { media, clip, rounds = 5 } = options
  const packs = createPackStore({ folders: [options.modelsFolder] })
  const pack = packs.clipText(options.packId)
  const folders = { packFolder: pack.folder, facePackFolder: packs.faces().folder }
  const { sampling } = pack.manifest
  const frames = await decodeAll(media, { ...clip, ...sampling })
  if (frames.length === 0) throw new Error('The clip to be measured has no frames.')

  const { runs, dispose } = await recordRuns(folders, frames)
  const models = await openModels(folders)
  const inference = createInProcessInference({ media })
  const source = { clipId: 1, fps: null, ...clip }
  const control = { signal: new AbortController().signal, gate: openGate }

  const bareLoop = async (): Promise<void> => {
    for (const { session, inputs, outputs } of runs) await session.run(inputs, outputs)
  }
  const modelPart = async (): Promise<void> => {
    await models.pipeline.embed(1, fromMemory(frames), () => Promise.resolve())
  }
  const wholeWay = async (): Promise<void> => {
    await inference.embedClips({ ...folders, clips: [source], sampling }, (event) => expectClip(event.type), control)
  }
  const decoding = async (): Promise<void> => {
    await decodeAll(media, { ...clip, ...sampling })
  }

  try {
    const [bare, model, whole, decode] = await medians([bareLoop, modelPart, wholeWay, decoding], rounds)
    const rate = (ms: number | undefined): number => (frames.length * 1000) / (ms ?? Number.NaN)
    const row = (name: string, ours: number, note: string): BenchRow => ({
      name,
      unit: 'frames/s',
      ours,
      baseline: rate(bare),
      ratio: ours / rate(bare),
      note,
    })
    const setting = `${frames.length} frames, ${models.provider() ?? 'cpu'}, ${models.threads} thread(s), median of ${rounds}`
    return [
      row('prediction: model part', rate(model), `frames in memory; ${setting}`),
      row('prediction: whole way from the file', rate(whole), `decoding alone: ${rate(decode).toFixed(0)} frames/s; ${setting}`),
    ]
  } finally {
    await Promise.all([models.dispose(), inference.dispose(), dispose()])
  }
}

function expectClip(type: string): void {
  if (type === 'problem') throw new Error('The clip to be measured cannot be predicted.')
}

/** Runs the pipeline once with sessions that keep a copy of what they are given. */
async function recordRuns(
  folders: { packFolder: string; facePackFolder: string },
  frames: readonly DecodedFrame[],
): Promise<{ runs: RecordedRun[]; dispose: () => Promise<void> }> {
  const runs: RecordedRun[] = []
  const openRecording = async (sessionOptions: SessionOptions): Promise<Session> => {
    const session = await openOrtSession(sessionOptions)
    return {
      ...session,
      run(inputs, outputs) {
        const copies = Object.entries(inputs).map(([name, { data, dims }]) => [name, { data: data.slice(), dims }] as const)
        runs.push({ session, inputs: Object.fromEntries(copies), outputs })
        return session.run(inputs, outputs)
      },
    }
  }
  const models = await openModels({ ...folders, openSession: openRecording })
  await models.pipeline.embed(1, fromMemory(frames), () => Promise.resolve())
  return { runs, dispose: () => models.dispose() }
}

async function decodeAll(
  media: Pick<MediaTools, 'readFrames'>,
  span: { file: string; startMs: number; endMs: number; fps: number; maxFrames: number },
): Promise<DecodedFrame[]> {
  const frames: DecodedFrame[] = []
  for await (const frame of media.readFrames({ ...span, maxSide: 960 })) {
    frames.push({ ...frame, rgb: frame.rgb.slice() })
  }
  return frames
}

// eslint-disable-next-line @typescript-eslint/require-await -- what the pipeline reads from is asynchronous
async function* fromMemory(frames: readonly DecodedFrame[]): AsyncGenerator<DecodedFrame> {
  yield* frames
}

/** Runs all tasks in turn, so that a busy moment of the machine hits each alike; medians in ms. */
async function medians(tasks: readonly (() => Promise<void>)[], rounds: number): Promise<number[]> {
  const times = tasks.map(() => [] as number[])
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, task] of tasks.entries()) {
      const start = performance.now()
      await task()
      if (round > 0) times[index]?.push(performance.now() - start)
    }
  }
  return times.map((values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN)
}
