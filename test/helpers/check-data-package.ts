import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

/**
 * A reader of Tabular Data Packages of our own making, by the specification and stricter: unknown properties, types or
 * constraints are errors. It shares no code with the writer, so that a mistake of that is not repeated here.
 */
const constraintsSchema = z.strictObject({
  required: z.boolean().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  enum: z.array(z.string()).min(1).optional(),
  pattern: z.string().optional(),
})

const fieldSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  type: z.enum(['string', 'number', 'integer', 'boolean', 'date', 'datetime']),
  description: z.string().min(5),
  constraints: constraintsSchema.optional(),
  trueValues: z.tuple([z.literal('TRUE')]).optional(),
  falseValues: z.tuple([z.literal('FALSE')]).optional(),
})
type Field = z.infer<typeof fieldSchema>

const resourceSchema = z.strictObject({
  profile: z.literal('tabular-data-resource'),
  name: z.string().regex(/^[-a-z0-9._/]+$/),
  path: z.string().regex(/^[a-z_]+\.csv$/),
  title: z.string().min(1),
  description: z.string().min(1),
  format: z.literal('csv'),
  mediatype: z.literal('text/csv'),
  encoding: z.literal('utf-8'),
  bytes: z.int().positive(),
  hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  dialect: z.strictObject({
    csvddfVersion: z.literal(1.2),
    delimiter: z.literal(','),
    lineTerminator: z.literal('\r\n'),
    quoteChar: z.literal('"'),
    doubleQuote: z.literal(true),
    skipInitialSpace: z.literal(false),
    header: z.literal(true),
  }),
  schema: z.strictObject({
    fields: z.array(fieldSchema).min(1),
    missingValues: z.tuple([z.literal('')]),
    primaryKey: z.array(z.string()).min(1),
  }),
  formulaGuard: z.strictObject({
    prefix: z.literal("'"),
    pattern: z.string(),
    fields: z.array(z.string()),
    description: z.string().min(1),
  }),
})

const packageSchema = z.strictObject({
  profile: z.literal('tabular-data-package'),
  name: z.string().regex(/^[-a-z0-9._/]+$/),
  title: z.string(),
  description: z.string().min(1),
  created: z.iso.datetime(),
  resources: z.array(resourceSchema).min(1),
})

export type ReadValue = string | number | boolean | null
export type ReadRow = Record<string, ReadValue>

export interface CheckedPackage {
  /** Rows by file name, typed, formula guards undone. */
  readonly rows: Record<string, ReadRow[]>
  /** What is wrong; empty for a valid package. */
  readonly errors: string[]
}

const lexical = {
  number: /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/,
  integer: /^-?\d+$/,
  boolean: /^(TRUE|FALSE)$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
}

function readValue(field: Field, cell: string): ReadValue {
  if (field.type === 'string') return cell
  if (!lexical[field.type].test(cell)) throw new Error(`“${cell}” is no ${field.type}`)
  if (field.type === 'number' || field.type === 'integer') return Number(cell)
  if (field.type === 'boolean') return cell === 'TRUE'
  if (Number.isNaN(Date.parse(cell))) throw new Error(`“${cell}” is no day that there is`)
  return cell
}

function checkConstraints(field: Field, value: ReadValue): void {
  const { required, minimum, maximum, enum: allowed, pattern } = field.constraints ?? {}
  if (value === null) {
    if (required === true) throw new Error('is required')
    return
  }
  if (minimum !== undefined && Number(value) < minimum)
    throw new Error(`${String(value)} is below ${minimum}`)
  if (maximum !== undefined && Number(value) > maximum)
    throw new Error(`${String(value)} is above ${maximum}`)
  if (allowed !== undefined && !allowed.includes(String(value)))
    throw new Error(`“${String(value)}” is not allowed`)
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(String(value))) {
    throw new Error(`“${String(value)}” does not match ${pattern}`)
  }
}

function checkResource(
  folder: string,
  resource: z.infer<typeof resourceSchema>,
  errors: string[],
): ReadRow[] {
  const bytes = readFileSync(join(folder, resource.path))
  const say = (what: string): void => void errors.push(`${resource.path}: ${what}`)
  if (bytes.length !== resource.bytes) say('another number of bytes')
  if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== resource.hash) say('another hash')
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  if (text.startsWith('\ufeff')) say('begins with a byte order mark')
  const [header = [], ...lines] = parse(text, {
    recordDelimiter: '\r\n',
    bom: false,
  })
  const { fields, primaryKey } = resource.schema
  if (JSON.stringify(header) !== JSON.stringify(fields.map(({ name }) => name)))
    say('the header is not the schema')
  for (const { name, type, trueValues, falseValues } of fields) {
    if ((type === 'boolean') !== (trueValues !== undefined && falseValues !== undefined)) {
      say(`${name} does not say how its booleans are written`)
    }
  }
  const guard = new RegExp(resource.formulaGuard.pattern)
  const keys = new Set<string>()
  return lines.map((line, index) => {
    const row: ReadRow = {}
    fields.forEach((field, column) => {
      const raw = line[column] ?? ''
      const isGuarded = resource.formulaGuard.fields.includes(field.name)
      if (field.type === 'string' && /^[=+\-@\t\r]/.test(raw)) say(`row ${index + 1} would run as a formula`)
      const cell = isGuarded && raw.startsWith("'") && guard.test(raw) ? raw.slice(1) : raw
      try {
        row[field.name] = cell === '' ? null : readValue(field, cell)
        checkConstraints(field, row[field.name] ?? null)
      } catch (error) {
        say(`row ${index + 1}, ${field.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    })
    const key = primaryKey.map((name) => row[name] ?? null)
    if (key.includes(null)) say(`row ${index + 1} has a gap in its key`)
    if (keys.has(JSON.stringify(key))) say(`row ${index + 1} has the key of another`)
    keys.add(JSON.stringify(key))
    return row
  })
}

/** Reads every file of an exported folder by its `datapackage.json`, and nothing else. */
export function checkDataPackage(folder: string): CheckedPackage {
  const json: unknown = JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8'))
  const errors: string[] = []
  const { resources } = packageSchema.parse(json)
  const rows: Record<string, ReadRow[]> = {}
  for (const resource of resources) rows[resource.path] = checkResource(folder, resource, errors)
  return { rows, errors }
}
