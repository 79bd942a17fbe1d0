import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { engineCandidates } from '#core/inference/engine/candidates.ts'
import { createEngineRecords } from '#core/inference/engine/engine-records.ts'
import { thisMachine } from '#core/inference/engine/this-machine.ts'
import { availableProviders } from '#core/inference/session/providers.ts'
import { readManifest } from '#core/packs/pack-reader.ts'

const packFolder = resolve(import.meta.dirname, '../../resources/models/face-api-7')

/**
 * Makes a user's folder that of somebody who has predicted with the default pack on this machine: another prediction
 * begins at once, with one lane. That the pack is tried otherwise is in inference.test.ts and main-job.test.ts.
 */
export async function knowEngine(userFolder: string): Promise<void> {
  const { manifest, sha256: packSha256 } = readManifest(packFolder)
  if (manifest.task !== 'clip-text') throw new Error('another pack')
  const machine = thisMachine()
  const surroundings = {
    providers: availableProviders(),
    cores: machine.cores,
    machineMemoryMb: Math.floor(totalmem() / 1e6),
  }
  const trials = engineCandidates(manifest, surroundings, { memoryMb: null }).map((candidate) => ({
    ...candidate,
    ...(candidate.refusal === null
      ? { framesPerSecond: 100 / candidate.lanes, deviation: 0 }
      : { framesPerSecond: null, deviation: null }),
  }))
  const report = { packSha256, ...machine, measuredUtc: new Date().toISOString(), trials }
  await createEngineRecords(join(userFolder, 'engine.json'), machine).keep(report)
}
