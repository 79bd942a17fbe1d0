import type { JournalEntry } from '#shared/domain/journal.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

/** Entries are read in parts, so that a long journal needs no more memory than a short one. */
const PAGE = 1000

function describe({ madeUtc, rater, label, step, isMigrated }: JournalEntry): string {
  const how = step === 'undo' ? 'taken back: ' : step === 'redo' ? 'done again: ' : ''
  const from = isMigrated ? ' (from before there was a journal)' : ''
  return `  ${madeUtc}  ${rater ?? 'the program'}  ${how}${label ?? 'erased'}${from}`
}

/** `journal`: what was changed, by whom, newest first; with `--verify`, whether all of it is as it was written. */
export function journalCommand(given: { study: string; verify?: true; limit?: number }) {
  const { limit = given.verify === true ? 0 : 100 } = given
  return (context: CliContext): Promise<Outcome> =>
    context.read(given.study, ({ journal }) => {
      const entries: JournalEntry[] = []
      let next: number | null = Number.MAX_SAFE_INTEGER
      while (next !== null && entries.length < limit) {
        const page = journal.list({}, { before: next, limit: Math.min(PAGE, limit - entries.length) })
        entries.push(...page.entries)
        next = page.next
      }
      const report = given.verify === true ? journal.verify() : null
      const problems = report?.problems ?? []
      const verified =
        report === null
          ? []
          : [
              `${report.entries} entries, ${report.erased} of them erased, in ${report.devices} chains: ${
                problems.length === 0
                  ? 'all as they were written, and the study holds what they say.'
                  : `${problems.length} problems.`
              }`,
            ]
      return {
        document: { entries, ...(report === null ? {} : { report }) },
        lines: [...verified, ...entries.map(describe)],
        failures: problems.map((message) => ({ item: 'journal', message })),
      }
    })
}
