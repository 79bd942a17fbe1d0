import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Checkpoint } from '#core/packs/checkpoint/checkpoint.ts'
import { openCheckpoint } from '#core/packs/checkpoint/open-checkpoint.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

/** Opens these bytes as a file of that name; it is closed and gone when the test has ended. */
export async function openBytes(bytes: Uint8Array, name = 'weights.pth'): Promise<Checkpoint> {
  const file = join(tempFolder(), name)
  writeFileSync(file, bytes)
  const checkpoint = await openCheckpoint(file)
  onTestFinished(() => checkpoint.close())
  return checkpoint
}
