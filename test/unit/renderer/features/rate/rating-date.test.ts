import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import RatingDate from '../../../../../src-renderer/features/rate/RatingDate.vue'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

it('is today until another is chosen, which counts for what is given already, too', async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 30, 12), toFake: ['Date'] })
  try {
    const { bridge, pinia } = openWindow()
    const of = { sessionId: 1, raterId: 1, scaleId: 'panss-negative' }
    if (bridge.study !== null) bridge.study.scores = []
    const wrapper = mount(RatingDate, { props: { of, modelValue: null }, global: { plugins: [pinia] } })
    const field = wrapper.get<HTMLInputElement>('[data-testid="rated-on"]')
    expect(field.element.value).toBe('2026-11-30')
    await field.setValue('2026-12-01')
    expect(wrapper.emitted('update:modelValue')).toBeUndefined()
    await field.setValue('2026-11-02')
    expect(wrapper.emitted('update:modelValue')).toEqual([['2026-11-02']])
    expect(bridge.calls.some(({ channel }) => channel === 'score.date')).toBe(false)
    const scores = useScoresStore()
    await scores.loadSession(1)
    await scores.save({ ...of, itemId: 'n1', value: 3, missingReason: null, ratedOn: '2026-11-02' })
    await field.setValue('2026-11-03')
    await flushPromises()
    expect(bridge.calls.at(-1)).toMatchObject({
      channel: 'score.date',
      request: { ...of, ratedOn: '2026-11-03' },
    })
    expect(field.element.value).toBe('2026-11-03')
  } finally {
    vi.useRealTimers()
  }
})
