import { join } from 'node:path'
import { buildPack } from './build-pack.ts'
import type { PackBuilder } from './builder-protocol.ts'
import { inspectFiles } from './inspect-files.ts'

/** In this process: the builder's own, or the command line's. */
export const builderHere: PackBuilder = {
  inspect: inspectFiles,
  async build({ packsFolder, folder, ...request }, control) {
    const folderFor = (packId: string): string => folder ?? join(packsFolder, packId)
    const { manifest } = await buildPack({ ...request, folder: folderFor }, control)
    return manifest.id
  },
}
