import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createHeadService } from '#core/areas/severity/head-service.ts'
import { fitRuns } from '#core/areas/study/fit-runs.ts'
import { createRunRepository } from '#core/areas/study/run-repository.ts'
import { createSessionRepository } from '#core/areas/study/session-repository.ts'
import { canonicalJson } from '#core/journal/canonical-json.ts'
import { protocolPlanSchema } from '#shared/domain/protocol.ts'
import type { ProtocolPlan } from '#shared/domain/protocol.ts'
import { protocolAsJson, protocolAsText } from '#shared/domain/protocol-text.ts'
import { aRatedStudy, ratedPackId } from '../../../../../helpers/a-rated-study.ts'
import type { RatedStudy } from '../../../../../helpers/a-rated-study.ts'
import { fakePackStore } from '../../../../../helpers/fake-inference.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'
import { watchedControl } from '../../../../../helpers/memory-study.ts'

const plan = protocolPlanSchema.parse({
  ...{ title: 'Still faces', question: 'A still face goes with a higher rating.' },
  ...{ scaleId: 'tiny', itemIds: ['hands', 'face'], head: 'ridge', features: 'mean', packId: ratedPackId },
  ...{ permutations: 19, alpha: 0.05, minPatients: 9 },
})
const fitBoth = { scaleId: 'tiny', itemIds: ['face', 'hands'], packId: ratedPackId }

describe('a protocol', () => {
  test('is frozen whole, with a hash that anybody can work out, who and when', async () => {
    const { protocols } = await aRatedStudy(9)
    const protocol = protocols.freeze(plan, 'AB')
    const { content, sha256 } = protocol
    expect(content).toMatchObject({
      ...{ n: 1, frozenBy: 'AB', scale: { id: 'tiny', title: 'A scale for tests' }, fittedBefore: [] },
      items: [
        { id: 'face', name: 'Stillness of the face', min: 1, max: 7 },
        { id: 'hands', name: 'Stillness of the hands', min: 1, max: 7 },
      ],
      pack: { id: ratedPackId, version: '1.0.0', sha256: 'a'.repeat(64) },
      ...{ test: { of: 'q2', permutations: 19, alpha: 0.05 }, minPatients: 9, amends: null },
    })
    expect(content.frozenUtc).toMatch(/^2026-03-04T05:06:\d\d/)
    const file = JSON.parse(protocolAsJson(protocol)) as { sha256: string; content: unknown }
    expect(createHash('sha256').update(canonicalJson(file.content)).digest('hex')).toBe(sha256)
    expect(file.sha256).toBe(sha256)
    const text = protocolAsText(protocol)
    for (const said of [sha256, 'Still faces', 'Stillness of the hands', 'at most 0.05', 'by AB', '19 times'])
      expect(text).toContain(said)
    expect(protocols.list()).toEqual([protocol])
  })

  test('refuses what it names and is not there, and a test that cannot come out', async () => {
    const { protocols } = await aRatedStudy(1)
    const freeze = (changes: Partial<ProtocolPlan>) => () => protocols.freeze({ ...plan, ...changes })
    expect(freeze({ scaleId: 'none' })).toThrow('no scale “none”')
    expect(freeze({ itemIds: ['voice'] })).toThrow('Tiny has no item or total “voice”')
    expect(freeze({ packId: 'other' })).toThrow()
    expect(freeze({ features: 'prompts', promptSet: 'Sides' })).toThrow('no prompt set “Sides”')
    expect(freeze({ alpha: 0.01 })).toThrow('With 19 permutations p can be no smaller than 0.05')
    expect(freeze({ head: 'pls', permutations: 999 })).toThrow('at most 99 permutations')
    expect(freeze({ amends: { n: 3, reason: 'Why not' } })).toThrow('no such protocol')
    expect(protocols.list()).toEqual([])
  })

  test('is undone as long as nothing was fitted under it, and stays as it was afterwards', async () => {
    const { protocols, severity, context } = await aRatedStudy(9)
    const { journal } = context
    const first = protocols.freeze(plan, 'AB')
    journal.undo('AB')
    expect(protocols.list()).toEqual([])
    journal.redo('AB')
    expect(protocols.list()).toEqual([first])
    await severity.fit(fitBoth, watchedControl())
    expect(() => journal.undo('AB')).toThrow('Protocol 1 stays frozen: models were fitted under it.')
    expect(protocols.list()).toEqual([{ ...first, nFits: 1 }])
  })

  test('is amended by one that names it and says why; nothing else takes its place', async () => {
    const { protocols, context } = await aRatedStudy(9)
    const first = protocols.freeze(plan, 'AB')
    const faceOnly = { ...plan, itemIds: ['face'] }
    expect(() => protocols.freeze(faceOnly)).toThrow('Protocol 1 plans Stillness of the face already')
    const second = protocols.freeze({ ...faceOnly, amends: { n: 1, reason: 'Hands are not filmed.' } }, 'AB')
    expect(second.content).toMatchObject({
      n: 2,
      amends: { n: 1, sha256: first.sha256, reason: 'Hands are not filmed.' },
    })
    expect(protocols.list().map(({ amendedBy }) => amendedBy)).toEqual([2, null])
    expect(() => protocols.freeze({ ...plan, amends: { n: 1, reason: 'Again.' } })).toThrow(
      'Protocol 2 plans',
    )
    expect(() => protocols.plannedFit(first.sha256)).toThrow('Protocol 1 was amended by protocol 2.')
    context.journal.undo('AB')
    expect(protocols.list().map(({ content, amendedBy }) => [content.n, amendedBy])).toEqual([[1, null]])
  })

  test('that was changed in the file is left out and told', async () => {
    const { protocols, context, db } = await aRatedStudy(1)
    protocols.freeze(plan, 'AB')
    db.exec('DROP TRIGGER protocols_are_frozen')
    db.exec(`UPDATE protocols SET content_json = json_set(content_json, '$.test.alpha', 0.1)`)
    expect(protocols.list()).toEqual([])
    expect(context.repositories.protocols.damages()).toEqual([
      'The protocol 1 is not what was frozen: it is left out and stays stored.',
    ])
  })
})

