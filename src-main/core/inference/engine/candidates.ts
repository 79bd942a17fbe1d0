import type { EngineChoice, EnginePlan, EngineReport } from '#shared/domain/engine.ts'
import type { ClipTextPack, NetFiles, Precision } from '#shared/domain/pack.ts'
import { precisionsOf } from '../../packs/pack-store.ts'

/** What candidates are made from. */
export interface EngineSurroundings {
  /** Best first; `cpu` is the last. */
  readonly providers: readonly string[]
  readonly cores: number
  /** Of the whole machine. */
  readonly machineMemoryMb: number
}

export type EngineCandidate = EnginePlan & {
  /** Why it is not worth a try; null when it is. */
  readonly refusal: string | null
}

/** Half precision saves a processor nothing: it computes in single precision anyway. */
const CPU_PRECISIONS: readonly Precision[] = ['fp32', 'int8']
/** 8-bit weights are made for processors. */
const DEVICE_PRECISIONS: readonly Precision[] = ['fp32', 'fp16']

const DEVICE_BATCHES = [8, 32]

/**
 * Frames of one run on the CPU: so few that what lies between two layers stays in a core's cache. A frame's numbers shall
 * be its own, so that it must be alone where 8-bit inputs are quantised by what is in the run.
 */
function cpuBatch({ visual }: ClipTextPack, precision: Precision): number {
  if (precision !== 'int8') return 4
  return visual.framesApart === true ? 2 : 1
}

const MOST_LANES = 8

/** Without a setting, models may take this share of the machine's memory. */
const MEMORY_SHARE = 1 / 4

/** Every way to run a pack that is worth a try, best guess first, those that need too much memory with the reason. */
export function engineCandidates(
  pack: ClipTextPack,
  { providers, cores, machineMemoryMb }: EngineSurroundings,
  { memoryMb }: Pick<EngineChoice, 'memoryMb'>,
): EngineCandidate[] {
  const bound = memoryMb ?? Math.floor(machineMemoryMb * MEMORY_SHARE)
  const available = precisionsOf(pack)
  return providers.flatMap((provider) => {
    const isCpu = provider === 'cpu'
    const wanted = isCpu ? CPU_PRECISIONS : DEVICE_PRECISIONS
    // A pack with nothing made for this kind of device still has to run.
    const usable = available.filter((precision) => wanted.includes(precision))
    return (usable.length === 0 && isCpu ? available : usable).flatMap((precision) => {
      const plans = isCpu
        ? laneCounts(cores).map((lanes) => ({ lanes, batch: cpuBatch(pack, precision) }))
        : DEVICE_BATCHES.map((batch) => ({ lanes: 1, batch }))
      return plans.map(({ lanes, batch }) => {
        const needed = memoryNeededMb(pack, precision, lanes)
        const refusal =
          needed <= bound ? null : `${MEMORY_REFUSAL} ${needed} MB; models may take ${bound} MB.`
        return { provider, precision, batch, lanes, refusal }
      })
    })
  })
}

const MEMORY_REFUSAL = 'Needs about'

/**
 * Whether a report answers for these candidates: the same ways to run the pack, and those left out for want of
 * memory that would be left out now. Another memory bound or another device makes it one of the past, and so
 * does a report of failures only, of which something else than the pack may have been the cause.
 */
export function isReportOf({ trials }: EngineReport, candidates: readonly EngineCandidate[]): boolean {
  return (
    trials.length === candidates.length &&
    trials.some(({ refusal }) => refusal === null) &&
    candidates.every((candidate) =>
      trials.some(
        (trial) =>
          planKey(trial) === planKey(candidate) &&
          (trial.refusal?.startsWith(MEMORY_REFUSAL) ?? false) === (candidate.refusal !== null),
      ),
    )
  )
}

const planKey = ({ provider, precision, batch, lanes }: EnginePlan): string =>
  [provider, precision, batch, lanes].join(' ')

/** As many as cores, half of them (of which the other half may be no cores of their own), and one. */
function laneCounts(cores: number): number[] {
  const most = Math.min(cores, MOST_LANES)
  return [...new Set([most, Math.ceil(most / 2), 1])]
}

/** The runtime keeps a packed copy of the weights for each lane; the rest is for pictures in between. */
const OVERHEAD_MB = 150
const PACKED = 1.15

function memoryNeededMb(pack: ClipTextPack, precision: Precision, lanes: number): number {
  const { visual, temporal, text } = pack
  const bytes =
    lanes * bytesOf(pack, visual.files, precision) +
    (temporal.kind === 'graph' ? bytesOf(pack, temporal.files, precision) : 0) +
    (text.kind === 'graph' ? bytesOf(pack, text.files, precision) : 0)
  return Math.ceil((bytes * PACKED) / 1e6) + OVERHEAD_MB
}

function bytesOf({ files }: ClipTextPack, net: NetFiles, precision: Precision): number {
  const { graph, weights } = net[precision] ?? { graph: null, weights: null }
  return files
    .filter(({ name }) => name === graph || name === weights)
    .reduce((sum, { bytes }) => sum + bytes, 0)
}
