import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it } from 'vitest'
import { h } from 'vue'
import ScoreItemRow from '../../../../../src-renderer/features/rate/ScoreItemRow.vue'
import type { ScoreValue } from '../../../../../src-renderer/stores/scores.ts'

const item = { id: 'n1', column: 'panss_n1', name: 'Blunted affect', min: 1, max: 7, faceVisible: true }

function aRow(given: ScoreValue = { value: null, missingReason: null }, more: object = {}) {
  const events: unknown[] = []
  const wrapper = mount(TooltipProvider, {
    global: { plugins: [createPinia()] },
    slots: {
      default: () =>
        h(ScoreItemRow, {
          item,
          given,
          saveState: null,
          estimate: null,
          anchors: null,
          disabled: false,
          onRate: (value: ScoreValue) => events.push(value),
          onNext: () => events.push('next'),
          onPrevious: () => events.push('previous'),
          ...more,
        }),
    },
  })
  const press = (key: string): Promise<void> =>
    wrapper.get('[data-testid="score-input-n1"]').trigger('keydown', { key })
  return { wrapper, events, press }
}

const rated = (value: number | null): ScoreValue => ({ value, missingReason: null })

describe('ScoreItemRow', () => {
  it('rates by number key within the range of the item', async () => {
    const { events, press } = aRow()
    await press('4')
    await press('9')
    expect(events).toEqual([rated(4)])
  })

  it('goes on with Enter and back with the arrow', async () => {
    const { events, press } = aRow()
    await press('Enter')
    await press('ArrowDown')
    await press('ArrowUp')
    expect(events).toEqual(['next', 'next', 'previous'])
  })

  it('steps the value and clears it', async () => {
    const { events, press } = aRow(rated(3))
    await press('ArrowRight')
    await press('ArrowLeft')
    await press('Delete')
    expect(events).toEqual([rated(4), rated(2), rated(null)])
  })

  it('rates by click and shows which value is chosen', async () => {
    const { wrapper, events } = aRow(rated(3))
    await wrapper.findAll('[role="radio"]')[4]?.trigger('click')
    expect(events).toEqual([rated(5)])
    expect(wrapper.get('[aria-checked="true"]').text()).toBe('3')
  })

  it('says that it is saved only when told so', () => {
    expect(aRow(rated(3)).wrapper.text()).not.toContain('saved')
    const saved = { saveState: { kind: 'saved', updatedUtc: '2026-03-02T13:02:11Z' } }
    expect(aRow(rated(3), saved).wrapper.text()).toMatch(/saved \d\d:02:11/)
  })

  it('names the reason why a value is missing', () => {
    const { wrapper } = aRow({ value: null, missingReason: 'refused' })
    expect(wrapper.text()).toContain('Patient declined')
  })

  it('takes no rating while disabled', async () => {
    const { events, press } = aRow(rated(3), { disabled: true })
    await press('4')
    expect(events).toEqual([])
  })

  it('asks for a number where the range is wide, and refuses one outside it', async () => {
    const { wrapper, events } = aRow(rated(null), { item: { ...item, min: 0, max: 100 } })
    const input = wrapper.get('input')
    await input.setValue('250')
    expect(wrapper.get('[role="alert"]').text()).toBe('Blunted affect takes a whole number from 0 to 100.')
    await input.setValue('85')
    expect(wrapper.find('[role="alert"]').exists()).toBe(false)
    expect(events).toEqual([rated(85)])
  })

  it('shows the anchor text of the score that was given, and of the one under the pointer', async () => {
    const anchors = { 3: 'Moderate', 4: 'Marked' }
    const { wrapper } = aRow(rated(3), { anchors })
    const shown = (): string => wrapper.get('[data-testid="anchor-n1"]').text()
    expect(shown()).toBe('3 Moderate')
    const radios = wrapper.findAll('[role="radio"]')
    await radios[3]?.trigger('pointerenter')
    expect(shown()).toBe('4 Marked')
    await radios[4]?.trigger('pointerenter')
    expect(shown()).toBe('5 has no anchor text.')
    await wrapper.get('[role="radiogroup"]').trigger('pointerleave')
    expect(shown()).toBe('3 Moderate')
    expect(radios[3]?.attributes('aria-description')).toBe('Marked')
  })

  it('says nothing of anchor texts where none were loaded', () => {
    expect(aRow(rated(3)).wrapper.find('[data-testid="anchor-n1"]').exists()).toBe(false)
  })
})
