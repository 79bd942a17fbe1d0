import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { AppError } from '#shared/errors.ts'
import type { SaveScores } from '#shared/domain/score.ts'
import RateView from '../../../../../src-renderer/features/rate/RateView.vue'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import { useSettingsStore } from '../../../../../src-renderer/stores/settings.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import type { FakeHandlers } from '../../../../helpers/fake-bridge.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)
afterEach(() => {
  localStorage.clear()
})

/** Rate, with its grid, of a study that AB rates; nothing is rated yet unless the handlers say so. */
async function openGrid(handlers: FakeHandlers = {}, study = makeFakeStudy({ patients: 2 })) {
  const { bridge, pinia } = openWindow({ study: { ...study, scores: [] } })
  bridge.use(handlers)
  await Promise.all([useLibraryStore().load(), useScoresStore().loadScales(), useSettingsStore().load()])
  await useRatersStore().load()
  await useRatersStore().choose('AB')
  useViewStore().openScoreGrid()
  const window = mount(
    defineComponent(() => () => h(TooltipProvider, () => h(RateView))),
    { global: { plugins: [pinia] }, attachTo: document.body },
  )
  await flushPromises()
  const grid = () => document.querySelector<HTMLElement>('[data-testid="score-grid"]')
  const paste = async (text: string) => {
    grid()?.focus()
    // jsdom has no clipboard.
    document.dispatchEvent(Object.assign(new Event('paste'), { clipboardData: { getData: () => text } }))
    await flushPromises()
  }
  const plan = () => document.querySelector('[data-testid="paste-plan"]')?.textContent ?? ''
  const write = async () => {
    document.querySelector<HTMLElement>('[data-testid="paste-write"]')?.click()
    await flushPromises()
  }
  const sent = () =>
    bridge.calls
      .filter(({ channel }) => channel === 'score.saveMany')
      .map(({ request }) => request as SaveScores)
  return { window, bridge, grid, paste, plan, write, sent }
}

it('shows what a paste would change, and writes it in one request when told to', async () => {
  const { paste, plan, write, sent, window } = await openGrid()
  await paste('2\t9\n3\n')
  expect(plan()).toContain('9 is not possible')
  expect(sent()).toEqual([])
  await write()
  expect(sent().map(({ cells }) => cells.map(({ value }) => value))).toEqual([[2, 3]])
  expect(plan()).toBe('')
  expect(document.querySelector('[data-testid="score-grid-view"]')?.textContent).toContain('saved')
  window.unmount()
})

it('keeps the plan, with the reason, where main refuses it, and says nothing is saved', async () => {
  const { paste, write, window } = await openGrid({
    'score.saveMany': () => {
      throw new AppError('disk-full', 'The disk is full: nothing was written.')
    },
  })
  await paste('2\n')
  await write()
  expect(document.querySelector('[role="dialog"]')?.textContent).toContain('The disk is full')
  expect(document.querySelector('[data-testid="score-grid-view"]')?.textContent).not.toContain('saved')
  window.unmount()
})

it('is no grid of nothing where the scores could not be read: it says so, and reads them again', async () => {
  let isThere = false
  const { grid, window } = await openGrid({
    'score.ofScale': () => {
      if (isThere) return []
      throw new AppError('study-moved', 'The study’s folder was moved or deleted.')
    },
  })
  expect([grid(), document.querySelector('[role="alert"]')?.textContent]).toEqual([
    null,
    expect.stringContaining('moved or deleted'),
  ])
  isThere = true
  ;[...document.querySelectorAll('button')]
    .find(({ textContent }) => textContent.includes('Read again'))
    ?.click()
  await flushPromises()
  expect(grid()).not.toBeNull()
  window.unmount()
})
