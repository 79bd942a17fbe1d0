import type { ToldChange, ToldEntry } from '../../src-shared/domain/journal.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { IpcHandlers } from '../../src-shared/ipc/contract.ts'

/** So many entries are in one answer. */
const PAGE = 100

export type HistoryHandlers = Pick<
  IpcHandlers,
  'journal.audit' | 'journal.history' | 'journal.changes' | 'journal.verify' | 'journal.export'
>

const change = (what: string, before: string | null, after: string | null, isHidden = false): ToldChange => ({
  ...{ what, before: isHidden ? null : before, after: isHidden ? null : after, isHidden },
})

const samples: readonly (Partial<ToldEntry> & Pick<ToldEntry, 'kind' | 'label' | 'changes'>)[] = [
  {
    ...{ kind: 'captions', label: 'caption of P001 baseline clip 3' },
    changes: [
      change(
        'caption of P001 baseline clip 3',
        'Looks down.',
        'Looks down, presses the lips together and looks up at the question.',
      ),
    ],
  },
  {
    ...{ kind: 'scores', label: 'score of P001 baseline, N1 Blunted affect', rater: 'CD' },
    changes: [change('score of P001 baseline, N1 Blunted affect', '3', '4', true)],
  },
  {
    ...{ kind: 'scores', label: 'score of P001 baseline, N1 Blunted affect', isTakenBack: true },
    changes: [change('score of P001 baseline, N1 Blunted affect', null, '3')],
  },
  {
    ...{ kind: 'clips', label: 'split of a clip of P002 week-4' },
    changes: [
      change('clip of P002 week-4', '00:00.000 to 00:12.480', null),
      change('clip 1 of P002 week-4', null, '00:00.000 to 00:06.240'),
      change('clip 2 of P002 week-4', null, '00:06.240 to 00:12.480'),
    ],
  },
  {
    ...{ kind: 'people', label: 'Person A of P001 baseline as patient', step: 'undo' },
    changes: [change('role of Person A of P001 baseline', 'patient', 'no role given by a person')],
  },
  { ...{ kind: 'exports', label: 'export of 5 tables', step: null }, changes: [] },
  { ...{ kind: 'captions', label: null, rater: null }, changes: [] },
  {
    ...{ kind: 'imports', label: 'import of P003 baseline: 2 videos and 41 captions', rater: null },
    changes: [change('caption of P003 baseline clip 1 by AB', null, 'Smiles.')],
    total: 41,
  },
]

/** Entry `count` is the newest. */
function entryAt(id: number): ToldEntry {
  const sample = samples[id % samples.length]
  if (sample === undefined) throw new Error('There are samples.')
  return {
    ...{ id, uid: `entry ${id}`, rater: 'AB', step: 'do', isTakenBack: false, isMigrated: id < 3 },
    madeUtc: new Date(Date.UTC(2026, 2, 2, 13) - (1000 - id) * 47_000).toISOString(),
    total: sample.changes.length,
    ...sample,
    changes: [...sample.changes],
  }
}

/** What main tells of a study in which that much was done. */
export function historyHandlers(count = 240): HistoryHandlers {
  const all = Array.from({ length: count }, (_, index) => entryAt(count - index))
  const pageOf = (found: readonly ToldEntry[], before: number | null) => {
    const rest = found.filter(({ id }) => before === null || id < before)
    const entries = rest.slice(0, PAGE)
    const next = rest.length > PAGE ? (entries.at(-1)?.id ?? null) : null
    return { entries, next, searchedToUtc: next === null ? null : (entries.at(-1)?.madeUtc ?? null) }
  }
  return {
    'journal.audit': ({ filter: { rater, kind, text = '' }, before }) =>
      pageOf(
        all.filter(
          (entry) =>
            (rater === undefined || entry.rater === rater) &&
            (kind === undefined || entry.kind === kind) &&
            (text === '' || (entry.label ?? '').toLowerCase().includes(text.toLowerCase())),
        ),
        before,
      ),
    'journal.history': ({ before }) => pageOf(all.slice(0, 7), before),
    'journal.changes': ({ uid }) => {
      const entry = all.find((known) => known.uid === uid)
      if (entry === undefined) throw new AppError('not-found', 'There is no such entry in the journal.')
      return { changes: entry.changes, total: entry.total ?? entry.changes.length }
    },
    'journal.verify': () => ({ entries: count, erased: 1, devices: 2, problems: [] }),
    'journal.export': () => ({ fileName: 'audit.csv', rows: count }),
  }
}
