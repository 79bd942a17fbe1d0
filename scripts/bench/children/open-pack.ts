/** A fresh process that opens a pack's nets as a prediction does, and prints what it took. */
import { openModels, openTextReader } from '#core/inference/pipelines/pack-models.ts'
import { precisionSchema } from '#shared/domain/pack.ts'
import { cpuPlan } from '../cpu-plan.ts'
import { ownPeakMb } from '../peak-memory.ts'

const [packFolder, facePackFolder, precisionName, lanes] = process.argv.slice(2)
if (packFolder === undefined || facePackFolder === undefined) throw new Error('Name two packs.')
const engine = cpuPlan(precisionSchema.parse(precisionName), Number(lanes))
const startedAt = performance.now()
const [models, reader] = await Promise.all([
  openModels({ packFolder, facePackFolder, engine }),
  openTextReader({ packFolder, engine }),
])
const seconds = (performance.now() - startedAt) / 1000
await reader.read(['A smile: the lip corners go up.'])
console.log(JSON.stringify({ seconds, peakMb: ownPeakMb() }))
await Promise.all([models.dispose(), reader.dispose()])
