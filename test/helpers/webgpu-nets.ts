/**
 * Runs a pack's nets on WebGPU and on the CPU and prints how far they are apart, as JSON. A process of its own,
 * since the driver is chosen by the environment when the runtime is loaded.
 *
 *   node test/helpers/webgpu-nets.ts PACK-FOLDER PRECISION...
 */
import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { probe, tryEngine } from '#core/inference/engine/try-engine.ts'
import type { ProbeOutputs } from '#core/inference/engine/try-engine.ts'
import { openWorkerSession } from '#core/inference/session/worker-session.ts'
import type { EnginePlan } from '#shared/domain/engine.ts'
import { precisionSchema } from '#shared/domain/pack.ts'
import type { Precision } from '#shared/domain/pack.ts'
import { isThorough } from './thorough.ts'

const [folder = '', ...precisions] = process.argv.slice(2)
const onCpu = { provider: 'cpu', precision: 'fp32', batch: 4, lanes: 1 } as const
const reference = await probe(folder, onCpu, openWorkerSession)

const results: unknown[] = []
for (const precision of precisions) results.push(await compare(precisionSchema.parse(precision)))
process.stdout.write(`${JSON.stringify(results)}\n`)

async function compare(precision: Precision) {
  // As many as are looked at: each costs a second where the CPU computes it.
  const plan = { provider: 'webgpu', precision, batch: 4, lanes: 1 }
  const trial = await tryEngine(folder, plan, { open: openWorkerSession, reference })
  const { refusal, framesPerSecond, deviation } = trial
  return { precision, refusal, framesPerSecond, deviation, nets: isThorough ? await netByNet(plan) : null }
}

async function netByNet(plan: EnginePlan) {
  const outputs = await probe(folder, plan, openWorkerSession).catch(() => null)
  const apart = (net: keyof ProbeOutputs): number | null =>
    outputs === null ? null : distanceOf(outputs[net] ?? [], reference[net] ?? []).deviation
  return { visual: apart('frames'), temporal: apart('window'), text: apart('text') }
}
