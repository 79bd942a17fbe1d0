import type { EnginePlan, EngineTrial } from '#shared/domain/engine.ts'
import type { ClipTextPack, NetFiles } from '#shared/domain/pack.ts'
import type { Session } from '../session/ort-session.ts'
import { clipTextPack, sessionOptions } from '../pipelines/pack-models.ts'
import type { OpenSession } from '../pipelines/pack-models.ts'
import { precisionsOf } from '../../packs/pack-store.ts'
import type { LoadedPack } from '../../packs/loaded-pack.ts'
import { concatenate } from '../pipelines/frame-batcher.ts'
import { createTemporalNet } from '../pipelines/temporal-net.ts'
import { distanceOf, farthest, isWithinLimits } from './embedding-distance.ts'
import type { EmbeddingDistance } from './embedding-distance.ts'
import { closeInTurn } from '../session/close-in-turn.ts'
import { probePictures } from './probe-pictures.ts'

/** What a way to run a pack gives for the probe. */
export interface ProbeOutputs {
  /** Float32[frames * dim] */
  readonly frames: Float32Array
  /** Float32[dim] */
  readonly window: Float32Array
  /** Float32[texts * dim]; null for packs without a text net. */
  readonly text: Float32Array | null
}

const PROBE_FRAMES = 4
/** In CLIP's vocabulary. */
const START = 49406
const SMILE = [320, 3490]
const END = 49407
/** A timing takes at least so long, in ms, and at least two runs a lane. */
const TIMED_MS = 800

/** Full precision on the CPU: what all others are compared with. */
export function referencePlan(pack: ClipTextPack): EnginePlan {
  const [precision = 'fp32'] = precisionsOf(pack)
  return { provider: 'cpu', precision, batch: PROBE_FRAMES, lanes: 1 }
}

/** Runs the probe once. Rejects when the nets cannot be opened or run this way. */
export async function probe(folder: string, plan: EnginePlan, open: OpenSession): Promise<ProbeOutputs> {
  return withNets({ folder, plan, open }, outputsOf)
}

