import type { SubjectPath } from '#core/faces/types.ts'
import type { Turn } from '#core/inference/postprocess/upright-turn.ts'
import type {
  ClipEmbedding,
  ClipSource,
  EmbedEvent,
  EmbedRequest,
  FaceEvent,
  FaceSearchRequest,
} from '#core/inference/host/client.ts'
import type { OpenFaceModels } from '#core/inference/pipelines/face-models.ts'
import { createJobRunner } from '#core/inference/host/job-runner.ts'
import type { JobRunnerOptions } from '#core/inference/host/job-runner.ts'
import type { OpenModels } from '#core/inference/pipelines/pack-models.ts'
import { createPortPair } from '#core/inference/host/port-pair.ts'
import type { MessagePort } from '#core/async/messages.ts'
import type { TextReader } from '#core/inference/text/text-reader.ts'
import type { DecodedFrame, FrameRequest } from '#core/media/types.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { FACE_EMBEDDING_DIM, faceMeasures } from '#core/faces/types.ts'
import type { FaceObservations } from '#core/faces/types.ts'
import type { EnginePlan } from '#shared/domain/engine.ts'
import { fakeNets, fakeNetsFolder } from './fake-nets.ts'
import type { FakeNets } from './fake-nets.ts'

export const FRAMES_PER_CLIP = 4

export const onCpu: EnginePlan = { provider: 'cpu', precision: 'fp32', batch: 4, lanes: 1 }

export interface FakeHost {
  /** The client's end. */
  readonly port: MessagePort
  /** Clips that were embedded, in order; a clip is named by the file it is in. */
  readonly embedded: number[]
  /** Files whose decoder was started, and stopped before its end, and what was asked of it. */
  readonly decoding: {
    readonly started: string[]
    readonly stopped: string[]
    readonly requests: FrameRequest[]
  }
  readonly disposed: Promise<void>
  /** What was opened to try the engine and to read sentences. */
  readonly nets: FakeNets
  modelsOpened: number
  faceModelsOpened: number
}

export interface FakeHostOptions {
  /** Called before each frame's work, with the clip or the video; what it throws fails that. */
  readonly onFrame?: (clipId: number, frame: number) => void | Promise<void>
  /** Called when all frames of a clip were taken; its answer waits for this. */
  readonly onTaken?: (clipId: number) => void | Promise<void>
  readonly open?: JobRunnerOptions['open']
  readonly openFaces?: JobRunnerOptions['openFaces']
  readonly openTexts?: (packFolder: string) => TextReader
  readonly media?: JobRunnerOptions['media']
  readonly nets?: FakeNets
  /** By how much the pictures of every video would have to be turned; 0 when not given. */
  readonly turn?: Turn
  /** Damaged stretches of a file; none when not given. */
  readonly damageOf?: (file: string) => readonly TimeSpan[]
}

/** The real job runner over fake models, fake nets and a fake decoder. */
export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  const { onFrame, onTaken, open, openFaces, openTexts, media, nets = fakeNets() } = options
  const { damageOf = () => [] } = options
  const [port, hostPort] = createPortPair()
  const embedded: number[] = []
  const decoding: FakeHost['decoding'] = { started: [], stopped: [], requests: [] }
  const readFrames = (request: FrameRequest): AsyncIterable<DecodedFrame> => {
    decoding.requests.push(request)
    return decode(request, decoding, damageOf(request.file))
  }
  const disposed = new Promise<void>((resolve) => {
    createJobRunner({
      port: hostPort,
      media: media ?? (() => Promise.resolve({ readFrames })),
      openSession: nets.open,
      ...(openTexts === undefined
        ? {}
        : { openTexts: ({ packFolder }) => Promise.resolve(openTexts(packFolder)) }),
      open:
        open ??
        (() => {
          host.modelsOpened++
          return Promise.resolve(fakeModels(embedded, { onFrame, onTaken }))
        }),
      openFaces:
        openFaces ??
        (() => {
          host.faceModelsOpened++
          return Promise.resolve(fakeFaceModels(onFrame, options.turn))
        }),
      onDisposed: resolve,
    })
  })
  const host: FakeHost = { port, embedded, decoding, disposed, nets, modelsOpened: 0, faceModelsOpened: 0 }
  return host
}

async function* decode(
  { file, startMs, signal, onDamage }: FrameRequest,
  { started, stopped }: FakeHost['decoding'],
  damage: readonly TimeSpan[],
): AsyncGenerator<DecodedFrame> {
  started.push(file)
  let frame = 0
  try {
    for (; frame < FRAMES_PER_CLIP; frame++) {
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
      yield { timeMs: startMs + frame * 250, ticks: frame, width: 2, height: 2, rgb: new Uint8Array(12) }
    }
    if (damage.length > 0) onDamage?.(damage)
  } finally {
    if (frame < FRAMES_PER_CLIP) stopped.push(file)
  }
}