describe('a fit', () => {
  test('just as planned is planned, with the planned permutations, adjusted over the planned items', async () => {
    const { protocols, severity } = await aRatedStudy(9)
    const { sha256 } = protocols.freeze(plan, 'AB')
    const { models } = await severity.fit(protocols.plannedFit(sha256), watchedControl())
    expect(models.map(({ itemId, planning }) => [itemId, planning.protocol?.n, planning.deviations])).toEqual(
      [
        ['face', 1, []],
        ['hands', 1, []],
      ],
    )
    expect(models[0]?.planning.protocol).toMatchObject({ sha256, alpha: 0.05, primary: 'q2' })
    for (const { metrics } of models)
      expect(metrics.permutation).toMatchObject({ permutations: 19, nItems: 2 })
    // What is stored says the same, and the same once more is no other result.
    const again = await severity.fit(fitBoth, watchedControl())
    expect(again.models.map(({ planning }) => planning)).toEqual(models.map(({ planning }) => planning))
    expect(severity.models().map(({ planning }) => planning.deviations)).toEqual([[], []])
  })

  test('that is another than planned is explored, and says in what', async () => {
    const { protocols, severity } = await aRatedStudy(9)
    const before = await severity.fit({ ...fitBoth, head: 'pls' }, watchedControl())
    expect(before.models[0]?.planning).toEqual({
      protocol: null,
      deviations: ['No protocol that plans it was frozen before it was fitted.'],
    })
    protocols.freeze({ ...plan, itemIds: ['hands'], minPatients: 12 }, 'AB')
    const { models } = await severity.fit({ ...fitBoth, head: 'pls', unblinded: true }, watchedControl())
    const [face, hands] = models.map(({ planning }) => planning.deviations)
    expect(hands).toEqual([
      'A model of it had been fitted on 2026-03-04, before the protocol was frozen.',
      'Planned together: Stillness of the hands; fitted together: Stillness of the face, Stillness of the hands.',
      'Planned head: ridge regression; fitted: partial least squares.',
      'Ratings made with estimates in view count, which the protocol leaves out.',
      '9 patients; at least 12 were planned.',
      '99 permutations; 19 were planned.',
    ])
    expect(face?.[0]).toBe('It is not among the planned items.')
  })

  test('of an item whose ratings a head of another study was held against, before the protocol was frozen, is explored', async () => {
    const headsOf = ({ db }: RatedStudy) =>
      createHeadService({
        ...{
          db,
          environment: { packs: fakePackStore(), appVersion: '0.1.0', now: () => new Date('2026-03-03') },
        },
        library: {
          summary: () => ({ title: 'Ward 4' }) as never,
          sessions: () => createSessionRepository(db).list(),
        },
      })
    const from = await aRatedStudy(9)
    const [fitted] = (await from.severity.fit({ ...fitBoth, itemIds: ['face'] }, watchedControl())).models
    const folder = tempFolder()
    await headsOf(from).save(fitted?.id ?? 0, folder)
    const into = await aRatedStudy(9)
    await headsOf(into).apply(join(folder, 'head.json'))
    expect(fitRuns(createRunRepository(into.db).list())).toEqual([])
    await headsOf(into).applyInto(join(folder, 'head.json'), tempFolder())
    const protocol = into.protocols.freeze(plan, 'AB')
    expect(protocol.content.fittedBefore).toMatchObject([{ itemId: 'face', applied: true }])
    expect(protocolAsText(protocol)).toContain(
      'Stillness of the face, by a head of another study, on 2026-03-03',
    )
    expect(protocol.nFits).toBe(0)
    const { models } = await into.severity.fit(into.protocols.plannedFit(protocol.sha256), watchedControl())
    expect(models.map(({ planning }) => planning.deviations)).toEqual([
      [
        'A head of another study had been held against its ratings on 2026-03-03, before the protocol was frozen.',
      ],
      [],
    ])
  })

  test('under a protocol is not planned any more when patients came after a first look', async () => {
    const { protocols, severity, addPatient } = await aRatedStudy(9)
    protocols.freeze(plan, 'AB')
    await severity.fit(fitBoth, watchedControl())
    await addPatient('P100')
    const { models } = await severity.fit(fitBoth, watchedControl())
    expect(models[0]?.planning.deviations).toEqual([
      'Fitted already on 2026-03-04, with other patients or ratings: a result had been seen.',
    ])
  })

  test('of fewer items than planned, as one could not be fitted, is explored', async () => {
    const { db, protocols, severity } = await aRatedStudy(9)
    protocols.freeze(plan, 'AB')
    db.exec(`DELETE FROM scores WHERE item_id = 'hands'`)
    const { models } = await severity.fit(fitBoth, watchedControl())
    expect(models.map(({ planning }) => planning.deviations)).toEqual([
      ['Asked for with it and not fitted: Stillness of the hands, so that p is adjusted over fewer items.'],
    ])
  })
})
