import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import App from '../../../../../src-renderer/App.vue'
import { useJobsStore } from '../../../../../src-renderer/stores/jobs.ts'
import { useStudyStore } from '../../../../../src-renderer/stores/study.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import type { FakeBridge, FakeOptions } from '../../../../helpers/fake-bridge.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'

enableAutoUnmount(afterEach)

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = (): void => undefined
      unobserve = (): void => undefined
      disconnect = (): void => undefined
    },
  )
})

async function openApp(
  options: FakeOptions = {},
): Promise<{ wrapper: ReturnType<typeof mount>; bridge: FakeBridge }> {
  const { bridge, pinia } = openWindow(options)
  const wrapper = mount(App, { global: { plugins: [pinia] }, attachTo: document.body })
  await flushPromises()
  return { wrapper, bridge }
}

function press(key: string, more: KeyboardEventInit = {}): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
}

describe('the window', () => {
  it('begins with a choice of studies when none is open', async () => {
    const { wrapper } = await openApp({ study: null })
    expect(wrapper.find('[data-view="start"]').exists()).toBe(true)
    expect(wrapper.find('[data-testid="new-study"]').exists()).toBe(true)
    expect(wrapper.text()).toContain('ward-4')
  })

  it('shows the library of the open study, and its lasting notice of synthetic data', async () => {
    const { wrapper } = await openApp()
    expect(wrapper.find('[data-view="library"]').exists()).toBe(true)
    expect(wrapper.get('[data-testid="synthetic-banner"]').text()).toContain('Synthetic data')
    expect(wrapper.text()).toContain('10 patients · 20 sessions · 60 clips')
  })

  it('has no such notice over real data', async () => {
    const { wrapper } = await openApp({ study: makeFakeStudy({ synthetic: false }) })
    expect(wrapper.find('[data-testid="synthetic-banner"]').exists()).toBe(false)
  })

  it('says who rates, that it is blind, and that the pack is not zero-shot', async () => {
    const { wrapper } = await openApp()
    const status = wrapper.get('footer[aria-label="Status"]').text()
    expect(status).toContain('Rater AB')
    expect(status).toContain('(blind)')
    expect(status).toContain('not zero-shot')
  })

  it('changes the screen by keyboard', async () => {
    await openApp()
    press('6', { ctrlKey: true })
    expect(useViewStore().view).toBe('settings')
  })

  it('teaches the first step in a study without clips', async () => {
    const { wrapper } = await openApp({ study: makeFakeStudy({ patients: 0, synthetic: false }) })
    expect(wrapper.text()).toContain('Bring in the first sessions')
    await wrapper.get('[data-testid="import"]').trigger('click')
    expect(useViewStore().isImportOpen).toBe(true)
  })

  it('carries out what the menu asks for', async () => {
    const { bridge } = await openApp()
    bridge.emit('menu.command', { command: 'find' })
    expect(useViewStore().isPaletteOpen).toBe(true)
  })

  it('reads the library again when main says that it changed', async () => {
    const { bridge } = await openApp()
    const reads = (): number => bridge.calls.filter((call) => call.channel === 'library.clips').length
    const before = reads()
    bridge.emit('study.changed', { areas: ['captions'] })
    await vi.waitFor(() => {
      expect(reads()).toBeGreaterThan(before)
    })
    expect(useStudyStore().revisions.captions).toBe(1)
  })

  it('shows the progress of running work in the title bar', async () => {
    const { wrapper, bridge } = await openApp()
    bridge.emit('job.changed', {
      jobId: 'x',
      kind: 'predict',
      title: 'Predicting',
      done: 31,
      total: 50,
      failures: [],
      startedUtc: '2026-01-01T00:00:00Z',
      status: 'running',
      etaMs: null,
      pausable: true,
    })
    await flushPromises()
    expect(wrapper.get('[data-testid="job-tray-button"]').text()).toBe('1 job · 62 %')
    expect(useJobsStore().live).toHaveLength(1)
  })

  it('goes back to the start when the study is closed', async () => {
    const { wrapper, bridge } = await openApp()
    bridge.emit('study.opened', null)
    await flushPromises()
    expect(wrapper.find('[data-view="start"]').exists()).toBe(true)
  })
})
