import { describe, expect, it } from 'vitest'
import { createAnnotationService } from '#core/areas/annotation/annotation-service.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import { inTransaction } from '#core/db/sql.ts'
import type { AnnotationValue, NewAnnotation, NewTier } from '#shared/domain/annotation.ts'
import { isAppError } from '#shared/errors.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { addRater, addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'
import { thorough } from '../../../../../helpers/thorough.ts'

const smile: NewTier = {
  name: 'Smile',
  span: 'interval',
  values: { kind: 'code', codes: ['AU6', 'AU12'].map((code) => ({ code, meaning: '' })) },
}
const blink: NewTier = { name: 'Blink', span: 'point', values: { kind: 'number', min: 0, max: 1 } }
const mood: NewTier = { name: 'Mood', span: 'clip', values: { kind: 'text' } }
const remark: NewTier = { name: 'Remark', span: 'clip-or-interval', values: { kind: 'text' } }

const code = (said: string): AnnotationValue => ({ kind: 'code', code: said })
const text = (said: string): AnnotationValue => ({ kind: 'text', text: said })
const number = (said: number): AnnotationValue => ({ kind: 'number', number: said })

function aStudy() {
  let ms = Date.UTC(2024, 4, 3)
  const db = openMemoryStudy()
  const context = aContext({ db, nowUtc: () => new Date((ms += 1000)).toISOString() })
  const { clipIds } = addSession(db, { patient: 'P001', clips: 3 })
  const [clipId = 0] = clipIds
  const [ab, cd] = [addRater(db, 'AB'), addRater(db, 'CD')]
  const { service: serve } = createStudyJournal(context.repositories, {
    ...{ computer: '', place: '', nowUtc: context.nowUtc },
    inTransaction: (work) => inTransaction(db, work),
  })
  const service = createAnnotationService(context)
  const tierUids = new Map(
    [smile, blink, mood, remark].map((tier) => [tier.name, service.createTier(tier, 'AB').uid]),
  )
  const uidOf = (tier: NewTier): string => tierUids.get(tier.name) ?? ''
  const smiles: NewAnnotation = {
    ...{ tierUid: uidOf(smile), of: { clipId }, raterId: ab },
    ...{ startMs: 100, endMs: 600, value: code('AU12') },
  }
  const videoId = context.repositories.clips.get(clipId)?.videoId ?? 0
  return {
    ...context,
    service,
    journal: serve(),
    clipId,
    clipIds,
    videoId,
    ab,
    cd,
    uidOf,
    smiles,
  }
}

