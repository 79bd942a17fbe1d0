import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import FitPanel from '../../../../../src-renderer/features/analysis/FitPanel.vue'
import SeverityDetail from '../../../../../src-renderer/features/analysis/SeverityDetail.vue'
import VisitParts from '../../../../../src-renderer/features/analysis/VisitParts.vue'
import SeverityOverview from '../../../../../src-renderer/features/analysis/SeverityOverview.vue'
import SeverityModels from '../../../../../src-renderer/features/analysis/SeverityModels.vue'
import { useSeverityStore } from '../../../../../src-renderer/stores/severity.ts'
import { AppError } from '../../../../../src-shared/errors.ts'
import { useAppStore } from '../../../../../src-renderer/stores/app.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useBrushStore } from '../../../../../src-renderer/stores/brush.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import { analysisHandlers, rateFully } from '../../../../helpers/fake-analysis.ts'
import { namedTheme } from '../../../../helpers/chart-theme.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

/** Charts are tested by what they are given; tooltips need a provider around the whole window. */
const stubs = {
  ChartPanel: true,
  BaseTooltip: defineComponent({
    setup:
      (_, { slots }) =>
      () =>
        slots['default']?.(),
  }),
}

async function fitted() {
  const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 10 }) })
  bridge.use(analysisHandlers(bridge))
  const severity = useSeverityStore()
  await severity.load()
  const model = severity.models[0] ?? expect.fail('no model')
  return { pinia, model, models: severity.models }
}

describe('the table of severity models', () => {
  it('leads with MAE, Q², gain and concordance, each with its interval, and p, and shows no correlation', async () => {
    const { pinia, model, models } = await fitted()
    const screen = mount(SeverityModels, {
      props: { models, selectedId: model.id },
      global: { plugins: [pinia] },
    })
    expect(screen.findAll('th').map((header) => header.text())).toEqual([
      ...['Item', 'Patients', 'MAE [95 %]', 'Q² [95 %]', 'Gain [95 %]', 'c [95 %]'],
      ...['p adjusted', 'Verdict'],
    ])
    const cells = screen
      .findAll('tbody td')
      .slice(0, 8)
      .map((cell) => cell.text())
    for (const cell of cells.slice(2, 6)) expect(cell).toMatch(/^−?\d+\.\d\d \[.+, .+\]$/)
    expect(cells.slice(6)).toEqual(['0.003', expect.stringMatching(/^better\s+explored$/)])
    expect(screen.find('[role="note"]').exists()).toBe(false)
    expect(screen.text()).not.toMatch(/PCC|worse/)
  })

  it('opens models of an earlier version, and says of their numbers what was known then', async () => {
    const { pinia, model } = await fitted()
    const warning = 'The interval is too narrow.'
    const old = {
      ...model,
      metrics: {
        ...model.metrics,
        concordance: null,
        permutation: null,
        maeGain: { ...model.metrics.maeGain, warning },
      },
    }
    const screen = mount(SeverityModels, {
      props: { models: [old], selectedId: old.id },
      global: { plugins: [pinia] },
    })
    const cells = screen.findAll('tbody tr:first-child td').map((cell) => cell.text())
    expect(cells.slice(5, 7)).toEqual(['–', '–'])
    expect(screen.get('[role="note"]').text()).toBe(`† Gain: ${warning}`)
  })
})

describe('the overview of all items', () => {
  it('says what all of them together allow to say, and opens the item that is chosen in chart or table', async () => {
    const { pinia, models } = await fitted()
    const screen = mount(SeverityOverview, {
      props: { models, selectedId: models[0]?.id ?? 0 },
      global: { plugins: [pinia], stubs: { ChartPanel: true } },
    })
    const chart = screen.getComponent({ name: 'ChartPanel' })
    expect(chart.props('title')).toMatch(/^Closer to the ratings than the mean of the other patients: /)
    expect(chart.props('caption')).toContain('Ratings are synthetic.')
    chart.vm.$emit('mark', { value: [0.1, 2] })
    await screen.findAll('tbody tr')[1]?.trigger('click')
    expect(screen.emitted('select')).toEqual([[models[2]?.id], [models[1]?.id]])
  })
})

