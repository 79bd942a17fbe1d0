import { raterCodeSchema } from '#shared/domain/rater.ts'
import type { CaptionRow } from '../../exchange/csv/captions-csv.ts'
import type { ProblemList } from '../../exchange/problem-list.ts'
import { quoted } from '../../exchange/read-problem.ts'
import type { ScoreRow } from '../../exchange/csv/score-row.ts'
import { datesMeant, orderOf } from '#shared/tables/spreadsheet-dates.ts'
import type { CodeIndex } from '#shared/tables/spreadsheet-code.ts'
import { visitKey } from '#shared/tables/visit-name.ts'
import type { InferenceList } from './inference-list.ts'
import { isVisitOf } from './resolve-row.ts'
import type { Inferred, Resolution, ResolveRow } from './resolve-row.ts'
import type { ScoreDraft, SessionDraft } from './session-draft.ts'

/** What putting the rows of one table where they belong needs. */
export interface Taking {
  /** As a person reads it. */
  readonly file: string
  readonly own: SessionDraft | null
  /** Sessions below the folder of the table. */
  readonly below: readonly SessionDraft[]
  readonly resolve: ResolveRow
  /** Codes of raters that are known without this table. */
  readonly raters: { readonly codes: ReadonlySet<string>; readonly index: CodeIndex }
  readonly inferences: InferenceList
  readonly problems: ProblemList
}

type Found =
  | { readonly draft: SessionDraft; readonly raterCode: string; readonly inferred: readonly Inferred[] }
  | { readonly draft: null; readonly problem: { code: string; what: string } }

function withRater(resolution: Resolution, rater: string | null, { raters }: Taking): Found {
  if (resolution.draft === null) return resolution
  const { draft, inferred } = resolution
  const code = (rater ?? draft.defaultRater).normalize('NFC')
  const parsed = raterCodeSchema.safeParse(code)
  if (!parsed.success) {
    const what = `${quoted(code)} cannot be a rater code, which has up to 32 letters, digits, dots, hyphens or underscores.`
    return { draft: null, problem: { code: 'bad-rater', what } }
  }
  const meant = raters.codes.has(parsed.data) ? [] : raters.index.meant(parsed.data)
  const [only] = meant
  if (only === undefined || rater === null) return { draft, raterCode: parsed.data, inferred }
  if (meant.length > 1) {
    const what = `${quoted(code)} could be any of the raters ${meant.map((one) => `“${one}”`).join(', ')}.`
    return { draft: null, problem: { code: 'bad-rater', what } }
  }
  const reason = 'a spreadsheet makes a number of such a code'
  return {
    draft,
    raterCode: only,
    inferred: [...inferred, { kind: 'rater', written: code, taken: only, reason }],
  }
}

export function takeCaptions(rows: readonly CaptionRow[], taking: Taking): void {
  const { file, inferences, problems } = taking
  const resolveCaption = createCaptionResolver(taking)
  for (const row of rows) {
    const { line, video, text, startMs, endMs, clipSpan, synthetic } = row
    const found = withRater(resolveCaption(row), row.rater, taking)
    if (found.draft === null) {
      problems.add(line, found.problem.code, found.problem.what)
      continue
    }
    found.draft.captions.push({
      ...{ video, text, startMs, endMs, clipSpan, synthetic, mayBeWhole: false },
      raterCode: found.raterCode,
      source: { file, line },
      ...idsOf(inferences, { file, line, inferred: found.inferred }),
    })
  }
}

function idsOf(
  inferences: InferenceList,
  { file, line, inferred }: { file: string; line: number; inferred: readonly Inferred[] },
): { inferences?: readonly string[] } {
  return inferred.length === 0 ? {} : { inferences: inferences.add(file, line, inferred) }
}

/** Above the sessions, the name of the video tells the session when the row does not and the name is unique. */
function createCaptionResolver({ own, below, resolve }: Taking): (row: CaptionRow) => Resolution {
  const byVideo = new Map<string, Set<SessionDraft>>()
  for (const draft of own === null ? below : []) {
    for (const { fileName } of draft.videos) {
      const holders = byVideo.get(fileName.toLowerCase()) ?? new Set()
      byVideo.set(fileName.toLowerCase(), holders.add(draft))
    }
  }
  return ({ participant, visit, video }) => {
    if (participant === null || visit === null) {
      const holders = [...(byVideo.get(video.toLowerCase()) ?? [])].filter(
        (draft) =>
          (participant === null || draft.patientCode === participant) &&
          (visit === null || isVisitOf(draft, visit)),
      )
      const [only] = holders
      if (only !== undefined && holders.length === 1) return { draft: only, inferred: [], problem: null }
    }
    return resolve(participant, visit)
  }
}

