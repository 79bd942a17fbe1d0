import type { Column, FieldConstraints, FieldType, Table } from '../csv/csv-table.ts'
import { BOOLEAN_CELLS, LINE_END } from '../csv/csv-table.ts'
import { FORMULA_PREFIX, GUARDED_PATTERN } from '../csv/formula-guard.ts'

export const DATA_PACKAGE_FILE = 'datapackage.json'

export interface WrittenTable<Row> {
  readonly table: Table<Row>
  readonly bytes: number
  readonly sha256: string
}

export interface DataPackageField {
  readonly name: string
  readonly type: FieldType
  readonly description: string
  readonly constraints?: FieldConstraints
  /** Of booleans: how they are written. */
  readonly trueValues?: readonly string[]
  readonly falseValues?: readonly string[]
}

/** A Frictionless Tabular Data Package (specs.frictionlessdata.io, version 1) as far as it is written here. */
export interface DataPackage {
  readonly profile: 'tabular-data-package'
  readonly name: string
  readonly title: string
  readonly description: string
  readonly created: string
  readonly resources: readonly DataPackageResource[]
}

export interface DataPackageResource {
  readonly profile: 'tabular-data-resource'
  readonly name: string
  readonly path: string
  readonly title: string
  readonly description: string
  readonly format: 'csv'
  readonly mediatype: 'text/csv'
  readonly encoding: 'utf-8'
  readonly bytes: number
  readonly hash: string
  readonly dialect: Readonly<Record<string, string | boolean | number>>
  readonly schema: {
    readonly fields: readonly DataPackageField[]
    readonly missingValues: readonly string[]
    readonly primaryKey: readonly string[]
  }
  /** Own property: how texts are kept from running as formulas, and how to read them back. */
  readonly formulaGuard: {
    readonly prefix: string
    readonly pattern: string
    readonly fields: readonly string[]
    readonly description: string
  }
}

const DIALECT = {
  csvddfVersion: 1.2,
  delimiter: ',',
  lineTerminator: LINE_END,
  quoteChar: '"',
  doubleQuote: true,
  skipInitialSpace: false,
  header: true,
}

const GUARD_TEXT =
  'A text that starts with = + - @ tab or carriage return, or with apostrophes before one of these, has one more apostrophe in front, so that no spreadsheet runs it as a formula. To read it back, take one apostrophe off every cell of these fields that matches the pattern and starts with one.'

const BOOLEAN_VALUES = { trueValues: [BOOLEAN_CELLS.true], falseValues: [BOOLEAN_CELLS.false] }

function toField<Row>({ name, type, description, constraints }: Column<Row>): DataPackageField {
  return {
    name,
    type,
    description,
    ...(type === 'boolean' ? BOOLEAN_VALUES : {}),
    ...(constraints === undefined ? {} : { constraints }),
  }
}

export function describeTable<Row>({ table, bytes, sha256 }: WrittenTable<Row>): DataPackageResource {
  return {
    profile: 'tabular-data-resource',
    name: table.fileName.replace(/\.csv$/, '').replaceAll('_', '-'),
    path: table.fileName,
    title: table.title,
    description: table.description,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    bytes,
    hash: `sha256:${sha256}`,
    dialect: DIALECT,
    schema: {
      fields: table.columns.map(toField),
      missingValues: [''],
      primaryKey: table.primaryKey,
    },
    formulaGuard: {
      prefix: FORMULA_PREFIX,
      pattern: GUARDED_PATTERN,
      fields: table.columns.filter(({ type }) => type === 'string').map(({ name }) => name),
      description: GUARD_TEXT,
    },
  }
}

export interface DataPackageHead {
  readonly title: string
  readonly description: string
  /** ISO 8601 */
  readonly createdUtc: string
}

/** Describes every column of every file that was written. */
export function describeDataPackage(
  head: DataPackageHead,
  resources: readonly DataPackageResource[],
): DataPackage {
  return {
    profile: 'tabular-data-package',
    name: 'emoclip-studio-export',
    title: head.title,
    description: head.description,
    created: head.createdUtc,
    resources,
  }
}
