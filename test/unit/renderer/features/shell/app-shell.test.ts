import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { captionMaxCharacters } from '../../../../../src-shared/domain/caption.ts'
import App from '../../../../../src-renderer/App.vue'
import { useCaptionsStore } from '../../../../../src-renderer/stores/captions.ts'
import { saveDelayMs } from '../../../../../src-renderer/stores/caption-draft.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useUndoStore } from '../../../../../src-renderer/stores/undo.ts'
import { changedIds } from '../../../../../src-shared/domain/study.ts'
import { reviewHandlers } from '../../../../helpers/fake-review.ts'
import { useJobsStore } from '../../../../../src-renderer/stores/jobs.ts'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import { useStudyStore } from '../../../../../src-renderer/stores/study.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import type { FakeBridge, FakeOptions } from '../../../../helpers/fake-bridge.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { fakeEmoclipPack, workshopHandlers } from '../../../../helpers/fake-workshop.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'
import { eventually } from '../../../../helpers/eventually.ts'
import { newsOf } from '../../../../../src-shared/ipc/contract/study.ts'

beforeEach(stubWindow)

async function openApp(
  options: FakeOptions = {},
): Promise<{ wrapper: ReturnType<typeof mount>; bridge: FakeBridge }> {
  const { bridge, pinia } = openWindow(options)
  const wrapper = mount(App, { global: { plugins: [pinia] }, attachTo: document.body })
  // Else a slow machine is asked for commands that a study must be open for.
  await eventually(() => {
    expect(useStudyStore().isKnown).toBe(true)
  })
  await flushPromises()
  return { wrapper, bridge }
}

