import { AppError } from '#shared/errors.ts'
import { shownName } from '../../files/shown-name.ts'
import type { Checkpoint, TensorInfo } from './checkpoint.ts'
import type { CheckpointContents } from './checkpoint-contents.ts'
import { CheckpointFault, shownText } from './checkpoint-fault.ts'
import { TELLING_BYTES, whatElse } from './other-kinds.ts'
import { LENGTH_BYTES, readSafetensors } from './safetensors.ts'
import { openSourceFile } from './source-file.ts'
import type { SourceFile } from './source-file.ts'
import { readView } from './tensor-view.ts'
import { readTorchArchive } from './torch-archive.ts'

const JSON_START = 0x7b

/**
 * Opens a checkpoint by what it holds, whatever it is called: a PyTorch state dict (zip), a TorchScript archive
 * or safetensors. No code of the file runs. Throws AppError `checkpoint-invalid` with a sentence that names the
 * file and what is wrong, `file-unreadable` when the disk fails.
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const file = await openSourceFile(path)
  try {
    return checkpointOf(file, await readContents(file))
  } catch (error) {
    await file.close()
    throw named(file, error)
  }
}

async function readContents(file: SourceFile): Promise<CheckpointContents> {
  const start = await file.read(0, Math.min(file.bytes, TELLING_BYTES))
  if (start.toString('latin1', 0, 4) === 'PK\x03\x04') return readTorchArchive(file)
  if (start[LENGTH_BYTES] === JSON_START) return readSafetensors(file)
  throw new CheckpointFault(whatElse(start))
}

function checkpointOf(file: SourceFile, { format, views }: CheckpointContents): Checkpoint {
  const tensors = new Map<string, TensorInfo>()
  for (const [name, { dtype, shape }] of views) tensors.set(name, { name, dtype, shape })
  return {
    fileName: file.name,
    format,
    tensors,
    async read(name) {
      try {
        const view = views.get(name)
        if (view === undefined) throw new CheckpointFault(`it has no tensor ${shownText(name)}`)
        return await readView(file, name, view)
      } catch (error) {
        throw named(file, error)
      }
    },
    close: () => file.close(),
  }
}

function named(file: SourceFile, error: unknown): unknown {
  if (!(error instanceof CheckpointFault)) return error
  const sentence = `The checkpoint ${shownName(file.name)} cannot be used: ${error.message}.`
  return new AppError('checkpoint-invalid', sentence, { cause: error })
}
