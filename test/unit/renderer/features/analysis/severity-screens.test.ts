import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import SeverityDetail from '../../../../../src-renderer/features/analysis/SeverityDetail.vue'
import SeverityModels from '../../../../../src-renderer/features/analysis/SeverityModels.vue'
import { useSeverityStore } from '../../../../../src-renderer/stores/severity.ts'
import { analysisHandlers } from '../../../../helpers/fake-analysis.ts'
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
  it('leads with gain and Q², says beside them that their intervals are too narrow, and shows no correlation', async () => {
    const { pinia, model, models } = await fitted()
    const screen = mount(SeverityModels, {
      props: { models, selectedId: model.id },
      global: { plugins: [pinia] },
    })
    expect(screen.findAll('th').map((header) => header.text())).toEqual([
      ...['Item', 'Patients', 'Gain [95 %]', 'Q² [95 %]', 'MAE / baseline', 'Verdict'],
    ])
    expect(screen.findAll('tbody tr td')[2]?.text()).toMatch(/\]†$/)
    expect(screen.get('[role="note"]').text()).toContain('† Gain, Q²: The interval is too narrow')
    expect(screen.text()).not.toMatch(/PCC|worse/)
  })
})

describe('the detail of a severity model', () => {
  it('gives correlations without an interval, and last, with the reason', async () => {
    const { pinia, model } = await fitted()
    const screen = mount(SeverityDetail, {
      props: { model },
      global: { plugins: [pinia], stubs: { ChartPanel: true } },
    })
    await flushPromises()
    const facts = screen.findAll('.fact').map((fact) => fact.text())
    expect(facts.map((fact) => fact.split(/[\d−]/)[0]?.trim())).toEqual([
      ...['Gain over baseline (MAE)', 'Q²', 'MAE', 'Baseline MAE', 'RMSE', 'Baseline RMSE'],
      ...['PCC', 'CCC', 'Spearman'],
    ])
    for (const fact of facts.slice(-3)) expect(fact).toMatch(/† \(no interval\)$/)
    const note = screen.get('.warnings').text()
    expect(note).toContain('† PCC, CCC, Spearman: Leans below 0 by construction')
    expect(note).toContain('† MAE, Baseline MAE, RMSE, Baseline RMSE: The interval is too narrow')
    const [scatter, plot] = screen.findAllComponents({ name: 'ChartPanel' })
    expect(scatter?.props('title')).toMatch(/^Squared error .*Q² .*†/)
    expect(plot?.props('title')).toMatch(/^Estimate minus rating: limits of agreement/)
    expect(plot?.props('caption')).toContain('† bias: About 0 by construction')
    expect(plot?.props('caption')).toContain('† lower limit, upper limit: The interval is too narrow')
  })
})
