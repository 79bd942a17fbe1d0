import { totalmem } from 'node:os'
import type { EngineChoice, EnginePlan, EngineReport, EngineTrial } from '#shared/domain/engine.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import type { InferenceClient, MeasureControl, ModelHost } from '../host/client.ts'
import { readManifest } from '../../packs/pack-reader.ts'
import { availableProviders } from '../session/providers.ts'
import { engineCandidates, isReportOf } from './candidates.ts'
import type { EngineCandidate } from './candidates.ts'
import { choosePlan } from './choose-plan.ts'
import type { EngineMachine, EngineRecords } from './engine-records.ts'

export interface EngineDeps {
  readonly host: ModelHost
  readonly records: EngineRecords
  readonly machine: EngineMachine
  readonly providers?: () => string[]
  readonly machineMemoryMb?: number
  readonly now?: () => Date
}

/**
 * Adds to a host of models what it shall run them on: every way that is worth a try is tried once per machine
 * and pack, in the host, so that a driver that crashes takes nothing else down and is struck off.
 */
export function withEngine(deps: EngineDeps): InferenceClient {
  const { host, records, machine, providers = availableProviders, now = () => new Date() } = deps
  const { machineMemoryMb = Math.floor(totalmem() / 1e6) } = deps
  const measuring = new Map<string, Promise<EngineReport>>()

  async function tryOne(packFolder: string, candidate: EngineCandidate): Promise<EngineTrial> {
    const { refusal, ...plan } = candidate
    if (refusal !== null) return { ...plan, framesPerSecond: null, deviation: null, refusal }
    try {
      return await host.tryEngine(packFolder, plan)
    } catch (error) {
      if (!isAppError(error) || error.code !== 'host-crashed') throw error
      const sentence = 'The process that runs the models crashed with it.'
      return { ...plan, framesPerSecond: null, deviation: null, refusal: sentence }
    }
  }

  function candidatesOf(packFolder: string, choice: MemoryChoice): PackCandidates {
    const { manifest, sha256 } = readManifest(packFolder)
    if (manifest.task !== 'clip-text') {
      throw new AppError('pack-invalid', `The model pack ${manifest.id} has no nets to measure.`)
    }
    const surroundings = { providers: providers(), cores: machine.cores, machineMemoryMb }
    return { sha256, candidates: engineCandidates(manifest, surroundings, choice) }
  }

  async function measure(
    packFolder: string,
    choice: MemoryChoice,
    control: MeasureControl,
  ): Promise<EngineReport> {
    const { sha256, candidates } = candidatesOf(packFolder, choice)
    const trials: EngineTrial[] = []
    for (const candidate of candidates) {
      if (control.signal.aborted) throw new AppError('cancelled', 'Measuring was cancelled.')
      control.progress(trials.length, candidates.length)
      trials.push(await tryOne(packFolder, candidate))
    }
    control.progress(trials.length, candidates.length)
    const report = { packSha256: sha256, ...machine, measuredUtc: now().toISOString(), trials }
    await records.keep(report)
    return report
  }

  /** Two predictions that start together measure once. */
  function measureOnce(packFolder: string, choice: MemoryChoice): Promise<EngineReport> {
    const key = `${readManifest(packFolder).sha256} ${String(choice.memoryMb)}`
    const started = measuring.get(key)
    if (started !== undefined) return started
    const control = { signal: new AbortController().signal, progress: () => undefined }
    const report = measure(packFolder, choice, control).finally(() => measuring.delete(key))
    measuring.set(key, report)
    return report
  }

  async function reportFor(packFolder: string, choice: MemoryChoice): Promise<EngineReport> {
    const { sha256, candidates } = candidatesOf(packFolder, choice)
    const known = records.find(sha256)
    if (known !== null && isReportOf(known, candidates)) return known
    return measureOnce(packFolder, choice)
  }

  return {
    ...host,
    measure,
    engineReport: (packFolder) => records.find(readManifest(packFolder).sha256),
    async plan(packFolder, choice): Promise<EnginePlan> {
      return choosePlan(await reportFor(packFolder, choice), choice)
    },
  }
}

type MemoryChoice = Pick<EngineChoice, 'memoryMb'>

interface PackCandidates {
  /** Of the pack. */
  readonly sha256: string
  readonly candidates: readonly EngineCandidate[]
}
