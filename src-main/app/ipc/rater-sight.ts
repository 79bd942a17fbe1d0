import type { Study } from '#core/study-services.ts'
import type { TellableChange } from '#core/journal/told.ts'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { Caption } from '#shared/domain/caption.ts'
import type { ClipRow } from '#shared/domain/clip.ts'
import type { ToldChange } from '#shared/domain/journal.ts'
import type { Rater } from '#shared/domain/rater.ts'
import type { Score } from '#shared/domain/score.ts'
import { hiddenKinds, isShown } from '#shared/domain/sight.ts'
import type { BlindState, HiddenKind, Revealed, Sight } from '#shared/domain/sight.ts'
import type { SeverityReport } from '#shared/domain/severity.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import type { SettingsStore } from '../settings-store.ts'
import type { StudySession } from '../study-session.ts'

interface SightParts {
  readonly session: StudySession
  readonly settings: SettingsStore
}

/** Where something shows that blind work hides. */
export const hiddenAreas: readonly StudyArea[] = [
  ...(['library', 'captions', 'annotations', 'scores', 'covariates'] as const),
  ...(['predictions', 'severity'] as const),
]

interface OfStudy {
  /** By code of the rater; '' is nobody named. */
  readonly revealed: Map<string, Record<HiddenKind, Set<number> | 'all'>>
  /** Shown before anybody said who they are: it counts for the first who does. */
  readonly unnamed: Record<HiddenKind, Set<number>>
}

/** Who works in the window; null while nobody said so, or somebody who is not in the study. */
export function raterOf(study: Study, settings: Pick<SettingsStore, 'read'>): Rater | null {
  const { raterCode } = settings.read()
  return raterCode === null ? null : study.raters.whoIs(raterCode)
}

/**
 * The one gate between the study and the window: while a rater works blind, main does not hand out what others made or
 * models estimate, so that no screen can show it, and what it does hand out goes on record for the rater.
 */
