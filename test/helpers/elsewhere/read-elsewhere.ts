import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { ReadRow, ReadValue } from '../check-data-package.ts'

/**
 * What other programs have after they ran the scripts of an export: by programs of our own that ask them, and know neither the
 * scripts nor what writes them.
 */
const run = promisify(execFile)
const MUCH = { maxBuffer: 500_000_000 }

const tableSchema = z.object({
  /** As the program calls them. */
  types: z.record(z.string(), z.string()),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  labels: z.record(z.string(), z.string()),
  valueLabels: z.record(z.string(), z.record(z.string(), z.string())),
})
export type TableElsewhere = z.infer<typeof tableSchema>
/** By the name of the table without `.csv`. */
export type TablesElsewhere = Readonly<Record<string, TableElsewhere>>

const probe = (name: string): string => join(import.meta.dirname, name)
const readTables = (text: string): TablesElsewhere =>
  z.record(z.string(), tableSchema).parse(JSON.parse(text))

async function works(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, [...args])
    return true
  } catch {
    return false
  }
}

async function pythonWithPandas(): Promise<string | null> {
  for (const command of ['python3', '/usr/bin/python3', 'python']) {
    if (await works(command, ['-c', 'import pandas'])) return command
  }
  return null
}

/** Null where there is no Python with pandas. */
export async function readByPandas(folder: string): Promise<TablesElsewhere | null> {
  const python = await pythonWithPandas()
  if (python === null) return null
  const { stdout } = await run(python, [probe('probe.py'), folder], MUCH)
  return readTables(stdout)
}

/** Null where there is no R. */
export async function readByR(folder: string): Promise<TablesElsewhere | null> {
  if (!(await works('Rscript', ['--version']))) return null
  const { stdout } = await run('Rscript', ['--vanilla', probe('probe.R'), folder], MUCH)
  return readTables(stdout)
}

/** What a table looks like in SPSS: its dictionary, and its cells as text. */
export interface SpssTable {
  readonly variables: readonly SpssVariable[]
  /** Label of a code by `variable code`. */
  readonly valueLabels: Readonly<Record<string, string>>
  readonly rows: readonly Readonly<Record<string, string>>[]
}

interface SpssVariable {
  readonly name: string
  readonly label: string
  readonly level: string
  readonly format: string
  readonly missing: string
}

const variableColumns = ['Name', 'Position', 'Label', 'Measurement Level', 'Print Format', 'Missing Values']

function readDictionary(text: string): Pick<SpssTable, 'variables' | 'valueLabels'> {
  const lines = parse(text, { relaxColumnCount: true, skipEmptyLines: true })
  const header = lines.find(([first]) => first === 'Name') ?? []
  if (!variableColumns.every((column) => header.includes(column))) throw new Error('no dictionary')
  const start = lines.indexOf(header)
  const end = lines.findIndex(([first]) => first === 'Table: Value Labels')
  const cellOf = (line: readonly string[], column: string): string => line[header.indexOf(column)] ?? ''
  const variables = lines.slice(start + 1, end === -1 ? undefined : end).map((line) => ({
    name: line[0] ?? '',
    label: cellOf(line, 'Label'),
    level: cellOf(line, 'Measurement Level'),
    format: cellOf(line, 'Print Format'),
    missing: cellOf(line, 'Missing Values'),
  }))
  const labels = end === -1 ? [] : lines.slice(end + 2)
  let variable = ''
  const valueLabels: Record<string, string> = {}
  for (const [name = '', code = '', says = ''] of labels) {
    if (name !== '') variable = name
    valueLabels[`${variable} ${code}`] = says
  }
  return { variables, valueLabels }
}

/** Runs the syntax of an export and looks at the datasets that it makes. Null where there is no PSPP. */
export async function readByPspp(
  folder: string,
  tables: readonly string[],
): Promise<Readonly<Record<string, SpssTable>> | null> {
  if (!(await works('pspp', ['--version']))) return null
  const found: Record<string, SpssTable> = {}
  for (const table of tables) {
    writeFileSync(
      join(folder, 'probe.sps'),
      [
        `INSERT FILE='read-in-SPSS.sps' CD=NO.`,
        `DATASET ACTIVATE ${table}.`,
        'DISPLAY DICTIONARY.',
        `SAVE TRANSLATE /OUTFILE='probe.csv' /TYPE=CSV /REPLACE /MAP /FIELDNAMES /CELLS=VALUES.`,
        '',
      ].join('\n'),
    )
    const env = { ...process.env, LC_ALL: 'C.UTF-8' }
    const { stdout } = await run('pspp', ['-O', 'format=csv', 'probe.sps'], { ...MUCH, cwd: folder, env })
    const [header = [], ...lines] = parse(readFileSync(join(folder, 'probe.csv'), 'utf8'))
    found[table] = {
      ...readDictionary(stdout),
      rows: lines.map((line) => Object.fromEntries(header.map((name, index) => [name, line[index] ?? '']))),
    }
  }
  return found
}

/** A cell of SPSS as the other programs have it. */
export function fromSpss(cell: string, type: string): ReadValue {
  if (type === 'string') return cell === '' ? null : cell
  if (cell.trim() === '') return null
  if (type === 'boolean') return cell === '1'
  if (type === 'number' || type === 'integer') return Number(cell)
  const [, month = '', day = '', year = '', time] = /^(\d\d)\/(\d\d)\/(\d{4})(?: (\S+))?$/.exec(cell) ?? []
  return `${year}-${month}-${day}${time === undefined ? '' : `T${time}Z`}`
}

/** Rows of a program by the names of the columns, so that two sides can be compared. */
export function inOrder(rows: readonly ReadRow[], columns: readonly string[]): ReadValue[][] {
  return rows.map((row) => columns.map((column) => row[column] ?? null))
}
