import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { giveUsersRights } from '../../files/private-files.ts'
import { PARTIAL_ENDING, putInPlace } from '../../files/write-atomically.ts'
import { csvCells, csvHeader, csvLines } from './csv-table.ts'
import type { Table } from './csv-table.ts'
import { createShapeReader } from './table-shape.ts'
import type { TableShape } from './table-shape.ts'

/** Rows that are turned into text at a time: a few megabytes at most. */
const ROWS_PER_CHUNK = 2000

export interface WrittenFile {
  readonly bytes: number
  readonly sha256: string
}

export interface WrittenTableFile extends WrittenFile {
  readonly shape: TableShape
}

/**
 * Files that appear in a folder all at once: each is written beside its place under another name, and `publish` puts them all
 * in place. A file of the same name is replaced whole or not at all.
 */
export function createFileBatch(folder: string) {
  const names: string[] = []

  async function write(name: string, chunks: Iterable<string>, signal: AbortSignal): Promise<WrittenFile> {
    names.push(name)
    const hash = createHash('sha256')
    let bytes = 0
    const file: FileHandle = await open(join(folder, name + PARTIAL_ENDING), 'w')
    try {
      for (const chunk of chunks) {
        signal.throwIfAborted()
        const data = Buffer.from(chunk, 'utf8')
        hash.update(data)
        bytes += data.byteLength
        await file.write(data)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await giveUsersRights(join(folder, name + PARTIAL_ENDING))
    return { bytes, sha256: hash.digest('hex') }
  }

  return {
    write,
    writeTable: async <Row>(table: Table<Row>, signal: AbortSignal): Promise<WrittenTableFile> => {
      const reader = createShapeReader(table)
      const written = await write(table.fileName, tableChunks(table, reader.see), signal)
      return { ...written, shape: reader.shape() }
    },
    publish: async (): Promise<void> => {
      for (const name of names) await putInPlace(join(folder, name + PARTIAL_ENDING), join(folder, name))
    },
    /** Takes away what was written and not published. */
    discard: async (): Promise<void> => {
      for (const name of names) await rm(join(folder, name + PARTIAL_ENDING), { force: true })
    },
  }
}

function* tableChunks<Row>(
  table: Table<Row>,
  see: (cells: readonly (readonly string[])[]) => void,
): Generator<string> {
  yield csvHeader(table)
  for (let start = 0; start < table.rows.length; start += ROWS_PER_CHUNK) {
    const cells = csvCells(table, table.rows.slice(start, start + ROWS_PER_CHUNK))
    see(cells)
    yield csvLines(cells)
  }
}