export function createRaterSight({ session, settings }: SightParts) {
  const studies = new WeakMap<Study, OfStudy>()

  const ofStudy = (): OfStudy => {
    const { study } = session.required()
    const known = studies.get(study)
    if (known !== undefined) return known
    const made: OfStudy = {
      revealed: new Map(),
      unnamed: { estimates: new Set(), others: new Set() },
    }
    studies.set(study, made)
    return made
  }

  const rater = (): Rater | null => raterOf(session.required().study, settings)

  const revealedBy = (code: string): Record<HiddenKind, Set<number> | 'all'> => {
    const { revealed } = ofStudy()
    const known = revealed.get(code) ?? { estimates: new Set<number>(), others: new Set<number>() }
    revealed.set(code, known)
    return known
  }

  const state = (): BlindState => {
    const revealed = revealedBy(rater()?.code ?? '')
    const listed = (kind: HiddenKind): Revealed => {
      const sessions = revealed[kind]
      return sessions === 'all' ? 'all' : [...sessions]
    }
    return {
      blind: settings.read().blindRating,
      revealed: { estimates: listed('estimates'), others: listed('others') },
    }
  }

  const nameUnnamed = (raterId: number): void => {
    const { unnamed } = ofStudy()
    for (const kind of hiddenKinds) {
      session.required().study.blinding.noteShown(raterId, kind, [...unnamed[kind]])
      unnamed[kind].clear()
    }
  }

  const note = (kind: HiddenKind, sessionIds: readonly number[]): void => {
    const current = rater()
    if (current === null) {
      for (const id of sessionIds) ofStudy().unnamed[kind].add(id)
      return
    }
    nameUnnamed(current.id)
    session.required().study.blinding.noteShown(current.id, kind, sessionIds)
  }

  /** Returns what is shown of these, and puts on record that it was. */
  const only = <Item>(
    items: readonly Item[],
    kind: HiddenKind,
    sessionOf: (item: Item) => number | null,
  ): Item[] => {
    const now = state()
    // Of no visit: the rater's own, or nothing to hide.
    const shown = items.filter((item) => {
      const sessionId = sessionOf(item)
      return sessionId === null || isShown(now, kind, sessionId)
    })
    note(
      kind,
      shown.flatMap((item) => sessionOf(item) ?? []),
    )
    return shown
  }

  return {
    state,
    /** Code of who works in the window, as main knows it; null while nobody said so. */
    by: (): string | null => rater()?.code ?? null,
    reveal(kind: HiddenKind, sessionId: number | null): BlindState {
      const revealed = revealedBy(rater()?.code ?? '')
      const sessions = revealed[kind]
      if (sessionId === null) revealed[kind] = 'all'
      else if (sessions !== 'all') sessions.add(sessionId)
      return state()
    },
    hide(kind: HiddenKind, sessionId: number | null): BlindState {
      const revealed = revealedBy(rater()?.code ?? '')
      const sessions = revealed[kind]
      if (sessionId === null || sessions === 'all') revealed[kind] = new Set()
      else sessions.delete(sessionId)
      return state()
    },
    /** Whether something of the visit may be handed out; if so it is on record. */
    mayShow(kind: HiddenKind, sessionId: number): boolean {
      return only([sessionId], kind, (id) => id).length > 0
    },
    shows: (kind: HiddenKind, sessionId: number): boolean => isShown(state(), kind, sessionId),
    /** Whether what is computed over all visits may be handed out. Who does so puts on record what it is made of. */
    showsAll: (kind: HiddenKind): boolean => isShown(state(), kind, null),
    clips(rows: readonly ClipRow[]): ClipRow[] {
      const estimated = rows.filter(({ topClass }) => topClass !== null)
      const shown = new Set(only(estimated, 'estimates', ({ sessionId }) => sessionId))
      return rows.map((row) =>
        row.topClass === null || shown.has(row) ? row : { ...row, topClass: null, topProbability: null },
      )
    },
    captions(captions: readonly Caption[], sessionId: number): Caption[] {
      const own = rater()?.id
      return only(captions, 'others', ({ raterId }) => (raterId === own ? null : sessionId))
    },
    /** Of all tiers; what nobody said, but a run, is an estimate. */
    annotations(annotations: readonly Annotation[], sessionId: number): Annotation[] {
      const own = rater()?.id
      const isProposed = ({ raterId }: Annotation): boolean => raterId === null
      const proposed = only(annotations.filter(isProposed), 'estimates', () => sessionId)
      const said = only(
        annotations.filter((each) => !isProposed(each)),
        'others',
        ({ raterId }) => (raterId === own ? null : sessionId),
      )
      const shown = new Set([...proposed, ...said])
      return annotations.filter((each) => shown.has(each))
    },
    scores(scores: readonly Score[]): Score[] {
      const current = rater()
      // Who rates together has to see what each of them rated.
      const own = new Set([current?.code, ...(current?.consensusOf ?? [])])
      return only(scores, 'others', (score) => (own.has(score.raterCode) ? null : score.sessionId))
    },
    /** What is left out of a change is said to be hidden: neither its old nor its new value is handed out. */
    changes(changes: readonly TellableChange[]): ToldChange[] {
      const own = rater()?.code
      const isOthers = ({ author }: TellableChange): boolean => author !== null && author.rater !== own
      // Of a visit that is not in the study any more, only who sees everything knows that it is not blind.
      const mayBeSeen = ({ author }: TellableChange): boolean =>
        typeof author?.sessionId === 'number' || isShown(state(), 'others', null)
      const others = changes.filter(isOthers)
      const shown = new Set(
        only(others.filter(mayBeSeen), 'others', ({ author }) => author?.sessionId ?? null),
      )
      return changes.map((change) => {
        const { what, before, after } = change
        const isHidden = isOthers(change) && !shown.has(change)
        return { what, before: isHidden ? null : before, after: isHidden ? null : after, isHidden }
      })
    },
    report(report: SeverityReport): SeverityReport {
      const estimates = only(report.estimates, 'estimates', ({ sessionId }) => sessionId)
      const shown = new Set(estimates.map(({ sessionId }) => sessionId))
      const points = only(
        report.points.filter(({ sessionId }) => shown.has(sessionId)),
        'others',
        ({ sessionId }) => sessionId,
      )
      return { ...report, estimates, points }
    },
    /** What the rater could know of the visit, with all that was shown until now. */
    sightOf(raterId: number, sessionId: number): Sight {
      const current = rater()
      if (current !== null) nameUnnamed(current.id)
      const { blinding, raters } = session.required().study
      // What one of them had seen, all of them know who rate together.
      const known = raters.list()
      const members = known.find(({ id }) => id === raterId)?.consensusOf ?? []
      const ids = [raterId, ...known.flatMap(({ id, code }) => (members.includes(code) ? [id] : []))]
      const sights = ids.map((id) => blinding.sightOf(id, sessionId))
      return {
        estimates: sights.some(({ estimates }) => estimates),
        others: sights.some(({ others }) => others),
      }
    },
  }
}

export type RaterSight = ReturnType<typeof createRaterSight>
