/** A process of its own, so that its memory is that of building alone: builds a pack and prints what it took. */
import { buildPack } from '#core/packs/build/build-pack.ts'
import { ownPeakMb } from '../peak-memory.ts'

const [checkpoint, folder] = process.argv.slice(2)
if (checkpoint === undefined || folder === undefined) throw new Error('Name a checkpoint and a folder.')
const startedAt = performance.now()
const { manifest } = await buildPack(
  {
    files: [checkpoint],
    title: 'Random EmoCLIP',
    licence: 'none',
    precisions: ['fp32', 'int8'],
    folder: () => folder,
  },
  { signal: new AbortController().signal, progress: () => undefined },
)
console.log(
  JSON.stringify({
    seconds: (performance.now() - startedAt) / 1000,
    peakMb: ownPeakMb(),
    measured: manifest.build?.measured.precisions,
  }),
)
