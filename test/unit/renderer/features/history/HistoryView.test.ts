import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import type { PropType } from 'vue'
import type { ToldEntry } from '#shared/domain/journal.ts'
import HistoryView from '../../../../../src-renderer/features/history/HistoryView.vue'
import { useHistoryStore } from '../../../../../src-renderer/stores/history.ts'
import type { FakeBridge } from '../../../../helpers/fake-bridge.ts'
import { historyHandlers } from '../../../../helpers/fake-history.ts'
import { openWindow } from '../../../../helpers/open-window.ts'

let bridge: FakeBridge

beforeEach(() => {
  ;({ bridge } = openWindow())
})

/** Draws every row: which of them are in sight is the list's own test. */
const WholeList = defineComponent({
  inheritAttrs: false,
  props: { rows: { type: Array as PropType<ToldEntry[]>, required: true } },
  emits: ['pick', 'shown'],
  setup:
    (props, { slots, emit }) =>
    () =>
      props.rows.map((row) =>
        h(
          'div',
          {
            'data-testid': 'history-row',
            onClick: () => {
              emit('pick', row)
            },
          },
          slots['default']?.({ row }),
        ),
      ),
})

async function theView() {
  const view = mount(HistoryView, {
    attachTo: document.body,
    global: { stubs: { VirtualList: WholeList } },
  })
  await flushPromises()
  return view
}

describe('the history of the study', () => {
  it('lists who did what with old and new values, and tells of the chosen entry all that it changed', async () => {
    const view = await theView()
    const rows = view.findAll('[data-testid="history-row"]')
    const cells = rows[0]?.findAll('.row > *').map((cell) => cell.text())
    expect(cells?.slice(1)).toEqual([
      'AB',
      'caption of P001 baseline clip 3',
      'Looks down.',
      'Looks down, presses the lips together and looks up at the question.',
    ])
    await rows[0]?.trigger('click')
    await flushPromises()
    expect(view.get('[data-testid="history-detail"]').text()).toContain('looks up at the question')
    view.unmount()
  })

  it('says that values are hidden, not what they are', async () => {
    await useHistoryStore().choose({ rater: { code: 'CD' } })
    const view = await theView()
    expect(view.get('[data-testid="history-row"]').text()).toContain('hidden while you rate blind')
    view.unmount()
  })

  it('tells what the check found', async () => {
    bridge.use({
      'journal.verify': () => ({ entries: 3, erased: 0, devices: 1, problems: ['Entry 2: It was changed.'] }),
    })
    const view = await theView()
    await view.get('[data-testid="check-chain"]').trigger('click')
    await flushPromises()
    expect(view.get('[data-testid="chain-report"]').text()).toContain('1 problem found')
    expect(view.get('[data-testid="chain-report"]').text()).toContain('Entry 2: It was changed.')
    view.unmount()
  })

  it('says when nothing was done, and when nothing is like what is looked for', async () => {
    bridge.use(historyHandlers(0))
    const view = await theView()
    expect(view.text()).toContain('Nothing was done yet')
    await useHistoryStore().choose({ text: 'nothing of the kind' })
    await flushPromises()
    expect(view.text()).toContain('No entry is like this')
    view.unmount()
  })
})
