/** A fresh process that opens a pack's nets for the bare loop, runs a few clips, and prints what it took. */
import { precisionSchema } from '#shared/domain/pack.ts'
import { openBareLoop } from '../bare-loop.ts'
import { ownPeakMb } from '../peak-memory.ts'

const CLIPS = 3

const [packFolder, precisionName, threads, windowFrames] = process.argv.slice(2)
if (packFolder === undefined) throw new Error('Name a pack.')
const startedAt = performance.now()
const loop = await openBareLoop(packFolder, precisionSchema.parse(precisionName), {
  threads: Number(threads),
  windowFrames: Number(windowFrames),
})
for (let clip = 0; clip < CLIPS; clip++) await loop.clip()
console.log(JSON.stringify({ seconds: (performance.now() - startedAt) / 1000, peakMb: ownPeakMb() }))
await loop.dispose()
