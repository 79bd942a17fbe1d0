import { journalKinds } from '#shared/domain/journal.ts'
import type { ToldChange, ToldEntry } from '#shared/domain/journal.ts'
import type { Column, Table } from './csv-table.ts'

/** A change of an entry; null of one that changed no object, e.g. an export. */
export interface AuditRow {
  readonly entry: Omit<ToldEntry, 'changes'>
  /** From 1 within the entry. */
  readonly place: number
  readonly change: ToldChange | null
}

const required = { required: true } as const

const columns: readonly Column<AuditRow>[] = [
  {
    name: 'entry_id',
    type: 'integer',
    description: 'Number of the entry in the journal of this study, in the order in which they were made.',
    constraints: { required: true, minimum: 1 },
    value: ({ entry }) => entry.id,
  },
  {
    name: 'change',
    type: 'integer',
    description: 'Which of the changes of the entry it is, from 1.',
    constraints: { required: true, minimum: 1 },
    value: ({ place }) => place,
  },
  {
    name: 'made_utc',
    type: 'datetime',
    description: 'When it was done, by the clock of the computer.',
    constraints: required,
    value: ({ entry }) => entry.madeUtc,
  },
  {
    name: 'rater_id',
    type: 'string',
    description: 'Code of who did it; empty for the program, and for whoever had not said who they are.',
    value: ({ entry }) => entry.rater,
  },
  {
    name: 'kind',
    type: 'string',
    description: 'What it is about.',
    constraints: { required: true, enum: journalKinds },
    value: ({ entry }) => entry.kind,
  },
  {
    name: 'entry',
    type: 'string',
    description: 'The entry in words; empty where a removal erased them.',
    value: ({ entry }) => entry.label,
  },
  {
    name: 'step',
    type: 'string',
    description: 'Whether it was done, taken back or done again; empty for what nobody can take back.',
    constraints: { enum: ['do', 'undo', 'redo'] },
    value: ({ entry }) => entry.step,
  },
  {
    name: 'taken_back',
    type: 'boolean',
    description: 'True when a later entry took it back.',
    constraints: required,
    value: ({ entry }) => entry.isTakenBack,
  },
  {
    name: 'migrated',
    type: 'boolean',
    description: 'True when it was done before this study had a journal.',
    constraints: required,
    value: ({ entry }) => entry.isMigrated,
  },
  {
    name: 'object',
    type: 'string',
    description: 'What was changed; empty where the entry changed nothing, as an export, or was erased.',
    value: ({ change }) => change?.what ?? null,
  },
  {
    name: 'old',
    type: 'string',
    description: 'What was there before; empty for nothing.',
    value: ({ change }) => change?.before ?? null,
  },
  {
    name: 'new',
    type: 'string',
    description: 'What was there afterwards; empty for nothing.',
    value: ({ change }) => change?.after ?? null,
  },
  {
    name: 'hidden',
    type: 'boolean',
    description: 'True when old and new were left out, as whoever exported works blind.',
    constraints: required,
    value: ({ change }) => change?.isHidden ?? false,
  },
]

export function auditTable(fileName: string, rows: readonly AuditRow[]): Table<AuditRow> {
  return {
    fileName,
    title: 'Audit trail',
    description: 'One row per change that was made in the study, newest first.',
    columns,
    primaryKey: ['entry_id', 'change'],
    rows,
  }
}