/** Tries one way to run a pack: its numbers against the reference, then its speed. What goes wrong is the refusal. */
export async function tryEngine(
  folder: string,
  plan: EnginePlan,
  { open, reference }: { readonly open: OpenSession; readonly reference: ProbeOutputs },
): Promise<EngineTrial> {
  try {
    return await withNets({ folder, plan, open }, async (nets) => {
      const apart = distanceBetween(await outputsOf(nets), reference)
      if (!isWithinLimits(apart, plan.precision)) {
        const deviation = Number.isNaN(apart.deviation) ? null : apart.deviation
        return { ...plan, framesPerSecond: null, deviation, refusal: deviationSentence(apart) }
      }
      return {
        ...plan,
        framesPerSecond: await framesPerSecond(nets),
        deviation: apart.deviation,
        refusal: null,
      }
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      ...plan,
      framesPerSecond: null,
      deviation: null,
      refusal: `It cannot run this pack (${reason}).`,
    }
  }
}

function deviationSentence({ deviation, cosine }: EmbeddingDistance): string {
  return Number.isNaN(deviation)
    ? 'It gives values that are no numbers.'
    : `Its numbers differ from the CPU’s by ${(100 * deviation).toFixed(2)} % of the largest (cosine ${cosine.toFixed(4)}).`
}

interface ProbeNets {
  readonly pack: LoadedPack<ClipTextPack>
  readonly plan: EnginePlan
  readonly lanes: readonly Session[]
  readonly temporal: Session | null
  readonly text: Session | null
}

async function withNets<Result>(
  { folder, plan, open }: { readonly folder: string; readonly plan: EnginePlan; readonly open: OpenSession },
  use: (nets: ProbeNets) => Promise<Result>,
): Promise<Result> {
  const pack = clipTextPack(folder, plan.precision, ['visual', 'temporal', 'text'])
  const { visual, temporal, text } = pack.manifest
  const sessions: Session[] = []
  const openNet = async (files: NetFiles, lanes: number): Promise<Session> => {
    const session = await open(sessionOptions(folder, files, { ...plan, lanes }))
    sessions.push(session)
    return session
  }
  try {
    const lanes: Session[] = []
    for (let lane = 0; lane < plan.lanes; lane++) lanes.push(await openNet(visual.files, plan.lanes))
    return await use({
      pack,
      plan,
      lanes,
      temporal: temporal.kind === 'graph' ? await openNet(temporal.files, 1) : null,
      text: text.kind === 'graph' ? await openNet(text.files, 1) : null,
    })
  } finally {
    await closeInTurn(sessions)
  }
}

/** Frames in batches of the plan, the last one filled up with zeros, as a clip's are. */
async function outputsOf(nets: ProbeNets): Promise<ProbeOutputs> {
  const { pack, plan, temporal, text } = nets
  const { embeddingDim: dim, visual, text: textPart } = pack.manifest
  const size = visual.input.size
  const plane = 3 * size * size
  const pictures = probePictures(PROBE_FRAMES, size)
  const frames = new Float32Array(PROBE_FRAMES * dim)
  for (let first = 0; first < PROBE_FRAMES; first += plan.batch) {
    const data = new Float32Array(plan.batch * plane)
    const count = Math.min(plan.batch, PROBE_FRAMES - first)
    data.set(pictures.subarray(first * plane, (first + count) * plane))
    const embeddings = await runVisual(nets, 0, data)
    frames.set(embeddings.subarray(0, count * dim), first * dim)
  }
  const window = await createTemporalNet(pack.manifest, temporal)(wholeWindow(frames, pack.manifest))
  return { frames, window, text: await runTexts(textPart, text) }
}

/** As many frames as a window has, the few there are again and again: devices compute long sequences otherwise. */
function wholeWindow(
  frames: Float32Array,
  { sampling, embeddingDim }: Pick<ClipTextPack, 'sampling' | 'embeddingDim'>,
): Float32Array {
  const count = sampling.kind === 'stride' ? sampling.windowFrames : PROBE_FRAMES
  return Float32Array.from(
    { length: count * embeddingDim },
    (_, i) => frames[i % frames.length] ?? Number.NaN,
  )
}

async function runVisual(
  { pack, plan, lanes }: ProbeNets,
  lane: number,
  data: Float32Array,
): Promise<Float32Array> {
  const { input, output } = pack.manifest.visual
  const inputs = { [input.name]: { data, dims: [plan.batch, 3, input.size, input.size] } }
  return (await lanes[lane]?.run(inputs, [output]))?.[output]?.data ?? new Float32Array()
}

/** "a smile", and the same over and over until no more ids go in. */
async function runTexts(part: ClipTextPack['text'], session: Session | null): Promise<Float32Array | null> {
  if (session === null || part.kind !== 'graph') return null
  const embeddings: Float32Array[] = []
  for (const length of [SMILE.length + 2, part.contextLength]) {
    const words = Array.from({ length: length - 2 }, (_, i) => SMILE[i % SMILE.length] ?? END)
    const inputs = { [part.input]: { data: Int32Array.of(START, ...words, END), dims: [1, length] } }
    embeddings.push((await session.run(inputs, [part.output]))[part.output]?.data ?? new Float32Array())
  }
  return concatenate(embeddings)
}

function distanceBetween(actual: ProbeOutputs, expected: ProbeOutputs): EmbeddingDistance {
  const pairs: (readonly [Float32Array | null, Float32Array | null])[] = [
    [actual.frames, expected.frames],
    [actual.window, expected.window],
    [actual.text, expected.text],
  ]
  return farthest(pairs.flatMap(([a, b]) => (b === null ? [] : [distanceOf(a ?? new Float32Array(), b)])))
}

/** All lanes at work at once, after a run each that is not counted. */
async function framesPerSecond(nets: ProbeNets): Promise<number> {
  const { plan, pack } = nets
  const { size } = pack.manifest.visual.input
  const pictures = probePictures(1, size)
  const data = new Float32Array(plan.batch * pictures.length)
  for (let frame = 0; frame < plan.batch; frame++) data.set(pictures, frame * pictures.length)
  await Promise.all(nets.lanes.map((_, lane) => runVisual(nets, lane, data)))
  const start = performance.now()
  let runs = 0
  await Promise.all(
    nets.lanes.map(async (_, lane) => {
      for (let own = 0; own < 2 || performance.now() - start < TIMED_MS; own++) {
        await runVisual(nets, lane, data)
        runs += 1
      }
    }),
  )
  return (1000 * runs * plan.batch) / (performance.now() - start)
}
