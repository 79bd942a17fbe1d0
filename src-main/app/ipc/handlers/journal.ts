import { basename } from 'node:path'
import { nextTurn } from '#core/async/next-turn.ts'
import { writeAudit } from '#core/areas/study/write-audit.ts'
import type { AuditRow } from '#core/exchange/csv/audit-export.ts'
import type { TakenStep } from '#core/journal/journal.ts'
import type { JournalService, TellablePage } from '#core/journal/journal-service.ts'
import type { TellableEntry } from '#core/journal/told.ts'
import { counted } from '#shared/counted.ts'
import type { JournalFilter, ToldPage } from '#shared/domain/journal.ts'
import type { IpcResponse } from '#shared/ipc/contract.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { requireIdle } from '../require-idle.ts'
import { asSameRater } from '../same-rater.ts'
import type { RaterSight } from '../rater-sight.ts'

/** Entries of one answer. */
const PAGE = 100
/** Changes of one entry in one answer. */
const CHANGES = 200

/** How actions begin that make or take away what a job may be at work on. */
const reordering: ReadonlySet<string> = new Set(['import', 'patient', 'rater', 'video', 'visit'])

function shown(taken: TakenStep | null): IpcResponse<'journal.undo'> {
  return taken === null ? null : { label: taken.label, place: taken.place }
}

/** All changes of a page pass the gate together: what is shown is put on record once. */
function seenPage({ entries, ...rest }: TellablePage, sight: RaterSight): ToldPage {
  const seen = sight.changes(entries.flatMap(({ changes }) => changes))
  let at = 0
  const told = entries.map((entry) => {
    const changes = seen.slice(at, at + entry.changes.length)
    at += entry.changes.length
    return { ...entry, changes }
  })
  return { ...rest, entries: told }
}

export function journalHandlers(context: SightedContext): AreaHandlers<'journal'> {
  const { session, sight, desktop } = context
  const journal = () => session.required().study.journal
  const pageFrom = (before: number | null) => ({ limit: PAGE, ...(before === null ? {} : { before }) })

  function take(direction: 'undo' | 'redo'): IpcResponse<'journal.undo'> {
    const action = journal().nextAction(sight.by(), direction)
    if (action !== null && reordering.has(action.slice(0, action.indexOf('.'))))
      requireIdle(session.required().study, 'Nothing was changed')
    return asSameRater(context, () => shown(journal()[direction](sight.by())))
  }

  function rowsOf(from: JournalService, entry: TellableEntry): AuditRow[] {
    const of = { kind: 'study' } as const
    const { changes } = from.changes(entry.uid, { of, from: 0, limit: Number.MAX_SAFE_INTEGER })
    if (changes.length === 0) return [{ entry, place: 1, change: null }]
    return sight.changes(changes).map((change, index) => ({ entry, place: index + 1, change }))
  }

  /** Part by part, so that the window is answered in between. */
  async function allRows(from: JournalService, filter: JournalFilter): Promise<AuditRow[]> {
    const rows: AuditRow[] = []
    let before: number | null = null
    do {
      const page: TellablePage = from.tell(filter, pageFrom(before))
      for (const entry of page.entries) for (const row of rowsOf(from, entry)) rows.push(row)
      before = page.next
      await nextTurn()
    } while (before !== null)
    return rows
  }

  return {
    'journal.undoable': () => journal().undoable(sight.by()),
    'journal.undo': () => take('undo'),
    'journal.redo': () => take('redo'),
    'journal.audit': ({ filter, before }) => seenPage(journal().tell(filter, pageFrom(before)), sight),
    'journal.history': ({ of, before }) => seenPage(journal().history(of, pageFrom(before)), sight),
    'journal.changes': ({ uid, of, from }) => {
      const { changes, total } = journal().changes(uid, { of, from, limit: CHANGES })
      return { changes: sight.changes(changes), total }
    },
    'journal.verify': () => journal().check(),
    'journal.export': async ({ filter }) => {
      const { study } = session.required()
      const kind = { name: 'CSV table', extensions: ['csv'] }
      const file = await desktop.chooseTarget({ title: 'Save the audit trail', name: 'audit.csv', kind })
      if (file === null) return null
      const rows = await allRows(study.journal, filter)
      await writeAudit(file, rows)
      const label = `export of the audit trail: ${counted(rows.length, 'row')}`
      if (!study.lookOnly) study.journal.note({ action: 'export.audit', label, rater: sight.by() })
      return { fileName: basename(file), rows: rows.length }
    },
  }
}
