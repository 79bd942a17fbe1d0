import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import FitPanel from '../../../../../src-renderer/features/analysis/FitPanel.vue'
import HeadComparison from '../../../../../src-renderer/features/analysis/HeadComparison.vue'
import { useAppStore } from '../../../../../src-renderer/stores/app.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import { useSeverityStore } from '../../../../../src-renderer/stores/severity.ts'
import { NO_PROTOCOL } from '../../../../../src-shared/domain/protocol.ts'
import type { HeadDifference } from '../../../../../src-shared/domain/severity.ts'
import { aStatistic } from '../../../../helpers/a-statistic.ts'
import { analysisHandlers, rateFully } from '../../../../helpers/fake-analysis.ts'
import type { FakeHandlers } from '../../../../helpers/fake-bridge.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

type Asked = Parameters<NonNullable<FakeHandlers['severity.fit']>>[0]

/** The panel over ten rated patients; of every fit that it asks for, `told` is kept. */
async function openPanel(told: (request: Asked) => unknown) {
  const study = makeFakeStudy({ patients: 10 })
  rateFully(study)
  const { bridge, pinia } = openWindow({ study })
  const asked: unknown[] = []
  bridge.use({
    ...analysisHandlers(bridge),
    'severity.fit': (request) => {
      asked.push(told(request))
      return { jobId: 'job-1' }
    },
  })
  await Promise.all([useAppStore().loadPacks(), useScoresStore().loadScales(), useLibraryStore().load()])
  const panel = mount(FitPanel, { props: { job: null, isRunning: false }, global: { plugins: [pinia] } })
  await flushPromises()
  const submit = async (): Promise<void> => {
    await panel.get('form').trigger('submit')
    await flushPromises()
  }
  return { asked, panel, study, submit }
}

it('a fit is asked for with the head and the features that were chosen, each explained in a sentence', async () => {
  const { asked, panel, submit } = await openPanel(({ head, features }) => [head, features])
  expect(panel.text()).toContain('Ridge regression on the mean clip embedding of a session.')
  const choose = (label: string, value: string): void => {
    const select = panel
      .findAllComponents({ name: 'BaseSelect' })
      .find((one) => (one.props() as { label?: string }).label === label)
    select?.vm.$emit('update:modelValue', value)
  }
  choose('Head', 'pls')
  choose('Read of the clips', 'quantiles')
  await flushPromises()
  expect(panel.text()).toContain('A few directions in which faces and ratings change together.')
  expect(panel.text()).toContain('p can be no smaller than 0.01')
  await submit()
  expect(asked).toEqual([['pls', 'quantiles']])
})

it('other heads on the same visits stand in a table with what they err less, and one alone in none', async () => {
  const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 10 }) })
  let found: HeadDifference[] = []
  bridge.use({ ...analysisHandlers(bridge), 'severity.compare': () => found })
  const severity = useSeverityStore()
  await severity.load()
  const model = severity.models[0] ?? expect.fail('no model')
  const of = {
    features: 'mean',
    mae: aStatistic(1),
    q2: aStatistic(0.4),
    concordance: null,
    planning: NO_PROTOCOL,
  } as const
  const show = async () => {
    const screen = mount(HeadComparison, {
      props: { model },
      global: { plugins: [pinia], stubs: { ChartPanel: true } },
    })
    await flushPromises()
    return screen
  }
  found = [{ ...of, modelId: model.id, head: 'ridge', difference: null }]
  expect((await show()).find('table').exists()).toBe(false)
  found = [...found, { ...of, modelId: 99, head: 'gp', difference: aStatistic(-0.3) }]
  const rows = (await show()).findAll('tbody tr').map((row) => row.findAll('td').map((cell) => cell.text()))
  expect(rows.map((cells) => cells.at(-2))).toEqual(['this model', '−0.30 [−0.50, −0.10]'])
  expect(rows[1]?.[0]).toContain('Gaussian process')
  expect(rows.map((cells) => cells.at(-1))).toEqual(['explored', 'explored'])
  const chart = (await show()).getComponent({ name: 'ChartPanel' }).props() as { title: string }
  expect(chart.title).toMatch(/^Against ridge regression, .+ errs less on average: Gaussian process/)
})

it('items that a face cannot show are offered to whoever insists, asked for by name, and gone when taken back', async () => {
  const { asked, panel, study, submit } = await openPanel(({ itemIds, insists }) => [itemIds, insists])
  const items = study.scales[0]?.items ?? []
  const hidden = items.find(({ faceVisible }) => !faceVisible) ?? expect.fail('all can be seen')
  const boxes = () => panel.findAllComponents({ name: 'BaseCheckbox' })
  const boxOf = (label: string) => boxes().find((box) => (box.props() as { label?: string }).label === label)
  const tick = async (label: string, isOn: boolean): Promise<void> => {
    boxOf(label)?.vm.$emit('update:modelValue', isOn)
    await flushPromises()
  }
  expect(boxOf(hidden.name)).toBeUndefined()
  await tick('Offer them all the same', true)
  expect((boxOf(hidden.name)!.props() as { hint?: string }).hint).toContain('a face does not show it')
  await tick(hidden.name, true)
  await submit()
  await tick('Offer them all the same', false)
  expect(boxOf(hidden.name)).toBeUndefined()
  await submit()
  const named = items.filter((item) => item.faceVisible || item.id === hidden.id).map(({ id }) => id)
  expect(asked).toEqual([
    [named, true],
    [null, undefined],
  ])
})
