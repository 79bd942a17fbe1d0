import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** As REDCap calls them (`Study_DATA_2024-05-03_1200.csv`), and as this program does. */
const dictionaryName = /^redcap_dictionary\.csv$|_datadictionary_\d{4}-\d{2}-\d{2}.*\.csv$/iu
const recordsName = /^redcap_records\.csv$|_data_(?:labels_)?\d{4}-\d{2}-\d{2}_\d{4}.*\.csv$/iu

export function isRedcapDictionary(name: string): boolean {
  return dictionaryName.test(name)
}

export function isRedcapRecords(name: string): boolean {
  return recordsName.test(name)
}

/** The newest by its name's date; of those of one minute, raw data before labels. */
export function newestName(names: readonly string[]): string | null {
  const day = (name: string): string => /\d{4}-\d{2}-\d{2}(?:_\d{4})?/u.exec(name)?.[0] ?? '9999'
  const rank = (name: string): number => (/_labels_/iu.test(name) ? 0 : 1)
  const sorted = [...names].sort((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : rank(b) - rank(a)))
  return sorted[0] ?? null
}

/** Far above any dictionary. */
const MAX_BYTES = 50 * 1024 * 1024

export interface NamedBytes {
  readonly fileName: string
  readonly bytes: Buffer
}

/** The data dictionary that lies in the folder of a table; null for none. */
export async function dictionaryBeside(table: string): Promise<NamedBytes | null> {
  const names = await readdir(dirname(table)).catch(() => [])
  const fileName = newestName(names.filter(isRedcapDictionary))
  if (fileName === null) return null
  const path = join(dirname(table), fileName)
  const status = await stat(path)
  return status.isFile() && status.size <= MAX_BYTES ? { fileName, bytes: await readFile(path) } : null
}
