import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { defineComponent, h } from 'vue'
import type { OpenedScale } from '../../../../../src-renderer/stores/scale-form.ts'
import { useScaleFormStore } from '../../../../../src-renderer/stores/scale-form.ts'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import ScaleFormDialog from '../../../../../src-renderer/features/scales/ScaleFormDialog.vue'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

/** The form as Rate opens it. `open` says with what. */
async function openForm(open: (store: ReturnType<typeof useScaleFormStore>) => unknown) {
  const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 1 }) })
  await useScoresStore().loadScales()
  const store = useScaleFormStore()
  await open(store)
  const wrapper = mount(
    defineComponent(
      () => () =>
        h(TooltipProvider, () =>
          store.opened === null
            ? []
            : [h(ScaleFormDialog, { opened: store.opened, key: store.opened.from?.id ?? '' })],
        ),
    ),
    { global: { plugins: [pinia] }, attachTo: document.body },
  )
  onTestFinished(() => {
    wrapper.unmount()
  })
  await flushPromises()
  const find = (selector: string): HTMLElement => {
    const found = document.querySelector<HTMLElement>(selector)
    if (found === null) expect.fail(`There is no ${selector}.`)
    return found
  }
  const input = (field: string): HTMLInputElement => {
    const found = find(`input[data-field="${field}"]`)
    if (!(found instanceof HTMLInputElement)) expect.fail(`${field} is no text field.`)
    return found
  }
  const type = async (field: string, text: string): Promise<void> => {
    const box = input(field)
    box.focus()
    box.value = text
    box.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const press = async (field: string, key: string, more: KeyboardEventInit = {}): Promise<void> => {
    find(`input[data-field="${field}"]`).dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, ...more }),
    )
    await flushPromises()
  }
  const click = async (testId: string): Promise<void> => {
    find(`[data-testid="${testId}"]`).click()
    await flushPromises()
  }
  const names = (): string[] =>
    [...document.querySelectorAll<HTMLInputElement>('input[data-part="name"]')].map(({ value }) => value)
  const preview = (): string => find('[data-testid="scale-preview"]').textContent
  const saved = () =>
    bridge.calls.filter(({ channel }) => channel === 'scale.save').map(({ request }) => request)
  return { bridge, store, find, input, type, press, click, names, preview, saved }
}

describe('the form of a scale', () => {
  it('shows what raters will see while it is typed, and adds it to the study', async () => {
    const { type, press, click, preview, saved, store } = await openForm((form) => {
      form.openNew()
    })
    await type('title', 'Mood of the day')
    await type('shortTitle', 'Mood')
    await type('item 0 name', 'Sadness')
    await press('item 0 name', 'Enter')
    await type('item 1 name', 'Worry')
    await type('item 1 max', '6')
    await click('scale-add-total')
    expect(preview()).toContain('Sadness')
    expect(preview()).toContain('Total 0 to 10')
    expect(document.querySelectorAll('[data-testid="scale-preview"] [role="radio"]')).toHaveLength(5 + 7)
    await click('scale-save')
    expect(saved()).toMatchObject([
      {
        isNew: true,
        anchors: null,
        scale: {
          id: 'mood',
          items: [
            { id: 'i1', max: 4 },
            { id: 'i2', max: 6 },
          ],
          totals: [{ items: ['i1', 'i2'] }],
        },
      },
    ])
    expect(store.opened).toBeNull()
  })

  it('names a fault at its field once somebody was there, and all of them when it is to be saved', async () => {
    const { type, click, find, saved } = await openForm((form) => {
      form.openNew()
    })
    const told = (): string[] =>
      [...document.querySelectorAll('[role="alert"]')].map(({ textContent }) => textContent.trim())
    expect(told()).toEqual([])
    await type('item 0 max', '-1')
    await type('title', 'Mood')
    expect(told()).toEqual(['The highest value is above the lowest, 0.'])
    expect(find('input[data-field="item 0 max"]').getAttribute('aria-invalid')).toBe('true')
    await click('scale-save')
    expect(saved()).toEqual([])
    expect(told()).toContain('It needs a short name, for lists and charts.')
    expect(document.activeElement).toBe(find('input[data-field="shortTitle"]'))
  })

  it('moves and deletes items by keys, and brings them back', async () => {
    const { type, press, names, click } = await openForm((form) => {
      form.openNew()
    })
    await type('item 0 name', 'Sadness')
    await press('item 0 name', 'Enter')
    await type('item 1 name', 'Worry')
    await press('item 1 name', 'ArrowUp', { altKey: true })
    expect(names()).toEqual(['Worry', 'Sadness'])
    await press('item 1 name', 'Delete', { altKey: true })
    expect(names()).toEqual(['Sadness'])
    expect(document.activeElement?.textContent).toContain('Bring “Worry” back')
    await click('scale-undo-item')
    expect(names()).toEqual(['Worry', 'Sadness'])
  })

  it('asks before what was typed is left', async () => {
    const { type, click, find, store } = await openForm((form) => {
      form.openNew()
    })
    await type('title', 'Mood')
    find('[role="dialog"]').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }),
    )
    await flushPromises()
    expect(store.opened).not.toBeNull()
    find('[aria-label="Close"]').click()
    await flushPromises()
    expect(store.opened).not.toBeNull()
    await click('scale-discard')
    expect(store.opened).toBeNull()
  })

  it('keeps the range of an item with ratings, and offers a new version', async () => {
    const { bridge, type, find, input, click, saved, store } = await openForm(async (form) => {
      const [scale] = useScoresStore().scales
      if (scale === undefined) expect.fail('The study has scales.')
      const use = { [scale.items[0]?.id ?? '']: { ratings: 24, models: 0 } }
      form.opened = { before: scale, from: scale, anchors: null, copyOf: null, use } satisfies OpenedScale
    })
    const [scale] = bridge.study?.scales ?? []
    expect(input('item 0 code').disabled).toBe(true)
    await type('item 0 max', '9')
    await click('scale-save')
    expect(saved()).toEqual([])
    expect(find('[data-testid="scale-problem"]').textContent).toContain('24 ratings')
    await click('scale-version')
    expect(store.opened).toMatchObject({ before: null, from: { id: `${scale?.id ?? ''}-2` } })
  })
})