function fakeModels(
  embedded: number[],
  { onFrame, onTaken }: { [Key in 'onFrame' | 'onTaken']: FakeHostOptions[Key] },
): OpenModels {
  return {
    threads: 1,
    dispose: () => Promise.resolve(),
    pipeline: {
      reach: 0.3,
      async embed({ clipId, frames }, beforeFrame) {
        let count = 0
        for await (const frame of frames) {
          await beforeFrame(frame.timeMs)
          await onFrame?.(clipId, count++)
        }
        await onTaken?.(clipId)
        embedded.push(clipId)
        return anEmbedding(clipId)
      },
    },
  }
}

/** Sees one face in every frame, and hands over a stretch every two frames. `onFrame` is told the video. */
function fakeFaceModels(onFrame: FakeHostOptions['onFrame'], turn: Turn = 0): OpenFaceModels {
  return {
    dispose: () => Promise.resolve(),
    turns: { find: () => Promise.resolve(turn) },
    observer: {
      async observe({ videoId, startMs, endMs, frames }, { beforeFrame, onStretch }) {
        let count = 0
        let fromMs = startMs
        const handOver = async (toMs: number): Promise<void> => {
          await onStretch(anObservation(videoId, fromMs, toMs))
          fromMs = toMs
        }
        for await (const frame of frames) {
          if (frame.timeMs >= endMs) break
          await beforeFrame(frame.timeMs)
          if (count > 0 && count % 2 === 0) await handOver(frame.timeMs)
          await onFrame?.(videoId, count)
          count += 1
        }
        await handOver(endMs)
      },
    },
  }
}

export function anObservation(videoId: number, fromMs: number, toMs: number): FaceObservations {
  return {
    ...{ videoId, fromMs, toMs, pictureWidth: 2, pictureHeight: 2 },
    frameTimes: Float64Array.of(fromMs),
    frameOf: Int32Array.of(0),
    boxes: Float32Array.of(0, 0, 1, 1),
    confidences: Float32Array.of(0.5),
    embeddings: new Float32Array(FACE_EMBEDDING_DIM),
    measures: new Float32Array(faceMeasures.length),
  }
}

/** Videos of one second, looked at four times. */
export function aSearch(...videoIds: number[]): FaceSearchRequest {
  return {
    facePackFolder: fakeNetsFolder(),
    videos: videoIds.map((videoId) => ({ videoId, file: `/videos/${videoId}.mp4`, startMs: 0, endMs: 1000 })),
    fps: 4,
  }
}

/** Events without progress, as `1: 0 to 500` or `1: code`. */
export function faceLog(): { readonly log: string[]; readonly record: (event: FaceEvent) => void } {
  const log: string[] = []
  return {
    log,
    record(event) {
      if (event.type === 'problem') log.push(`${event.videoId}: ${event.code}`)
      if (event.type !== 'faces') return
      const { videoId, fromMs, toMs } = event.observations
      log.push(`${videoId}: ${fromMs} to ${toMs}`)
    },
  }
}

export function anEmbedding(clipId: number): ClipEmbedding {
  return {
    clipId,
    pictureWidth: 2,
    pictureHeight: 2,
    frameTimes: Float64Array.of(0),
    frameBoxes: Float32Array.of(0, 0, 1, 1, 1),
    frameEmbeddings: Float32Array.of(clipId, 0.5),
    windowSpans: null,
    windowEmbeddings: null,
    clipEmbedding: Float32Array.of(clipId, 0.5),
  }
}

export const clips = (...ids: number[]): ClipSource[] =>
  ids.map((clipId) => ({
    clipId,
    file: `/videos/clip-${clipId}.mp4`,
    startMs: 0,
    endMs: 1000,
    fps: null,
    subject: faceEverywhere,
  }))

/** Somebody whose face fills the picture all the time. */
export const faceEverywhere: SubjectPath = {
  times: Float64Array.of(0, 3_600_000),
  boxes: Float32Array.of(0, 0, 1, 1, 1, 0, 0, 1, 1, 1),
}

/** A request for a pack that `fakeNets` opens; it finds faces as well, as far as the runner looks. */
export function aRequest(...ids: number[]): EmbedRequest {
  const folder = fakeNetsFolder()
  return {
    packFolder: folder,
    facePackFolder: folder,
    clips: clips(...ids),
    sampling: { kind: 'rate', fps: 4, maxFrames: 100 },
    engine: onCpu,
  }
}

/** Events without progress, as `clip 1` or `problem 1 code`. */
export function eventLog(): { readonly log: string[]; readonly record: (event: EmbedEvent) => void } {
  const log: string[] = []
  return {
    log,
    record(event) {
      if (event.type === 'clip') log.push(`clip ${event.embedding.clipId}`)
      if (event.type === 'problem') log.push(`problem ${event.clipId} ${event.code}`)
    },
  }
}
