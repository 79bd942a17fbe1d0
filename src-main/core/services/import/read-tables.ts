import { sep } from 'node:path'
import type { ImportRefusal } from '#shared/domain/import-plan.ts'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { readCaptionsCsv } from '../../exchange/captions-csv.ts'
import type { CaptionRow } from '../../exchange/captions-csv.ts'
import { readCsvTable } from '../../exchange/csv-reading.ts'
import type { CsvTable } from '../../exchange/csv-reading.ts'
import { quoted, readProblem } from '../../exchange/read-problem.ts'
import type { ReadProblem } from '../../exchange/read-problem.ts'
import { readScoresCsv } from '../../exchange/scores-csv.ts'
import { isVisitName, visitKey } from '../../exchange/visit-name.ts'
import { shownName } from '../../files/shown-name.ts'
import { readTextFile } from './read-text-file.ts'
import { isVisitOf, resolveRow } from './resolve-row.ts'
import type { Resolution, RowScope } from './resolve-row.ts'
import { toRefusal } from './session-draft.ts'
import type { SessionDraft } from './session-draft.ts'
import type { FoundFile, FoundFolder } from './walk-folder.ts'

/** Puts rows of tables into the drafts of their sessions, and what does not fit where it is counted. */
export interface TableReader {
  readCaptions(folder: FoundFolder, own: SessionDraft | null): Promise<void>
  readScores(folder: FoundFolder, own: SessionDraft | null): Promise<void>
}

export interface TableReaderParts {
  readonly drafts: readonly SessionDraft[]
  readonly scales: readonly Scale[]
  /** Sessions of the study that no folder of this import describes. */
  stored(patientCode: string): readonly SessionDraft[]
  readonly visitLabels: readonly string[]
  /** Where rows of tables that lie above the sessions are counted when they fit none. */
  readonly refusedCaptions: ImportRefusal[]
  readonly refusedScores: ImportRefusal[]
}

export function createTableReader(parts: TableReaderParts): TableReader {
  const knownVisits = new Set(parts.visitLabels.map(visitKey))
  const isVisit = (name: string) => isVisitName(name) || knownVisits.has(visitKey(name))

  const scopeOf = (folder: FoundFolder, own: SessionDraft | null): RowScope => ({
    own,
    below: parts.drafts.filter(({ path }) => path !== null && path.startsWith(folder.path + sep)),
    stored: parts.stored,
  })

  return {
    async readCaptions(folder, own) {
      if (folder.captionsCsv === null) return
      const refused = own?.refusedCaptions ?? parts.refusedCaptions
      const table = await openTable(folder.captionsCsv, refused)
      if (table === null) return
      const { rows, problems } = readCaptionsCsv(table)
      const file = folder.captionsCsv.shown
      refused.push(...problems.map((problem) => toRefusal(file, problem)))
      const scope = scopeOf(folder, own)
      for (const row of rows) takeCaption(row, { file, table, scope, refused })
    },
    async readScores(folder, own) {
      if (folder.scoresCsv === null) return
      const refused = own?.refusedScores ?? parts.refusedScores
      const table = await openTable(folder.scoresCsv, refused)
      if (table === null) return
      const { rows, problems } = readScoresCsv(table, parts.scales, isVisit)
      const file = folder.scoresCsv.shown
      refused.push(...problems.map((problem) => toRefusal(file, problem)))
      takeScores(rows, { file, table, scope: scopeOf(folder, own), refused })
    },
  }
}

async function openTable(file: FoundFile, refused: ImportRefusal[]): Promise<CsvTable | null> {
  const read = await readTextFile(file)
  const reading =
    read.problem === null
      ? readCsvTable(read.bytes, shownName(file.path))
      : { table: null, problems: [read.problem] }
  refused.push(...reading.problems.map((problem) => toRefusal(file.shown, problem)))
  return reading.table
}

interface Taking {
  readonly file: string
  readonly table: CsvTable
  readonly scope: RowScope
  readonly refused: ImportRefusal[]
}

function refuseRow(taking: Taking, line: number, { code, what }: { code: string; what: string }): void {
  const problem: ReadProblem = readProblem({ fileName: taking.table.fileName, line }, code, what)
  taking.refused.push(toRefusal(taking.file, problem))
}

/** Null for a code that cannot be one. */
function raterOf(code: string | null, draft: SessionDraft): string | null {
  const parsed = raterCodeSchema.safeParse((code ?? draft.defaultRater).normalize('NFC'))
  return parsed.success ? parsed.data : null
}

function badRater(code: string | null): { code: string; what: string } {
  return {
    code: 'bad-rater',
    what: `${quoted(code ?? '')} cannot be a rater code, which has up to 32 letters, digits, dots, hyphens or underscores.`,
  }
}

function takeCaption(row: CaptionRow, taking: Taking): void {
  const { draft, problem } = resolveCaption(row, taking.scope)
  if (problem !== null) {
    refuseRow(taking, row.line, problem)
    return
  }
  const raterCode = raterOf(row.rater, draft)
  if (raterCode === null) {
    refuseRow(taking, row.line, badRater(row.rater))
    return
  }
  const { video, text, startMs, endMs, clipSpan, synthetic } = row
  const source = { file: taking.file, line: row.line }
  draft.captions.push({
    ...{ video, raterCode, text, startMs, endMs, clipSpan, synthetic, source },
    mayBeWhole: false,
  })
}

/** Above the sessions, the name of the video tells the session when the row does not and the name is unique. */
function resolveCaption(row: CaptionRow, scope: RowScope): Resolution {
  if (scope.own === null && (row.participant === null || row.visit === null)) {
    const holders = scope.below.filter(
      (draft) =>
        (row.participant === null || draft.patientCode === row.participant) &&
        (row.visit === null || isVisitOf(draft, row.visit)) &&
        draft.videos.some(({ fileName }) => fileName.toLowerCase() === row.video.toLowerCase()),
    )
    const [only] = holders
    if (only !== undefined && holders.length === 1) return { draft: only, problem: null }
  }
  return resolveRow(row, row.visit, scope)
}

function takeScores(rows: ReturnType<typeof readScoresCsv>['rows'], taking: Taking): void {
  const affixes = new Set(rows.flatMap(({ affix }) => (affix === null ? [] : [visitKey(affix)])))
  const told = new Set<string>()
  for (const row of rows) {
    const visit = visitOf(row, { isOnly: affixes.size === 1, own: taking.scope.own })
    const { draft, problem } = resolveRow(row, visit, taking.scope)
    const raterCode = draft === null ? null : raterOf(row.rater, draft)
    const refused = problem ?? (raterCode === null ? badRater(row.rater) : null)
    if (refused !== null || draft === null || raterCode === null) {
      // A row has one such fault, however many items it rates.
      const key = `${String(row.line)} ${refused?.what ?? ''}`
      if (refused !== null && !told.has(key)) refuseRow(taking, row.line, refused)
      told.add(key)
      continue
    }
    const { scaleId, itemId, column, value, missingReason, synthetic, line } = row
    const source = { file: taking.file, line }
    draft.scores.push({ raterCode, scaleId, itemId, column, value, missingReason, synthetic, source })
  }
}

/**
 * Several affixes in one table tell visits apart. A single one says what a column `visit` or the folder says
 * as well, in the words of whoever named the column, so that those come first.
 */
function visitOf(
  row: { visit: string | null; affix: string | null },
  table: { isOnly: boolean; own: SessionDraft | null },
): string | null {
  if (row.affix === null) return row.visit
  if (!table.isOnly) return row.affix
  return row.visit ?? (table.own === null ? row.affix : null)
}
