import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type {
  HistoryOf,
  JournalFilter,
  JournalKind,
  JournalReport,
  ToldChange,
} from '#shared/domain/journal.ts'
import type { IpcResponse } from '#shared/ipc/contract.ts'
import { request } from '../api/client.ts'
import { createHistoryPages } from './history-pages.ts'
import { defineStudyResource } from './study-resources.ts'

/** What the audit view shows, as it is chosen in it. */
export interface AuditChoice {
  readonly text: string
  /** Code of a rater; `program` for what nobody named did; null for everybody. */
  readonly rater: { readonly code: string | null } | null
  readonly kind: JournalKind | null
  /** Days of this computer's calendar, `2024-05-03`; '' for any. Both belong to it. */
  readonly fromDay: string
  readonly toDay: string
}

export const anyAudit: AuditChoice = { text: '', rater: null, kind: null, fromDay: '', toDay: '' }

/** Of a history in the dialog. */
export interface OpenHistory {
  readonly of: HistoryOf
  /** In the user's words, e.g. `P001 baseline`. */
  readonly title: string
}

/** The first moment of a day of this computer's calendar, or of the day after it; null for no day. */
function momentOf(day: string, later: number): string | null {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const moment = new Date(year, month - 1, date + later)
  return day === '' || Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

export function filterOf({ text, rater, kind, fromDay, toDay }: AuditChoice): JournalFilter {
  const words = text.trim()
  const fromUtc = momentOf(fromDay, 0)
  const toUtc = momentOf(toDay, 1)
  return {
    ...(words === '' ? {} : { text: words }),
    ...(rater === null ? {} : { rater: rater.code }),
    ...(kind === null ? {} : { kind }),
    ...(fromUtc === null ? {} : { fromUtc }),
    ...(toUtc === null ? {} : { toUtc }),
  }
}

/** What people did: the audit trail of the study, and the history of one thing in a dialog. */
export const useHistoryStore = defineStore('history', () => {
  const choice = shallowRef<AuditChoice>(anyAudit)
  const isFiltered = computed(() => Object.keys(filterOf(choice.value)).length > 0)
  const audit = createHistoryPages((before) =>
    request('journal.audit', { filter: filterOf(choice.value), before }),
  )
  const opened = shallowRef<OpenHistory | null>(null)
  const single = createHistoryPages((before) =>
    request('journal.history', { of: opened.value?.of ?? { kind: 'study' }, before }),
  )
  /** What the last check found; null while there was none. */
  const report = shallowRef<JournalReport | null>(null)
  const isChecking = ref(false)

  async function choose(change: Partial<AuditChoice>): Promise<void> {
    choice.value = { ...choice.value, ...change }
    await audit.load()
  }

  async function open(history: OpenHistory): Promise<void> {
    opened.value = history
    single.clear()
    await single.load()
  }

  function close(): void {
    opened.value = null
    single.clear()
  }

  async function check(): Promise<void> {
    if (isChecking.value) return
    isChecking.value = true
    try {
      report.value = await request('journal.verify')
    } finally {
      isChecking.value = false
    }
  }

  /** All changes of an entry that are about it; answers how many there are and the ones from here on. */
  const changes = (
    uid: string,
    { of, from }: { of: HistoryOf; from: number },
  ): Promise<{ changes: readonly ToldChange[]; total: number }> =>
    request('journal.changes', { uid, of, from })

  /** Null when it was cancelled. */
  const exportTable = (): Promise<IpcResponse<'journal.export'>> =>
    request('journal.export', { filter: filterOf(choice.value) })

  defineStudyResource({
    clear: () => {
      close()
      audit.clear()
      choice.value = anyAudit
      report.value = null
    },
  })

  return {
    choice,
    isFiltered,
    audit,
    opened,
    single,
    report,
    isChecking,
    choose,
    open,
    close,
    check,
    changes,
    exportTable,
  }
})
