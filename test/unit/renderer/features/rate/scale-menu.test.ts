import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { closeContextMenu, contextMenu } from '../../../../../src-renderer/commands/context-menu.ts'
import HistoryDialog from '../../../../../src-renderer/features/history/HistoryDialog.vue'
import RateView from '../../../../../src-renderer/features/rate/RateView.vue'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import { historyHandlers } from '../../../../helpers/fake-history.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)
// The scale that was chosen last is kept on the machine: the next test begins without one.
afterEach(() => {
  closeContextMenu()
  localStorage.clear()
})

/** The screen Rate with the dialog that shows a history; its player and its form have tests of their own. */
async function openRate() {
  const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 1 }) })
  bridge.use(historyHandlers())
  await Promise.all([useLibraryStore().load(), useScoresStore().loadScales()])
  useViewStore().go('rate')
  const window = mount(
    defineComponent(() => () => h(TooltipProvider, () => [h(RateView), h(HistoryDialog)])),
    {
      global: { plugins: [pinia], stubs: { SessionClips: true, ScoreForm: true, SessionList: true } },
      attachTo: document.body,
    },
  )
  await flushPromises()
  const asked = () =>
    bridge.calls.filter(({ channel }) => channel === 'journal.history').map(({ request }) => request)
  const rightClick = async () => {
    await window.get('[data-testid="scale-picker"]').trigger('contextmenu')
    return contextMenu.value?.items.map(({ label }) => label) ?? []
  }
  return { window, asked, rightClick }
}

describe('the menu of a scale', () => {
  it('opens the history of the scale that is shown, and of no other', async () => {
    const { window, asked, rightClick } = await openRate()
    const [first, second] = useScoresStore().scales
    if (first === undefined || second === undefined) expect.fail('The program brings several scales.')
    expect(await rightClick()).toEqual([`History of ${first.shortTitle}`])
    expect(asked()).toEqual([])
    useViewStore().scaleId = second.id
    await flushPromises()
    expect(await rightClick()).toEqual([`History of ${second.shortTitle}`])
    contextMenu.value?.choose('history-of-scale')
    await flushPromises()
    expect(asked()).toEqual([{ of: { kind: 'scale', scaleId: second.id }, before: null }])
    expect(document.querySelector('[role="dialog"]')?.textContent).toContain(
      `History of scale ${second.shortTitle}`,
    )
    window.unmount()
  })
})