describe('the detail of a severity model', () => {
  it('gives correlations beside their permutation range, and last, with the reason', async () => {
    const { pinia, model } = await fitted()
    const screen = mount(SeverityDetail, {
      props: { model },
      global: { plugins: [pinia], stubs: { ChartPanel: true } },
    })
    await flushPromises()
    const facts = screen.findAll('.fact').map((fact) => fact.text())
    expect(facts.map((fact) => fact.split(/[\d−]/)[0]?.trim())).toEqual([
      ...['MAE', 'Q²', 'Gain over baseline (MAE)', 'Concordance c', 'Q² of patients’ means'],
      ...['Baseline MAE', 'RMSE', 'Baseline RMSE'],
      ...['p', 'p over', 'Smallest detectable correlation', 'PCC', 'CCC', 'Spearman'],
    ])
    for (const fact of facts.slice(-3)) expect(fact).toMatch(/† \(95 % of permutations: .+ to .+\)$/)
    const note = screen.get('.warnings').text()
    expect(note).toContain('† PCC, CCC, Spearman: Leans below 0 by construction')
    expect(screen.get('[data-testid="feasibility"]').text()).toMatch(/^Feasibility result.*with 10, /)
    expect(facts.at(-4)).toBe('Smallest detectable correlation0.79')
    // One rater alone agrees with nobody.
    expect(screen.find('[data-testid="human-ceiling"]').exists()).toBe(false)
    expect(screen.get('[data-testid="permutation-test"]').text()).toContain('exchanged 999 times')
    expect(screen.get('[data-testid="patient-flow"]').text()).toMatch(
      /^Patients\. Rated on this scale: .*\. Left out: 3 visits without a clip \(the last of 1 patient\)\. Used: /,
    )
    const [scatter, plot] = screen.findAllComponents({ name: 'ChartPanel' })
    expect(scatter?.props('title')).toMatch(
      /^Closer to the ratings than the mean of the other patients \(Q² .*, p 0\.001, /,
    )
    expect(plot?.props('title')).toMatch(/^Estimate minus rating: limits of agreement/)
    expect(plot?.props('caption')).toContain('† bias: About 0 by construction')
    expect(plot?.props('caption')).toContain('95 % interval: t interval of Bland & Altman 1999')
  })
})

describe('the checks of a severity model', () => {
  it('name the patient without whom the error moves most, and choose that patient for all charts', async () => {
    const { pinia, model: bare } = await fitted()
    const library = useLibraryStore()
    await library.load()
    const influence = library.sessions.slice(0, 3).map(({ id }, place) => ({
      ...{ sessionId: id, nSessions: 1, mae: 0.25 * (place + 1), q2: 0.5, concordance: null },
    }))
    const made = {
      ...{ learning: [], influence, influenceRefitted: true, subgroups: [], subgroupMethod: '', seed: 1 },
      choice: { chosen: [{ settings: { penalty: 3 }, share: 1 }], atEdge: null },
    }
    const model = { ...bare, metrics: { ...bare.metrics, checks: made } }
    const screen = mount(SeverityDetail, {
      props: { model },
      global: { plugins: [pinia], stubs },
    })
    await flushPromises()
    const checks = screen.get('[data-testid="severity-checks"]')
    const [first] = influence
    const code = library.sessionById.get(first?.sessionId ?? 0)?.patientCode
    const row = checks.get('table[aria-label="Influence of one patient"] tbody tr')
    expect(row.text()).toMatch(new RegExp(`^${code ?? 'nobody'}`))
    await row.trigger('click')
    expect([useBrushStore().sessionId, row.get('button').attributes('aria-pressed')]).toEqual([
      first?.sessionId,
      'true',
    ])
    expect(checks.text()).toContain('every model fitted again without the patient')
    expect(checks.get('[data-testid="setting-choice"]').text()).toMatch(/^Setting\. /)
  })

  it('are silent of a model from before there were any', async () => {
    const { pinia, model } = await fitted()
    const old = { ...model, metrics: { ...model.metrics, checks: null } }
    const screen = mount(SeverityDetail, {
      props: { model: old },
      global: { plugins: [pinia], stubs },
    })
    await flushPromises()
    expect(screen.find('[data-testid="severity-checks"]').exists()).toBe(false)
  })
})

describe('what speaks for an estimate', () => {
  async function opened() {
    const { pinia, model } = await fitted()
    const library = useLibraryStore()
    await library.load()
    const screen = mount(SeverityDetail, {
      props: { model },
      global: { plugins: [pinia], stubs },
    })
    await flushPromises()
    const report = await useSeverityStore().report(model.id)
    return { screen, report, library }
  }

  it('is told of the visit that is chosen in any chart, which all of them mark until it is let go', async () => {
    const { screen, report } = await opened()
    const charts = () => screen.findAllComponents({ name: 'ChartPanel' })
    const drawn = () =>
      charts()
        .slice(0, 5)
        .map((chart) => JSON.stringify(chart.props('draw')(namedTheme).series).includes('"chosen"'))
    expect([drawn(), charts().length]).toEqual([[false, false, false, false, false], 5])
    charts()[1]?.vm.$emit('mark', { seriesName: 'visits', dataIndex: 4 })
    await flushPromises()
    expect(useBrushStore().sessionId).toBe(report.points[4]?.sessionId)
    expect(drawn()).toEqual([true, true, true, true, true])
    const parts = charts().find((chart) => String(chart.props('fileName')).startsWith('parts-'))
    expect(parts?.props('title')).toMatch(
      /^P\d+, .*: 3\.60 of the mean visit [+−]\d\.\d\d = \d\.\d\d points; /,
    )
    useBrushStore().clear()
    await flushPromises()
    expect(drawn()).toEqual([false, false, false, false, false])
    expect(screen.find('[data-testid="estimate-parts"]').exists()).toBe(false)
  })

  it('opens the visit that a chart’s menu was asked for, whichever is chosen', async () => {
    const { screen } = await opened()
    const view = useViewStore()
    for (const index of [0, 1, 2, 3, 4]) {
      view.go('analysis')
      const chart = screen.findAllComponents({ name: 'ChartPanel' })[index]
      chart?.vm.$emit('open', { seriesName: 'visits', dataIndex: 0 })
      await flushPromises()
      expect([index, view.view, useBrushStore().sessionId]).toEqual([index, 'review', null])
    }
  })

  it('plays a moment in Review, from its row by key and from the bar of its clip', async () => {
    const { screen, report, library } = await opened()
    const view = useViewStore()
    useBrushStore().choose(report.points[0]?.sessionId ?? 0)
    await flushPromises()
    await screen.get('[data-testid="estimate-parts"] tbody button').trigger('click')
    const clips = library.clipsBySession.get(report.points[0]?.sessionId ?? 0) ?? []
    expect(view.view).toBe('review')
    expect(clips.map(({ id }) => id)).toContain(view.moment?.clipId)
    expect(view.clipId).toBe(view.moment?.clipId)
    const bar = screen
      .findAllComponents({ name: 'ChartPanel' })
      .find((chart) => String(chart.props('fileName')).startsWith('parts-'))
    bar?.vm.$emit('mark', { dataIndex: 0 })
    expect(view.moment).toEqual({ clipId: clips[0]?.id, timeMs: clips[0]?.startMs })
  })

  it('says plainly where there are no parts, and where they could not be found', async () => {
    const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 10 }) })
    bridge.use({ ...analysisHandlers(bridge), 'severity.parts': () => ({ kind: 'none', reason: 'No sum.' }) })
    const severity = useSeverityStore()
    await severity.load()
    const model = severity.models[0] ?? expect.fail('no model')
    const report = await severity.report(model.id)
    const screen = mount(VisitParts, { props: { report }, global: { plugins: [pinia], stubs } })
    useBrushStore().choose(report.points[0]?.sessionId ?? 0)
    await flushPromises()
    expect(screen.get('[data-testid="no-parts"]').text()).toBe('No sum.')
    bridge.use({
      'severity.parts': () => {
        throw new AppError('not-found', 'This estimate is no longer there.')
      },
    })
    useBrushStore().choose(report.points[1]?.sessionId ?? 0)
    await flushPromises()
    expect(screen.text()).toContain('This estimate is no longer there.')
  })
})