describe('tiers', () => {
  it('are listed after that of captions, as they were made', () => {
    const { service } = aStudy()
    expect(service.tiers()).toMatchObject([
      { uid: 'caption', name: 'Caption', span: 'clip-or-interval', values: { kind: 'text' }, builtIn: true },
      ...[smile, blink, mood, remark].map((tier) => ({ ...tier, builtIn: false })),
    ])
  })

  it('are renamed, deleted with what is said in them, and come back with it', () => {
    const { service, journal, uidOf, smiles, clipId } = aStudy()
    const { uid } = service.put(smiles)
    expect(service.renameTier(uidOf(smile), ' Smiles ', 'CD').name).toBe('Smiles')
    service.deleteTier(uidOf(smile), 'CD')
    expect(service.tiers().map(({ name }) => name)).not.toContain('Smiles')
    expect(service.list({ of: { clipId } })).toEqual([])
    expect(() => service.put(smiles)).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(journal.undo('CD')).toMatchObject({ label: 'tier “Smiles”', areas: ['annotations'] })
    expect(service.list({ of: { clipId } }).map((each) => each.uid)).toEqual([uid])
    journal.undo('CD')
    expect(service.tiers().map(({ name }) => name)).toContain('Smile')
    journal.redo('CD')
    journal.redo('CD')
    expect(service.tiers().map(({ name }) => name)).toEqual(['Caption', 'Blink', 'Mood', 'Remark'])
    expect(journal.verify().problems).toEqual([])
  })

  it('do not come back under a name that another one has by then', () => {
    const { service, journal, uidOf } = aStudy()
    service.deleteTier(uidOf(smile), 'CD')
    service.createTier({ ...mood, name: 'smile' }, 'AB')
    expect(() => journal.undo('CD')).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(journal.verify().problems).toEqual([])
  })

  it.each([
    ['two of one name', { ...smile, name: 'SMILE' }, 'conflict'],
    ['the name of captions', { ...mood, name: 'Caption' }, 'conflict'],
    ['no name', { ...mood, name: ' ' }, 'bad-request'],
    ['no codes', { ...smile, name: 'x', values: { kind: 'code', codes: [] } }, 'bad-request'],
    [
      'one code twice',
      {
        ...smile,
        name: 'x',
        values: { kind: 'code', codes: ['a', 'A'].map((each) => ({ code: each, meaning: '' })) },
      },
      'bad-request',
    ],
    [
      'a range without an inside',
      { ...blink, name: 'x', values: { kind: 'number', min: 1, max: 1 } },
      'bad-request',
    ],
  ] as const)('are not made with %s', (_, tier, errorCode) => {
    const { service } = aStudy()
    expect(() => service.createTier(tier as unknown as NewTier, 'AB')).toThrow(
      expect.objectContaining({ code: errorCode }),
    )
    expect(service.tiers()).toHaveLength(5)
  })

  it('of captions is neither renamed nor deleted, and takes captions by their own service only', () => {
    const { service, clipId, ab } = aStudy()
    const refused = expect.objectContaining({ code: 'conflict' }) as unknown as Error
    expect(() => service.renameTier('caption', 'Text', 'AB')).toThrow(refused)
    expect(() => {
      service.deleteTier('caption', 'AB')
    }).toThrow(refused)
    const caption = {
      tierUid: 'caption',
      of: { clipId },
      raterId: ab,
      startMs: null,
      endMs: null,
      value: text('x'),
    }
    expect(() => service.put(caption)).toThrow(refused)
  })

  it('that are damaged in the file are left out and told of', () => {
    const { service, db, repositories, uidOf } = aStudy()
    db.prepare("UPDATE tiers SET codes_json = '[' WHERE uid = ?").run(uidOf(smile))
    expect(service.tiers().map(({ name }) => name)).toEqual(['Caption', 'Blink', 'Mood', 'Remark'])
    expect(repositories.tiers.damages()).toEqual([expect.stringContaining('“Smile” is damaged')])
  })
})

