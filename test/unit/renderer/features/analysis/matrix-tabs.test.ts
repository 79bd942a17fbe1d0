import { flushPromises, mount } from '@vue/test-utils'
import type { EChartsOption } from 'echarts'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import AgreementTab from '../../../../../src-renderer/features/analysis/AgreementTab.vue'
import AnalysisView from '../../../../../src-renderer/features/analysis/AnalysisView.vue'
import CorrelationsTab from '../../../../../src-renderer/features/analysis/CorrelationsTab.vue'
import GroupCourses from '../../../../../src-renderer/features/analysis/GroupCourses.vue'
import RatingsTab from '../../../../../src-renderer/features/analysis/RatingsTab.vue'
import TrajectoriesTab from '../../../../../src-renderer/features/analysis/TrajectoriesTab.vue'
import TrajectoryList from '../../../../../src-renderer/features/analysis/TrajectoryList.vue'
import { useAppStore } from '../../../../../src-renderer/stores/app.ts'
import { useBrushStore } from '../../../../../src-renderer/stores/brush.ts'
import { useCovariatesStore } from '../../../../../src-renderer/stores/covariates.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { usePromptsStore } from '../../../../../src-renderer/stores/prompts.ts'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import { useSettingsStore } from '../../../../../src-renderer/stores/settings.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import type { ChartTheme } from '../../../../../src-shared/charts/chart-theme.ts'
import type { CorrelationRequest } from '../../../../../src-shared/domain/correlation-matrix.ts'
import { analysisHandlers, rateFully } from '../../../../helpers/fake-analysis.ts'
import { namedTheme } from '../../../../helpers/chart-theme.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

const stubs = {
  ChartPanel: true,
  BaseTooltip: defineComponent({
    setup:
      (_, { slots }) =>
      () =>
        slots['default']?.(),
  }),
}

async function opened(patients: number, rated = true) {
  const study = makeFakeStudy({ patients })
  if (rated) rateFully(study)
  else study.scores = []
  const { bridge, pinia } = openWindow({ study, settings: { blindRating: false } })
  const asked: CorrelationRequest[] = []
  const handlers = analysisHandlers(bridge)
  bridge.use({
    ...handlers,
    'correlation.matrix': (request) => {
      asked.push(request)
      return handlers['correlation.matrix']?.(request) ?? expect.fail('no matrix')
    },
  })
  await Promise.all([
    useAppStore().loadPacks(),
    useScoresStore().loadScales(),
    useLibraryStore().load(),
    usePromptsStore().load(),
    useSettingsStore().load(),
    useCovariatesStore().load(),
  ])
  return { study, pinia, asked, global: { plugins: [pinia], stubs } }
}

interface Chart {
  title: string
  table: { rows: readonly unknown[] }
}

describe('the heat map of ratings', () => {
  it('shows whole patients page by page, and all of them are reached', async () => {
    const { global } = await opened(100)
    const screen = mount(RatingsTab, { global })
    await flushPromises()
    const chart = () => screen.getComponent({ name: 'ChartPanel' }).props() as Chart
    expect(chart().title).toContain('100 patients, 200 visits')
    expect(chart().table.rows).toHaveLength(80)
    expect(screen.text()).toContain('Patients 1 to 40 of 100')
    const next = screen.get('[aria-label="Patients after these"]')
    await next.trigger('click')
    await next.trigger('click')
    expect(screen.text()).toContain('Patients 81 to 100 of 100')
    expect(chart().table.rows).toHaveLength(40)
    expect(next.attributes('disabled')).toBeDefined()
  })

  it('chooses a visit by the first click on it and opens it by the second', async () => {
    const { global, study } = await opened(10)
    const screen = mount(RatingsTab, { global })
    await flushPromises()
    const openClip = vi.spyOn(useViewStore(), 'openClip')
    const click = () => screen.getComponent({ name: 'ChartPanel' }).vm.$emit('mark', { value: [2, 1] })
    click()
    expect(useBrushStore().sessionId).toBe(study.sessions[1]?.id)
    expect(openClip).not.toHaveBeenCalled()
    click()
    expect(openClip).toHaveBeenCalledOnce()
    screen.getComponent({ name: 'ChartPanel' }).vm.$emit('open', { value: [2, 0] })
    expect(openClip).toHaveBeenCalledTimes(2)
  })

  it('teaches the next step where nothing is rated', async () => {
    const { global } = await opened(10, false)
    const screen = mount(RatingsTab, { global })
    await flushPromises()
    expect(screen.text()).toContain('Nothing rated on this scale yet')
  })
})