/** With time that goes on by itself only where the work says so. */
async function atRest(work: () => Promise<void>): Promise<void> {
  vi.useFakeTimers()
  try {
    await work()
  } finally {
    vi.useRealTimers()
  }
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

  it('changes the rater by key, from the list in the status bar', async () => {
    const { wrapper, bridge } = await openApp()
    press('u', { ctrlKey: true })
    await flushPromises()
    const other = document.querySelector<HTMLElement>('[data-item="rater CD"]')
    expect(document.querySelector('[data-item="rater AB"] [aria-label="chosen"]')).not.toBeNull()
    other?.click()
    await flushPromises()
    expect(bridge.settings.raterCode).toBe('CD')
    expect(wrapper.get('footer[aria-label="Status"]').text()).toContain('Rater CD')
  })

  it('keeps Ctrl+Z from the browser’s own history where it is the window’s, also with nothing to undo', async () => {
    await openApp()
    const undoIn = (target: HTMLElement): boolean => {
      document.body.append(target)
      const event = new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true, cancelable: true })
      target.dispatchEvent(event)
      target.remove()
      return event.defaultPrevented
    }
    const caption = document.createElement('textarea')
    caption.dataset['history'] = 'study'
    const dialog = document.createElement('div')
    dialog.setAttribute('role', 'dialog')
    expect([document.createElement('div'), dialog, caption].map(undoIn)).toEqual([true, true, true])
    // A search field has a history of its own.
    expect(undoIn(document.createElement('input'))).toBe(false)
  })

  it('does not say that all is saved while a caption is not, and leads to it', async () => {
    const { wrapper } = await openApp()
    const captions = useCaptionsStore()
    await captions.open(2, 1).catch(() => undefined)
    captions.edit('x'.repeat(captionMaxCharacters + 1))
    await captions.open(null, 1)
    const status = wrapper.get('footer[aria-label="Status"]')
    expect(status.text()).toContain('1 caption not saved')
    expect(status.text()).not.toContain('All saved')
    await status.get('[data-testid="not-saved"]').trigger('click')
    expect([useViewStore().view, useViewStore().clipId]).toEqual(['review', 2])
  })

  it('changes the screen by keyboard', async () => {
    await openApp()
    press('8', { ctrlKey: true })
    expect(useViewStore().view).toBe('settings')
    press('2', { ctrlKey: true })
    expect(useViewStore().view).toBe('cut')
  })

  it('has the keys that the user chose, and shows them', async () => {
    await openApp({ settings: { keys: { 'go-cut': ['Alt+2'], shortcuts: ['F1'] } } })
    press('2', { ctrlKey: true })
    expect(useViewStore().view).toBe('library')
    press('2', { altKey: true })
    expect(useViewStore().view).toBe('cut')
    press('F1')
    await eventually(() => {
      expect(document.querySelector('[role="dialog"]')?.textContent).toContain('Go to CutAlt2')
    })
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
    bridge.emit('study.changed', newsOf(['captions']))
    await eventually(() => {
      expect(reads()).toBeGreaterThan(before)
    })
  })

  it('asks for nothing of the study but the save when typing rests, and knows what came of it', async () => {
    const { bridge } = await openApp()
    bridge.use(reviewHandlers(bridge))
    const clipId = useLibraryStore().clips.find(({ captioned }) => !captioned)?.id ?? 0
    const raterId = useRatersStore().current?.id ?? 0
    useViewStore().clipId = clipId
    await useCaptionsStore().open(clipId, raterId)
    await flushPromises()
    await atRest(async () => {
      const before = bridge.calls.length
      useCaptionsStore().edit('Smiles and looks down.')
      await vi.advanceTimersByTimeAsync(saveDelayMs)
      const uid = 'caption 1'
      bridge.emit('study.changed', {
        areas: ['captions', 'library'],
        ids: changedIds({ clips: [clipId] }),
        by: bridge.numberOf('caption.save'),
        undoable: { undo: { uid, label: 'caption of P001', place: null }, redo: null },
      })
      await vi.advanceTimersByTimeAsync(60_000)
      const asked = bridge.calls.slice(before).map(({ channel }) => channel)
      expect(asked).toEqual(['caption.save'])
      expect(useLibraryStore().clipById.get(clipId)?.captioned).toBe(true)
      expect(useUndoStore().undoLabel).toBe('caption of P001')
    })
  })

  it('reads the rows that somebody else changed, and no others', async () => {
    const { bridge } = await openApp()
    const [first] = useLibraryStore().clips
    if (bridge.study === null || first === undefined) throw new Error('There is a study with clips.')
    bridge.study.clips = bridge.study.clips.map((row) =>
      row.id === first.id ? { ...row, captioned: !row.captioned } : row,
    )
    await atRest(async () => {
      const before = bridge.calls.length
      const ids = changedIds({ clips: [first.id] })
      bridge.emit('study.changed', {
        ...newsOf(['captions', 'library']),
        ids,
        undoable: { undo: null, redo: null },
      })
      await vi.advanceTimersByTimeAsync(60_000)
      const asked = bridge.calls.slice(before).map(({ channel }) => channel)
      expect(asked).toContain('library.rows')
      expect(asked).not.toContain('library.clips')
      expect(useLibraryStore().clipById.get(first.id)?.captioned).toBe(!first.captioned)
    })
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
      notices: [],
      stage: null,
      attempts: 1,
      endedUtc: null,
      startedUtc: '2026-01-01T00:00:00Z',
      status: 'running',
      etaMs: null,
      pausable: true,
    })
    await flushPromises()
    expect(wrapper.get('[data-testid="job-tray-button"]').text()).toBe('1 job · 62 %')
    expect(useJobsStore().live).toHaveLength(1)
  })

  it('offers to go on with a prediction that stopped, and hides it while one runs', async () => {
    const run = {
      runId: 4,
      packId: 'face-api-7',
      promptSetName: 'Seven expressions',
      startedUtc: '2026-03-02T13:02:11Z',
      done: 4211,
      total: 10_000,
    }
    const { wrapper, bridge } = await openApp({
      handlers: { 'prediction.interrupted': () => run, 'prediction.resume': () => ({ jobId: 'p' }) },
    })
    const banner = wrapper.get('[data-testid="interrupted"]')
    expect(banner.text()).toContain(
      'The prediction of 10,000 clips with face-api, 7 expressions stopped after 4,211.',
    )
    const job = {
      jobId: 'p',
      kind: 'predict' as const,
      title: 'Predicting',
      done: 4211,
      total: 10_000,
      failures: [],
      notices: [],
      stage: null,
      attempts: 1,
      endedUtc: null,
      startedUtc: '2026-03-02T14:02:11Z',
    }
    bridge.emit('job.changed', { ...job, status: 'running', etaMs: null, pausable: true })
    await flushPromises()
    expect(banner.text()).toBe('')
    bridge.emit('job.changed', { ...job, status: 'cancelled' })
    await flushPromises()
    await banner.get('[data-testid="resume-prediction"]').trigger('click')
    await flushPromises()
    expect(bridge.calls).toContainEqual({ channel: 'prediction.resume', request: { runId: 4 } })
    expect(banner.text()).toBe('')
  })

  it('takes what is dropped on the Packs screen for a pack, elsewhere for sessions', async () => {
    const { bridge } = await openApp()
    bridge.use(workshopHandlers(bridge))
    const drop = async (): Promise<void> => {
      const event = new Event('drop', { bubbles: true, cancelable: true })
      const dataTransfer = { files: [new File(['x'], 'downstream.pth')], items: [] }
      document.body.dispatchEvent(Object.assign(event, { dataTransfer }))
      await flushPromises()
    }
    const calls = (channel: string): unknown[] =>
      bridge.calls.filter((call) => call.channel === channel).map((call) => call.request)
    const dropped = ['/dropped/downstream.pth']
    await drop()
    expect(useViewStore().isImportOpen).toBe(true)
    // The dialog is loaded when it is first wanted.
    await eventually(() => {
      expect(calls('import.preview')).toEqual([{ folders: dropped }])
    })
    expect(calls('pack.inspect')).toEqual([])
    useViewStore().isImportOpen = false
    useViewStore().go('packs')
    await drop()
    // What takes it is loaded when it is first wanted, too.
    await eventually(() => {
      expect(calls('pack.inspect')).toEqual([{ files: dropped }])
    })
    expect(useViewStore().isImportOpen).toBe(false)
    expect(calls('import.preview')).toHaveLength(1)
  })

  it('reads the packs again when main says that they changed', async () => {
    const { wrapper, bridge } = await openApp({ settings: { packId: fakeEmoclipPack.id } })
    bridge.use({ 'pack.list': () => [fakeEmoclipPack] })
    bridge.emit('packs.changed', {})
    await flushPromises()
    expect(wrapper.get('footer[aria-label="Status"]').text()).toContain('EmoCLIP ViT-B/32')
  })

  it('goes back to the start when the study is closed', async () => {
    const { wrapper, bridge } = await openApp()
    bridge.emit('study.opened', null)
    await flushPromises()
    expect(wrapper.find('[data-view="start"]').exists()).toBe(true)
  })
})