describe('annotations', () => {
  it('of clips and of videos keep their span, their value, who made them and what could be known', () => {
    const { service, smiles, videoId, uidOf, cd } = aStudy()
    const put = service.put(smiles, { estimates: false, others: true })
    expect(put).toEqual({
      ...{
        uid: put.uid,
        tierUid: uidOf(smile),
        of: smiles.of,
        startMs: 100,
        endMs: 600,
        value: code('AU12'),
      },
      ...{
        raterId: smiles.raterId,
        raterCode: 'AB',
        origin: 'typed',
        runId: null,
        synthetic: false,
        revision: 1,
      },
      ...{
        createdUtc: put.createdUtc,
        updatedUtc: put.createdUtc,
        sight: { estimates: false, others: true },
      },
    })
    const of = { videoId }
    const blinks = service.put({
      tierUid: uidOf(blink),
      of,
      raterId: cd,
      startMs: 40,
      endMs: null,
      value: number(0),
    })
    expect(service.list({ of })).toEqual([blinks])
    expect([blinks.raterCode, blinks.sight, blinks.endMs]).toEqual(['CD', null, null])
  })

  it('are listed by clip, rater and tier, whole clips first, then in order of time', () => {
    const { service, smiles, uidOf, clipId, ab, cd } = aStudy()
    const of = { clipId }
    const said = (raterId: number, startMs: number | null, endMs: number | null, words: string) =>
      service.put({ tierUid: uidOf(remark), of, raterId, startMs, endMs, value: text(words) })
    service.put({ ...smiles, startMs: 300 })
    said(ab, 500, 700, 'last')
    said(cd, 100, 200, 'first')
    said(cd, null, null, 'whole')
    const words = (raterId?: number, tierUid?: string) =>
      service
        .list({
          of,
          ...(raterId === undefined ? {} : { raterId }),
          ...(tierUid === undefined ? {} : { tierUid }),
        })
        .map(({ value }) => (value.kind === 'text' ? value.text : 'smile'))
    expect(words()).toEqual(['whole', 'first', 'smile', 'last'])
    expect(words(cd)).toEqual(['whole', 'first'])
    expect(words(undefined, uidOf(remark))).toEqual(['whole', 'first', 'last'])
    expect(words(ab, uidOf(smile))).toEqual(['smile'])
  })

  it('are changed and deleted as steps in the list of whoever does it', () => {
    const { service, journal, smiles } = aStudy()
    const { uid, createdUtc } = service.put(smiles)
    const changed = service.change({ uid, startMs: 200, endMs: 700, value: code('AU6') }, undefined, 'CD')
    expect(changed).toMatchObject({
      uid,
      startMs: 200,
      endMs: 700,
      value: code('AU6'),
      revision: 2,
      createdUtc,
    })
    expect(journal.undoable('CD').undo?.label).toBe('annotation in “Smile” of P001 baseline clip 1 by AB')
    expect(service.change({ uid, startMs: 200, endMs: 700, value: code('AU6') }).revision).toBe(2)
    journal.undo('CD')
    expect(service.get(uid)).toMatchObject({ startMs: 100, value: code('AU12') })
    service.delete(uid)
    expect(service.get(uid)).toBeNull()
    journal.undo('AB')
    expect(service.get(uid)).toMatchObject({ startMs: 100, value: code('AU12'), raterCode: 'AB' })
    journal.undo('AB')
    expect(service.get(uid)).toBeNull()
    expect(journal.verify().problems).toEqual([])
  })

  it('may say two codes of one time, and none of them twice', () => {
    const { service, journal, smiles, clipId } = aStudy()
    const first = service.put(smiles)
    service.put({ ...smiles, value: code('AU6') })
    expect(() => service.put(smiles)).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(service.list({ of: { clipId } })).toHaveLength(2)
    service.delete(first.uid)
    service.put(smiles, undefined, 'CD')
    expect(() => journal.undo('AB')).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(journal.verify().problems).toEqual([])
  })

  it('are told to whoever shows them, and the same again to nobody', () => {
    const { service, smiles, announced } = aStudy()
    announced.length = 0
    const { uid } = service.put(smiles)
    service.change({ uid, ...smiles })
    expect(announced).toEqual([['annotations']])
  })

  it('that a run proposed are listed with it, and are no steps of anybody', () => {
    const { service, db, uidOf, clipId, journal } = aStudy()
    db.exec(`
      INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}');
      INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
        VALUES (1, 'predict', 1, '{}', '', '', 'done');
      INSERT INTO annotations (uid, tier_id, span_kind, value_kind, clip_id, start_ms, end_ms, code, origin, run_id,
        revision, created_utc, updated_utc)
        SELECT 'p1', id, span_kind, value_kind, ${clipId}, 0, 100, 'AU12', 'proposed', 1, 1, '', ''
        FROM tiers WHERE uid = '${uidOf(smile)}'`)
    expect(service.list({ of: { clipId } })).toMatchObject([
      { uid: 'p1', raterId: null, raterCode: null, origin: 'proposed', runId: 1 },
    ])
    expect(() => {
      service.delete('p1')
    }).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(journal.verify().problems).toEqual([])
  })

  it.each([
    ['a clip that is not there', { of: { clipId: 999 } }, 'not-found'],
    ['a video that is not there', { of: { videoId: 999 } }, 'not-found'],
    ['a rater who is not there', { raterId: 999 }, 'not-found'],
    ['a tier that is not there', { tierUid: 'x' }, 'not-found'],
    ['a text in a tier of codes', { value: text('x') }, 'out-of-range'],
    ['a code that its tier does not have', { value: code('AU4') }, 'out-of-range'],
    ['half an interval', { endMs: null }, 'out-of-range'],
    ['an end alone', { startMs: null }, 'out-of-range'],
    ['no time in a tier of intervals', { startMs: null, endMs: null }, 'out-of-range'],
    ['an interval that runs backwards', { startMs: 601 }, 'out-of-range'],
    ['an interval beyond its clip', { endMs: 2101 }, 'out-of-range'],
    ['a time before its clip', { startMs: -1 }, 'bad-request'],
    ['a number that is none', { value: number(NaN) }, 'bad-request'],
    ['an endless number', { value: number(Infinity) }, 'bad-request'],
    ['20,001 characters', { value: text('x'.repeat(20_001)) }, 'bad-request'],
  ])('are not made with %s', (_, change, errorCode) => {
    const { service, smiles, clipId } = aStudy()
    expect(() => service.put({ ...smiles, ...change })).toThrow(expect.objectContaining({ code: errorCode }))
    expect(service.list({ of: { clipId } })).toEqual([])
  })

  it.each([
    ['a point with an end', blink, 100, 200, number(1)],
    ['a point beyond its clip', blink, 2100, null, number(1)],
    ['a number above the range of its tier', blink, 100, null, number(1.01)],
    ['a number below the range of its tier', blink, 100, null, number(-0.01)],
    ['a time in a tier of whole clips', mood, 100, 200, text('calm')],
  ] as const)('are not made with %s', (_, tier, startMs, endMs, value) => {
    const { service, smiles, uidOf } = aStudy()
    const said = { ...smiles, tierUid: uidOf(tier), startMs, endMs, value }
    expect(() => service.put(said)).toThrow(expect.objectContaining({ code: 'out-of-range' }))
  })

  it('of a whole clip have no video', () => {
    const { service, smiles, uidOf, videoId } = aStudy()
    const said = {
      ...smiles,
      tierUid: uidOf(remark),
      of: { videoId },
      startMs: null,
      endMs: null,
      value: text('x'),
    }
    expect(() => service.put(said)).toThrow(expect.objectContaining({ code: 'out-of-range' }))
  })

  it('go with the clip that is removed for good, and not with another one', () => {
    const { service, db, clipIds, smiles } = aStudy()
    const [first = 0, second = 0] = clipIds
    service.put({ ...smiles, of: { clipId: first } })
    const other = service.put({ ...smiles, of: { clipId: second } })
    db.exec(`DELETE FROM annotations WHERE clip_id = ${first}`)
    expect(service.list({ of: { clipId: second } })).toEqual([other])
  })
})