describe('what raters reach among themselves', () => {
  it('stands beside what a model reaches', async () => {
    const study = makeFakeStudy({ patients: 10 })
    rateFully(study)
    const { bridge, pinia } = openWindow({ study })
    bridge.use(analysisHandlers(bridge))
    const severity = useSeverityStore()
    await severity.load()
    const screen = mount(SeverityDetail, {
      props: { model: severity.models[0] ?? expect.fail('no model') },
      global: { plugins: [pinia], stubs: { ChartPanel: true } },
    })
    await flushPromises()
    await vi.waitFor(() => {
      expect(screen.get('[data-testid="human-ceiling"]').text()).toMatch(
        /^Raters\. Raters AB and CD agree with ICC\(2,1\) 0\.\d\d \(.* 10 patients, \d+ visits\), so that the highest correlation/,
      )
    })
  })
})

describe('the panel that starts a fit', () => {
  it('asks of patients who look like one person before it takes them for several', async () => {
    const study = makeFakeStudy({ patients: 10 })
    rateFully(study)
    const { bridge, pinia } = openWindow({ study })
    const asked: unknown[] = []
    bridge.use({
      ...analysisHandlers(bridge),
      'severity.fit': (request) => {
        asked.push(request.differentPeople)
        if (request.differentPeople === true) return { jobId: 'job-1' }
        throw new AppError('same-person', 'P001 and P002 have a video in common.')
      },
    })
    await Promise.all([useAppStore().loadPacks(), useScoresStore().loadScales(), useLibraryStore().load()])
    const panel = mount(FitPanel, {
      props: { job: null, isRunning: false },
      global: { plugins: [pinia] },
    })
    await flushPromises()
    expect(panel.find('[data-testid="fit-alike"]').exists()).toBe(false)
    await panel.get('form').trigger('submit')
    await flushPromises()
    const question = panel.get('[data-testid="fit-alike"]')
    expect(question.text()).toContain('P001 and P002 have a video in common.')
    expect(panel.emitted('started')).toBeUndefined()
    await question.get('button').trigger('click')
    await flushPromises()
    expect(asked).toEqual([false, true])
    expect(panel.emitted('started')).toEqual([['job-1']])
    expect(panel.find('[data-testid="fit-alike"]').exists()).toBe(false)
  })

  it('offers ratings that were made with estimates in view apart, and does not count them before', async () => {
    const study = makeFakeStudy({ patients: 10 })
    rateFully(study)
    const patientOf = new Map(study.sessions.map(({ id, patientCode }) => [id, patientCode]))
    study.scores = study.scores.map((score) => {
      const isSeen = ['P001', 'P002', 'P003'].includes(patientOf.get(score.sessionId) ?? '')
      return { ...score, sight: { estimates: isSeen, others: false } }
    })
    const { bridge, pinia } = openWindow({ study })
    const asked: unknown[] = []
    bridge.use({
      ...analysisHandlers(bridge),
      'severity.fit': (request) => {
        asked.push(request.unblinded)
        return { jobId: 'job-1' }
      },
    })
    await Promise.all([useAppStore().loadPacks(), useScoresStore().loadScales(), useLibraryStore().load()])
    const panel = mount(FitPanel, { props: { job: null, isRunning: false }, global: { plugins: [pinia] } })
    await flushPromises()
    expect(panel.text()).toContain('7 patients rated, 1 to 7')
    const choice = panel.get('[data-testid="fit-unblinded"]')
    expect(choice.text()).toMatch(/^Unblinded ratings, too ?\d+ ratings made with estimates in view/)
    await choice.get('button').trigger('click')
    expect(panel.text()).toContain('10 patients rated, 1 to 7')
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(asked).toEqual([true])
  })

  it('offers totals beside items, says how many patients have a whole one, and fits what is chosen', async () => {
    const study = makeFakeStudy({ patients: 10 })
    rateFully(study)
    const { bridge, pinia } = openWindow({ study })
    const asked: unknown[] = []
    bridge.use({
      ...analysisHandlers(bridge),
      'severity.fit': (request) => {
        asked.push(request.itemIds)
        return { jobId: 'job-1' }
      },
    })
    await Promise.all([useAppStore().loadPacks(), useScoresStore().loadScales(), useLibraryStore().load()])
    const panel = mount(FitPanel, { props: { job: null, isRunning: false }, global: { plugins: [pinia] } })
    await flushPromises()
    const totals = panel.get('[data-testid="fit-totals"]')
    expect(totals.text()).toMatch(
      /10 patients with every item rated, 7 to 49; a face does not show \d of its 7 items/,
    )
    await totals.get('button').trigger('click')
    await panel.get('form').trigger('submit')
    await flushPromises()
    expect(asked).toEqual([expect.arrayContaining(['n1', study.scales[0]?.totals[0]?.id])])
  })
})
