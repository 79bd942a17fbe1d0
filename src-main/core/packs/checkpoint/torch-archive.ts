/**
 * The zip archives of `torch.save` and TorchScript: `<name>/data.pkl` describes the tensors, `<name>/data/<key>`
 * holds the values of each storage, and only TorchScript has `<name>/constants.pkl`.
 */
import { bytesPerValue } from './checkpoint.ts'
import { CheckpointFault, shownText } from './checkpoint-fault.ts'
import type { CheckpointContents } from './checkpoint-contents.ts'
import { tensorsOfModule, tensorsOfStateDict } from './named-tensors.ts'
import { readPickle } from './pickle.ts'
import type { StorageClaim, TensorClaim } from './pickle-values.ts'
import type { SourceFile } from './source-file.ts'
import { checkView } from './tensor-view.ts'
import type { StoredBytes, TensorView } from './tensor-view.ts'
import { checkRecord, listRecords, readRecord } from './zip-records.ts'
import type { ZipRecord } from './zip-records.ts'

/** A full-size CLIP is described in 100 kB. */
const MAX_PICKLE_BYTES = 16 * 1024 * 1024
const MAX_NOTE_BYTES = 64

/** Throws CheckpointFault, and what the file throws. */
export async function readTorchArchive(file: SourceFile): Promise<CheckpointContents> {
  const records = await listRecords(file)
  const prefix = archiveName(records)
  await checkByteOrder(file, records.get(`${prefix}/byteorder`))
  const isTorchScript = records.has(`${prefix}/constants.pkl`)
  const pickle = await readRecord(file, recordNamed(records, `${prefix}/data.pkl`), MAX_PICKLE_BYTES)
  const root = readPickle(pickle, { isTorchScript })
  const claims = isTorchScript ? tensorsOfModule(root) : tensorsOfStateDict(root)

  const storages = new Map<string, StoredBytes>()
  const storageOf = ({ key }: StorageClaim): StoredBytes => {
    const known = storages.get(key)
    if (known !== undefined) return known
    const storage = storedBytes(file, recordNamed(records, `${prefix}/data/${key}`))
    storages.set(key, storage)
    return storage
  }
  const views = new Map<string, TensorView>()
  for (const [name, claim] of claims) {
    const view = viewOf(claim, storageOf(claim.storage))
    checkView(name, view)
    views.set(name, view)
  }
  return { format: isTorchScript ? 'torchscript' : 'pytorch', views }
}

/** The one folder that everything lies in; it bears the name that the file had when it was saved. */
function archiveName(records: ReadonlyMap<string, ZipRecord>): string {
  const names = [...records.keys()].flatMap((name) => /^([^/]+)\/data\.pkl$/.exec(name)?.[1] ?? [])
  const [name, another] = names
  if (name === undefined)
    throw new CheckpointFault('its zip archive was not written by PyTorch: it has no data.pkl')
  if (another !== undefined) throw new CheckpointFault('its zip archive holds more than one data.pkl')
  return name
}

function recordNamed(records: ReadonlyMap<string, ZipRecord>, name: string): ZipRecord {
  const record = records.get(name)
  if (record === undefined) throw new CheckpointFault(`its zip archive lacks the entry ${shownText(name)}`)
  return record
}

/** Newer archives say in which order the bytes of a number lie; older ones are always little-endian. */
async function checkByteOrder(file: SourceFile, note: ZipRecord | undefined): Promise<void> {
  if (note === undefined) return
  const order = (await readRecord(file, note, MAX_NOTE_BYTES)).toString('latin1')
  if (order !== 'little') {
    throw new CheckpointFault(
      `its numbers are stored in the byte order ${shownText(order)}; save it again on a PC`,
    )
  }
}

/** A storage's bytes, checked against their checksum once, when the first of their tensors is read. */
function storedBytes(file: SourceFile, record: ZipRecord): StoredBytes {
  if (record.isDeflated) {
    throw new CheckpointFault(
      `its entry ${shownText(record.name)} is compressed; PyTorch stores tensors as they are`,
    )
  }
  let checked: Promise<void> | null = null
  return {
    position: record.position,
    bytes: record.bytes,
    check: () => (checked ??= checkRecord(file, record)),
  }
}

/** The view over as many bytes as the pickle claims for the storage, should the record have them. */
function viewOf({ storage: claim, ...view }: TensorClaim, storage: StoredBytes): TensorView {
  const bytes = claim.length * bytesPerValue[claim.dtype]
  if (claim.length < 0 || bytes > storage.bytes) {
    throw new CheckpointFault(
      `it claims ${claim.length} values of ${claim.dtype} in a storage of ${storage.bytes} bytes`,
    )
  }
  return { ...view, dtype: claim.dtype, storage: { ...storage, bytes } }
}