/** Numbers from 0 on below `below`, always the same ones for a seed. */
function drawing(seed: number) {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('the journal', () => {
  it('says what the tables hold after 1,500 random changes, undos and redos', () => {
    const { service, journal, clipIds, videoId, ab, cd, db } = aStudy()
    const draw = drawing(5)
    const pick = <Item>(items: readonly Item[]): Item => items[draw(items.length)] as Item
    const uids: string[] = []
    const refusals = new Set<string>()
    const values = [code('AU6'), code('AU12'), text('one'), text('two'), number(0), number(0.5)]
    for (let action = 0; action < thorough(1500, 10_000); action += 1) {
      const [raterId, by] = pick([
        [ab, 'AB'],
        [cd, 'CD'],
      ] as const)
      const startMs = pick([null, 0, 100, 200])
      const span = { startMs, endMs: startMs === null ? null : pick([null, startMs + 100, startMs + 300]) }
      const tier = pick(service.tiers())
      try {
        const kind = draw(16)
        if (kind < 7) {
          const of = pick([...clipIds.map((clipId) => ({ clipId })), { videoId }])
          uids.push(service.put({ tierUid: tier.uid, of, raterId, ...span, value: pick(values) }).uid)
        } else if (kind === 7)
          service.change({ uid: pick(uids), ...span, value: pick(values) }, undefined, by)
        else if (kind === 8 && draw(3) === 0) service.delete(pick(uids), by)
        else if (kind === 9) service.renameTier(tier.uid, `tier ${draw(6)}`, by)
        else if (kind === 10 && draw(20) === 0) service.deleteTier(tier.uid, by)
        else if (kind === 11 && draw(4) === 0) {
          service.createTier({ ...pick([smile, blink, mood, remark]), name: `tier ${draw(6)}` }, by)
        } else if (kind === 12) journal.undo(by)
        else journal.redo(by)
      } catch (error) {
        if (!isAppError(error)) throw error
        refusals.add(error.code)
      }
      if (action % 250 === 0) expect(journal.verify().problems).toEqual([])
    }
    const report = journal.verify()
    expect(report.problems).toEqual([])
    expect(report.entries).toBeGreaterThan(300)
    expect([...refusals].sort()).toEqual(expect.arrayContaining(['conflict', 'not-found', 'out-of-range']))
    expect(db.prepare('SELECT count(*) FROM annotations').pluck().get()).toBeGreaterThan(10)
    db.exec(
      'UPDATE annotations SET start_ms = 1, end_ms = 2 WHERE id = (SELECT min(id) FROM annotations WHERE end_ms > 0)',
    )
    expect(journal.verify().problems).toHaveLength(1)
  })
})
