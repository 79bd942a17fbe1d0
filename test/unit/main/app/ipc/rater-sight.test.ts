import { beforeEach, expect, it } from 'vitest'
import type { Study } from '#core/study-services.ts'
import type { Annotation } from '#shared/domain/annotation.ts'
import type { ClipRow } from '#shared/domain/clip.ts'
import type { SeverityEstimate, SeverityPoint, SeverityReport } from '#shared/domain/severity.ts'
import { createRaterSight } from '../../../../../src-main/app/ipc/rater-sight.ts'
import type { RaterSight } from '../../../../../src-main/app/ipc/rater-sight.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'

let blindRating: boolean
let shown: string[]
let sight: RaterSight

const [someClip] = makeFakeStudy().clips
const clip = (sessionId: number, topClass: string | null): ClipRow => {
  if (someClip === undefined) throw new Error('The fake study has no clip.')
  return { ...someClip, sessionId, topClass, topProbability: topClass === null ? null : 0.9 }
}

beforeEach(() => {
  blindRating = true
  shown = []
  const study = {
    raters: { whoIs: (code: string) => (code === 'AB' ? { id: 1, code } : null) },
    blinding: {
      noteShown: (raterId: number, kind: string, sessions: readonly number[]) => {
        for (const id of new Set(sessions)) shown.push(`${String(raterId)} ${kind} ${String(id)}`)
      },
    },
  } as unknown as Study
  sight = createRaterSight({
    session: { required: () => ({ study }) },
    settings: { read: () => ({ raterCode: 'AB', blindRating }) },
  } as unknown as Parameters<typeof createRaterSight>[0])
})

it('hands out rows without their estimates, and puts nothing on record', () => {
  const rows = sight.clips([clip(1, 'happy'), clip(2, null)])
  expect(rows.map(({ topClass, topProbability }) => [topClass, topProbability])).toEqual([
    [null, null],
    [null, null],
  ])
  expect(shown).toEqual([])
})

it('hands out the estimates of the visits that were asked for, which is on record', () => {
  sight.reveal('estimates', 2)
  const rows = sight.clips([clip(1, 'happy'), clip(2, 'sad'), clip(2, 'happy')])
  expect(rows.map(({ topClass }) => topClass)).toEqual([null, 'sad', 'happy'])
  expect(shown).toEqual(['1 estimates 2'])
})

it('puts on record what who does not work blind is shown, and no visit without an estimate', () => {
  blindRating = false
  sight.clips([clip(1, 'happy'), clip(2, null)])
  expect(shown).toEqual(['1 estimates 1'])
})

it('hands out a report’s estimates of a visit, and its ratings only where both are shown', () => {
  const [estimates, points] = [1, 2].reduce<[SeverityEstimate[], SeverityPoint[]]>(
    ([some, more], sessionId) => [
      [...some, { sessionId } as SeverityEstimate],
      [...more, { sessionId } as SeverityPoint],
    ],
    [[], []],
  )
  const report = { estimates, points } as unknown as SeverityReport
  expect(sight.report(report)).toMatchObject({ estimates: [], points: [] })
  sight.reveal('estimates', 1)
  expect(sight.report(report)).toMatchObject({ estimates: [{ sessionId: 1 }], points: [] })
  sight.reveal('others', null)
  expect(sight.report(report)).toMatchObject({ estimates: [{ sessionId: 1 }], points: [{ sessionId: 1 }] })
})

it('shows all visits together only when all were asked for', () => {
  sight.reveal('others', 1)
  expect([sight.shows('others', 1), sight.showsAll('others')]).toEqual([true, false])
  sight.reveal('others', null)
  expect(sight.showsAll('others')).toBe(true)
  sight.hide('others', null)
  expect([sight.shows('others', 1), sight.showsAll('others')]).toEqual([false, false])
})

it('tells of changes that others made what was changed, and the values only where the visit is shown', () => {
  const of = (rater: string, sessionId: number | null) => ({
    ...{ what: 'score', before: '2', after: '6', author: { rater, sessionId } },
  })
  const changes = [of('AB', 1), of('CD', 1), of('CD', 2), of('CD', null), { ...of('', 1), author: null }]
  const seen = () => sight.changes(changes).map(({ before, after, isHidden }) => [before, after, isHidden])
  const open = ['2', '6', false]
  const hidden = [null, null, true]
  expect(seen()).toEqual([open, hidden, hidden, hidden, open])
  expect(shown).toEqual([])
  sight.reveal('others', 2)
  expect(seen()).toEqual([open, hidden, open, hidden, open])
  expect(shown).toEqual(['1 others 2'])
  // Of a visit that is gone nobody knows which it was: it is shown to who sees all of them.
  blindRating = false
  expect(seen()).toEqual([open, open, open, open, open])
})

it('hands out of every tier what the rater said, others’ and a run’s only where they are shown', () => {
  const said = (uid: string, raterId: number | null): Annotation =>
    ({ uid, raterId, runId: raterId === null ? 4 : null }) as Annotation
  const all = [said('other', 2), said('own', 1), said('run', null)]
  const uids = (): string[] => sight.annotations(all, 7).map(({ uid }) => uid)
  expect([uids(), shown]).toEqual([['own'], []])
  sight.reveal('others', 7)
  expect([uids(), shown]).toEqual([['other', 'own'], ['1 others 7']])
  sight.reveal('estimates', 7)
  expect(uids()).toEqual(['other', 'own', 'run'])
  expect(shown).toContain('1 estimates 7')
  sight.hide('others', 7)
  expect(uids()).toEqual(['own', 'run'])
})
