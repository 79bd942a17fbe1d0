/**
 * Runs a pack's nets on WebGPU and on the CPU and prints how far they are apart, as JSON. A process of its own,
 * since the Vulkan driver is chosen by the environment when the runtime is loaded.
 *
 *   node test/helpers/webgpu-nets.ts PACK-FOLDER PRECISION...
 */
import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { probe, tryEngine } from '#core/inference/engine/try-engine.ts'
import type { ProbeOutputs } from '#core/inference/engine/try-engine.ts'
import { openWorkerSession } from '#core/inference/worker-session.ts'
import { precisionSchema } from '#shared/domain/pack.ts'
import type { Precision } from '#shared/domain/pack.ts'

const [folder = '', ...precisions] = process.argv.slice(2)
const reference = await probe(
  folder,
  { provider: 'cpu', precision: 'fp32', batch: 4, lanes: 1 },
  openWorkerSession,
)

const results = []
for (const precision of precisions.map((name) => precisionSchema.parse(name))) {
  results.push(await compare(precision))
}
process.stdout.write(`${JSON.stringify(results)}\n`)

async function compare(precision: Precision) {
  const plan = { provider: 'webgpu', precision, batch: 8, lanes: 1 }
  const trial = await tryEngine(folder, plan, { open: openWorkerSession, reference })
  if (trial.refusal !== null) return { precision, refusal: trial.refusal, framesPerSecond: null, nets: null }
  const outputs = await probe(folder, plan, openWorkerSession)
  const apart = (net: keyof ProbeOutputs): number =>
    distanceOf(outputs[net] ?? [], reference[net] ?? []).deviation
  const nets = { visual: apart('frames'), temporal: apart('window'), text: apart('text') }
  return { precision, refusal: null, framesPerSecond: trial.framesPerSecond, nets }
}