interface PlacedScore {
  readonly row: ScoreRow
  readonly draft: SessionDraft
  readonly score: ScoreDraft
}

export function takeScores(rows: readonly ScoreRow[], taking: Taking): void {
  const { file, own, resolve, inferences, problems } = taking
  const affixes = new Set(rows.flatMap(({ affix }) => (affix === null ? [] : [visitKey(affix)])))
  const reported = new Set<string>()
  const placed: PlacedScore[] = []
  const dayOf = createDayReader(rows, problems)
  for (const row of rows) {
    const visit = visitOf(row, { isOnly: affixes.size === 1, own })
    const found = withRater(resolve(row.participant, visit), row.rater, taking)
    const { scaleId, itemId, column, value, missingReason, synthetic, line } = row
    if (found.draft === null) {
      // A row has one such fault, however many items it rates.
      const key = `${String(line)} ${found.problem.what}`
      if (!reported.has(key)) problems.add(line, found.problem.code, found.problem.what)
      reported.add(key)
      continue
    }
    const { draft, raterCode, inferred } = found
    const score = {
      raterCode,
      scaleId,
      itemId,
      column,
      value,
      missingReason,
      synthetic,
      ...dayOf(row),
      source: { file, line },
    }
    placed.push({ row, draft, score: { ...score, ...idsOf(inferences, { file, line, inferred }) } })
  }
  const unclear = contradictingRepeats(placed, problems)
  for (const one of placed) if (!unclear.has(one)) one.draft.scores.push(one.score)
}

/** A day that may be two, or none, is told once for its row; the scores are taken without it. */
function createDayReader(rows: readonly ScoreRow[], problems: ProblemList) {
  const order = orderOf(new Set(rows.map(({ ratedOn }) => ratedOn ?? '')))
  const reported = new Set<number>()
  return ({ line, ratedOn }: ScoreRow): { ratedOn?: string } => {
    if (ratedOn === null) return {}
    const days = datesMeant(ratedOn, order).filter((day) => !day.startsWith('--'))
    const [only] = days
    if (only !== undefined && days.length === 1) return { ratedOn: only }
    if (!reported.has(line)) {
      const what = `${quoted(ratedOn)} is not clearly a day: write the day of the rating as 2024-05-03. The scores are taken without it.`
      problems.add(line, 'bad-date', what)
    }
    reported.add(line)
    return {}
  }
}

/**
 * Several affixes in one table tell visits apart. A single one says what a column `visit` or the folder says
 * as well, in the words of the column's author, so that those come first.
 */
function visitOf(
  row: { visit: string | null; affix: string | null },
  table: { isOnly: boolean; own: SessionDraft | null },
): string | null {
  if (row.affix === null) return row.visit
  if (!table.isOnly) return row.affix
  return row.visit ?? (table.own === null ? row.affix : null)
}

/**
 * Repeats of a REDCap instrument that give one item of one visit and rater different scores: they are two ratings,
 * and nothing says which is meant. None of them is taken, and that is told once for the visit.
 */
function contradictingRepeats(
  placed: readonly PlacedScore[],
  problems: ProblemList,
): ReadonlySet<PlacedScore> {
  const byItem = new Map<SessionDraft, Map<string, PlacedScore[]>>()
  for (const one of placed) {
    if (one.row.repeat === null) continue
    const items = byItem.get(one.draft) ?? new Map<string, PlacedScore[]>()
    byItem.set(one.draft, items)
    const key = JSON.stringify([one.score.raterCode, one.score.scaleId, one.score.itemId])
    const others = items.get(key)
    if (others === undefined) items.set(key, [one])
    else others.push(one)
  }
  const unclear = new Set<PlacedScore>()
  for (const [draft, items] of byItem) {
    // When one item contradicts another, the instances as wholes do: half of one would be a rating nobody gave.
    const repeats = [...items.values()]
    if (!repeats.some((ones) => new Set(ones.map(valueOf)).size > 1)) continue
    const all = repeats.flat()
    for (const one of all) unclear.add(one)
    const names = [...new Set(all.map(({ row }) => row.repeat ?? ''))].map((name) => `“${name}”`)
    const what = `Patient ${draft.patientCode}, visit “${draft.visitLabel}”: REDCap’s repeating instances ${names.join(', ')} give different scores, and no column says which rater or visit each is. Add a column “rater”, or keep one instance.`
    problems.addMany({ line: all[0]?.row.line ?? null, count: all.length }, 'repeats', what)
  }
  return unclear
}

function valueOf({ score }: PlacedScore): string {
  return score.value === null ? (score.missingReason ?? '') : String(score.value)
}
