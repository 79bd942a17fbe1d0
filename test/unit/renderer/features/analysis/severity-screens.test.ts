import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import FitPanel from '../../../../../src-renderer/features/analysis/FitPanel.vue'
import SeverityDetail from '../../../../../src-renderer/features/analysis/SeverityDetail.vue'
import SeverityOverview from '../../../../../src-renderer/features/analysis/SeverityOverview.vue'
import SeverityModels from '../../../../../src-renderer/features/analysis/SeverityModels.vue'
import { useSeverityStore } from '../../../../../src-renderer/stores/severity.ts'
import { AppError } from '../../../../../src-shared/errors.ts'
import { useAppStore } from '../../../../../src-renderer/stores/app.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import { analysisHandlers, rateFully } from '../../../../helpers/fake-analysis.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

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
      ...['Item', 'Patients', 'Visits', 'MAE [95 %]', 'Q² [95 %]', 'Gain [95 %]', 'c [95 %]'],
      ...['p', 'p adjusted', 'Verdict'],
    ])
    const cells = screen
      .findAll('tbody td')
      .slice(0, 10)
      .map((cell) => cell.text())
    for (const cell of cells.slice(3, 7)) expect(cell).toMatch(/^−?\d+\.\d\d \[.+, .+\]$/)
    expect(cells.slice(7)).toEqual(['0.001', '0.003', 'better'])
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
    expect(cells.slice(6, 9)).toEqual(['–', '–', '–'])
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
})
