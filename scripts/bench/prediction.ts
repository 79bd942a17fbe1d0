import { join } from 'node:path'
import { openOrtSession } from '#core/inference/session/ort-session.ts'
import type { InputTensor, Session, SessionOptions } from '#core/inference/session/ort-session.ts'
import { openModels } from '#core/inference/pipelines/pack-models.ts'
import type { ClipToLookAt } from '#core/inference/pipelines/clip-text.ts'
import { openGate } from '#core/async/pause-gate.ts'
import type { DecodedFrame } from '#core/media/types.ts'
import type { StudyEnvironment } from '#core/study.ts'
import type { EnginePlan } from '#shared/domain/engine.ts'
import type { ClipSampling } from '#shared/domain/sampling.ts'
import { findSubject } from './find-subject.ts'
import { decodeAll, inMemory, makeFaceVideo, mediansMs, refuseProblem } from './measuring.ts'
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

/** What is run, and how. */
interface Setting {
  readonly packFolder: string
  readonly facePackFolder: string
  readonly engine: EnginePlan
  readonly sampling: ClipSampling
}

/**
 * How much of what the runtime can do reaches the user: the real pipeline, from frames in memory and from the
 * file, against a bare loop that only runs the same nets on the same tensors, one after the other.
 */
export async function benchPrediction(environment: StudyEnvironment, folder: string): Promise<BenchRow[]> {
  const { media, inference } = environment
  const setting = await settingOf(environment)
  const { sampling, engine } = setting
  const file = await makeFaceVideo(media.tools.ffmpeg, join(folder, 'face.mp4'), clipSeconds)
  const span = { file, startMs: 0, endMs: clipSeconds * 1000 }
  const decode = (): Promise<DecodedFrame[]> =>
    decodeAll((request) => media.readFrames(request), { ...span, sampling, maxSide: 1920 })

  const frames = await decode()
  const subject = await findSubject(inference, setting.facePackFolder, span)
  const inMemoryClip = () => ({ clipId: 1, frames: inMemory(frames), sampling, subject })
  const { runs, dispose } = await recordRuns(setting, inMemoryClip())
  const models = await openModels(setting)
  const clips = [{ ...span, clipId: 1, fps: null, subject }]
  const control = { signal: new AbortController().signal, gate: openGate }
  try {
    const [bare = NaN, model = NaN, whole = NaN, decoding = NaN] = await mediansMs(
      [
        async () => {
          for (const { session, inputs, outputs } of runs) await session.run(inputs, outputs)
        },
        () => models.pipeline.embed(inMemoryClip(), () => Promise.resolve()),
        () => inference.embedClips({ ...setting, clips }, refuseProblem, control),
        decode,
      ],
      rounds,
    )
    const perSecond = (ms: number): number => (frames.length * 1000) / ms
    const row = ({ name, ms, baseline, note }: Measured): BenchRow => ({
      name,
      unit: 'frames/s',
      ours: perSecond(ms),
      baselineName: baseline.name,
      baseline: perSecond(baseline.ms),
      ratio: baseline.ms / ms,
      note: `${note}; ${frames.length} frames, ${inWords(engine)}, median of ${rounds}`,
    })
    const apart = `decoding alone ${perSecond(decoding).toFixed(0)}, the bare loop alone ${perSecond(bare).toFixed(0)}`
    return [
      row({
        name: 'prediction, model part, faces known',
        ms: model,
        baseline: { name: 'bare onnxruntime loop over the same tensors', ms: bare },
        note: 'frames in memory',
      }),
      row({
        name: 'prediction, whole way, faces known',
        ms: whole,
        baseline: { name: 'decoding all frames, then the bare loop', ms: decoding + bare },
        note: `from the file; ${apart}`,
      }),
    ]
  } finally {
    await Promise.all([models.dispose(), dispose()])
  }
}

type RateSampling = Extract<ClipSampling, { kind: 'rate' }>

/** The default pack, run as the engine found best here. */
async function settingOf({
  packs,
  inference,
}: StudyEnvironment): Promise<Setting & { readonly sampling: RateSampling }> {
  const { folder, manifest } = packs.clipText(packId)
  const { sampling } = manifest
  if (sampling.kind !== 'rate') throw new Error(`${packId} is expected to sample by rate.`)
  const engine = await inference.plan(folder, { precision: null, provider: null, memoryMb: null })
  return { packFolder: folder, facePackFolder: packs.faces().folder, engine, sampling }
}

const inWords = ({ provider, precision, batch, lanes }: EnginePlan): string =>
  `${provider} ${precision}, ${batch} x ${lanes}`

/** Runs the pipeline once with sessions that keep a copy of what they are given. */
async function recordRuns(
  setting: Setting,
  clip: ClipToLookAt,
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
  const models = await openModels({ ...setting, openThreaded: openRecording, openInline: openRecording })
  const { clipEmbedding } = await models.pipeline.embed(clip, () => Promise.resolve())
  if (clipEmbedding === null) throw new Error('The video to be measured shows no face.')
  return { runs, dispose: () => models.dispose() }
}