describe('the visit that is chosen', () => {
  const draws = (chart: { props(): unknown }): string => {
    const { draw } = chart.props() as { draw: (theme: ChartTheme) => EChartsOption }
    return JSON.stringify(draw(namedTheme).series)
  }

  it('is marked in both charts of two raters, where a first click chooses and the menu opens at once', async () => {
    const { global, study } = await opened(10)
    const screen = mount(AgreementTab, { global })
    await vi.waitFor(() => {
      expect(screen.findAllComponents({ name: 'ChartPanel' })).toHaveLength(2)
    })
    const openClip = vi.spyOn(useViewStore(), 'openClip')
    const charts = () => screen.findAllComponents({ name: 'ChartPanel' })
    expect(charts().map((chart) => draws(chart).includes('"chosen"'))).toEqual([false, false])
    charts()[1]?.vm.$emit('mark', { seriesName: 'visits', dataIndex: 3 })
    await flushPromises()
    expect(useBrushStore().sessionId).toBe(study.sessions[3]?.id)
    expect(charts().map((chart) => draws(chart).includes('"chosen"'))).toEqual([true, true])
    expect(openClip).not.toHaveBeenCalled()
    charts()[1]?.vm.$emit('open', { seriesName: 'visits', dataIndex: 5 })
    expect(openClip).toHaveBeenCalledOnce()
    expect(useBrushStore().sessionId).toBe(study.sessions[3]?.id)
  })

  it('brings its patient to the front of the trajectories, and stays where another is looked at', async () => {
    const { global, study } = await opened(10)
    const chosen = study.sessions.find(({ patientCode }) => patientCode === 'P004') ?? expect.fail('no P004')
    useBrushStore().choose(chosen.id)
    const screen = mount(TrajectoriesTab, { global })
    await flushPromises()
    const chart = () => screen.getComponent({ name: 'ChartPanel' })
    expect(chart().props('title')).toMatch(/^P004: /)
    expect(draws(chart())).toContain('"chosen"')
    screen.getComponent({ name: 'VirtualList' }).vm.$emit('pick', { patientCode: 'P002' })
    await flushPromises()
    expect(chart().props('title')).toMatch(/^P002: /)
    expect(draws(chart())).not.toContain('"chosen"')
    chart().vm.$emit('mark', { value: [1, 3] })
    await flushPromises()
    expect(useBrushStore().patientCode).toBe('P002')
    expect(draws(chart())).toContain('"chosen"')
  })

  it('is let go of by Escape in any tab', async () => {
    const { global, study } = await opened(2, false)
    const screen = mount(AnalysisView, { global })
    useBrushStore().choose(study.sessions[0]?.id ?? 0)
    await screen.get('[role="tabpanel"]').trigger('keydown', { key: 'Escape' })
    expect(useBrushStore().sessionId).toBeNull()
  })
})

describe('the correlations', () => {
  it('are asked for among items first, then against the classes of the prompt set', async () => {
    const { global, asked } = await opened(10)
    const screen = mount(CorrelationsTab, { global })
    await vi.waitFor(() => {
      expect(screen.findComponent({ name: 'ChartPanel' }).exists()).toBe(true)
    })
    expect(asked.at(-1)).toEqual({ scaleId: 'panss-negative', against: null })
    screen.getComponent({ name: 'SegmentedControl' }).vm.$emit('update:modelValue', 'prompts')
    await vi.waitFor(() => {
      const { title } = screen.getComponent({ name: 'ChartPanel' }).props() as Chart
      expect(title).toContain('pairs of an item and a class')
    })
    expect(asked.at(-1)?.against).toMatchObject({ packId: 'face-api-7' })
  })

  it('say what is missing where no cell has enough patients', async () => {
    const { global } = await opened(6)
    const screen = mount(CorrelationsTab, { global })
    await vi.waitFor(() => {
      expect(screen.text()).toContain('A cell needs 8 patients who were rated on both items')
    })
  })
})

describe('the trajectories', () => {
  it('are found by code and ordered by change, and what is picked stands in front', async () => {
    const { global } = await opened(10)
    const screen = mount(TrajectoriesTab, { global })
    await flushPromises()
    const list = screen.getComponent(TrajectoryList)
    const rows = () =>
      (list.getComponent({ name: 'VirtualList' }).props() as { rows: { patientCode: string }[] }).rows
    expect(rows()).toHaveLength(10)
    list.getComponent({ name: 'BaseSelect' }).vm.$emit('update:modelValue', 'falls')
    await list.get('input').setValue('p00')
    expect(rows()).toHaveLength(9)
    const codes = rows().map(({ patientCode }) => patientCode)
    expect(codes).not.toEqual(codes.toSorted())
    await list.get('input').setValue('nobody')
    expect(list.text()).toContain('No patient has a code with this in it.')
    list.vm.$emit('pick', 'P007')
    await flushPromises()
    expect((screen.getComponent({ name: 'ChartPanel' }).props() as Chart).title).toMatch(/^P007: /)
  })

  it('of groups are asked for by what is known of patients', async () => {
    const { global } = await opened(24)
    const screen = mount(TrajectoriesTab, { global })
    await flushPromises()
    screen.getComponent({ name: 'SegmentedControl' }).vm.$emit('update:modelValue', 'groups')
    const title = (): string => {
      const chart = screen.getComponent(GroupCourses).getComponent({ name: 'ChartPanel' })
      return (chart.props() as Chart).title
    }
    await vi.waitFor(() => {
      expect(title()).toContain('mean of 24 patients')
    })
    const selects = screen.findAllComponents({ name: 'BaseSelect' })
    const groupBy =
      selects.find((one) => (one.props() as { label?: string }).label === 'Group by') ??
      expect.fail('no choice')
    expect((groupBy.props() as { options: { label: string }[] }).options.map(({ label }) => label)).toEqual([
      ...['All patients', 'Sex', 'Age band', 'Site'],
    ])
    groupBy.vm.$emit('update:modelValue', 'sex')
    await vi.waitFor(() => {
      expect(title()).toContain('by sex: means of 2 groups, 24 patients')
    })
  })
})
