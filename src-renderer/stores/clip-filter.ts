import type { ClipRow } from '#shared/domain/clip.ts'
import type { ClipGrade } from '#shared/domain/people.ts'
import type { Session } from '#shared/domain/session.ts'
import { lengthOf } from '#shared/time/interval.ts'

export const clipMarks = [
  'not-captioned',
  'not-rated',
  'not-predicted',
  'problem',
  'little-face',
  'hard-to-see',
  'excluded',
] as const
/** A thing still to be done or looked at; several narrow the list further. */
export type ClipMark = (typeof clipMarks)[number]

export const clipSorts = ['session', 'duration', 'face', 'class', 'probability'] as const
export type ClipSort = (typeof clipSorts)[number]

export interface ClipFilter {
  search: string
  patientCode: string | null
  sessionId: number | null
  marks: readonly ClipMark[]
  sort: ClipSort
  descending: boolean
}

export const noFilter: ClipFilter = {
  search: '',
  patientCode: null,
  sessionId: null,
  marks: [],
  sort: 'session',
  descending: false,
}

/** Below this share of frames with a face a clip deserves a look; a grade says it better where there is one. */
export const littleFaceShare = 0.5

const markTests: Readonly<Record<ClipMark, (clip: ClipRow) => boolean>> = {
  'not-captioned': (clip) => !clip.captioned && !clip.excluded,
  'not-rated': (clip) => !clip.rated,
  'not-predicted': (clip) => !clip.predicted && !clip.excluded,
  problem: (clip) => clip.problem !== null,
  'little-face': (clip) => clip.grade === null && clip.faceShare !== null && clip.faceShare < littleFaceShare,
  'hard-to-see': (clip) => clip.grade === 'poor' || clip.grade === 'unusable',
  excluded: (clip) => clip.excluded,
}

export function hasMark(clip: ClipRow, mark: ClipMark): boolean {
  return markTests[mark](clip)
}

/** What a search looks at, lower case. Made once per clip, not once per key press. */
export function searchTextOf(clip: ClipRow): string {
  const words = [
    clip.patientCode,
    clip.visitLabel,
    clip.visitDate,
    clip.fileName,
    clip.topClass,
    clip.problem,
  ]
  return words
    .filter((word) => word !== null)
    .join(' ')
    .toLowerCase()
}

/**
 * Place of each session in the library: by patient code (P2 before P10), date, label. Sessions are few, so
 * that the slow comparison of texts is done here and 50,000 clips are sorted by numbers alone.
 */
export function rankSessions(sessions: readonly Session[]): ReadonlyMap<number, number> {
  const collator = new Intl.Collator('en', { numeric: true })
  const sorted = [...sessions].sort(
    (a, b) =>
      collator.compare(a.patientCode, b.patientCode) ||
      collator.compare(a.visitDate ?? '', b.visitDate ?? '') ||
      collator.compare(a.visitLabel, b.visitLabel) ||
      a.id - b.id,
  )
  return new Map(sorted.map((session, rank) => [session.id, rank]))
}

/** Grades on the scale of shares, so that clips with a grade and with a share only sort together. */
const gradeShares: Readonly<Record<ClipGrade, number>> = { unusable: 0, poor: 0.33, fair: 0.67, good: 1 }

const sortKeys: Readonly<Record<Exclude<ClipSort, 'session' | 'class'>, (clip: ClipRow) => number>> = {
  duration: (clip) => lengthOf(clip),
  face: (clip) => (clip.grade === null ? (clip.faceShare ?? -1) : gradeShares[clip.grade]),
  probability: (clip) => clip.topProbability ?? -1,
}

/** Sorts all clips in place of the session order; clips without the value come last when descending. */
export function sortClips(
  clips: readonly ClipRow[],
  ranks: ReadonlyMap<number, number>,
  order: Pick<ClipFilter, 'sort' | 'descending'>,
): readonly ClipRow[] {
  const rank = (clip: ClipRow): number => ranks.get(clip.sessionId) ?? Number.MAX_SAFE_INTEGER
  const bySession = (a: ClipRow, b: ClipRow): number =>
    rank(a) - rank(b) || a.ordinal - b.ordinal || a.id - b.id
  const turn = order.descending ? -1 : 1
  const { sort } = order
  if (sort === 'session') return [...clips].sort((a, b) => turn * bySession(a, b))
  if (sort === 'class') {
    const text = (clip: ClipRow): string => clip.topClass ?? '\uffff'
    return [...clips].sort((a, b) => {
      const [left, right] = [text(a), text(b)]
      return turn * (left < right ? -1 : left > right ? 1 : 0) || bySession(a, b)
    })
  }
  const key = sortKeys[sort]
  return [...clips].sort((a, b) => turn * (key(a) - key(b)) || bySession(a, b))
}

/** Keeps the order of `clips`. Every word of the search must occur. */
export function filterClips(
  clips: readonly ClipRow[],
  textOf: (clip: ClipRow) => string,
  filter: ClipFilter,
): readonly ClipRow[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  const tests = filter.marks.map((mark) => markTests[mark])
  return clips.filter(
    (clip) =>
      (filter.sessionId === null || clip.sessionId === filter.sessionId) &&
      (filter.patientCode === null || clip.patientCode === filter.patientCode) &&
      tests.every((test) => test(clip)) &&
      (words.length === 0 || words.every((word) => textOf(clip).includes(word))),
  )
}

export type ClipListRow =
  | { kind: 'session'; sessionId: number; first: ClipRow; count: number }
  | { kind: 'clip'; clip: ClipRow; /** Place among the clips alone. */ index: number }

/** Puts a heading above each run of clips of one session. */
export function groupRows(clips: readonly ClipRow[]): readonly ClipListRow[] {
  const rows: ClipListRow[] = []
  let heading: Extract<ClipListRow, { kind: 'session' }> | null = null
  clips.forEach((clip, index) => {
    if (heading === null || heading.sessionId !== clip.sessionId) {
      heading = { kind: 'session', sessionId: clip.sessionId, first: clip, count: 0 }
      rows.push(heading)
    }
    heading.count += 1
    rows.push({ kind: 'clip', clip, index })
  })
  return rows
}
