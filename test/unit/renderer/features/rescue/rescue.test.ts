import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import type { ErrorCode } from '#shared/errors.ts'
import App from '../../../../../src-renderer/App.vue'
import { request } from '../../../../../src-renderer/api/client.ts'
import { backupContents } from '../../../../../src-renderer/features/rescue/backup-words.ts'
import type { FakeBridge, FakeOptions } from '../../../../helpers/fake-bridge.ts'
import { makeFakeStudy, summaryOf } from '../../../../helpers/fake-study.ts'
import { eventually } from '../../../../helpers/eventually.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

const contents = { title: 'Trial', patients: 12, sessions: 24, captions: 1, scores: 96, lastEditUtc: null }
const made = { bytes: 4096, isDaily: true, problem: null }
const backups = [
  {
    name: 'torn.sqlite',
    madeUtc: '2026-03-09T10:00:00Z',
    ...made,
    contents: null,
    problem: 'It is damaged.',
  },
  { name: 'new.sqlite', madeUtc: '2026-03-08T10:00:00Z', ...made, contents },
  { name: 'old.sqlite', madeUtc: '2026-03-07T10:00:00Z', ...made, contents: { ...contents, patients: 11 } },
]

async function openApp(options: FakeOptions = {}): Promise<FakeBridge> {
  const { bridge, pinia } = openWindow(options)
  mount(App, { global: { plugins: [pinia] }, attachTo: document.body })
  await flushPromises()
  return bridge
}

/** A request fails, whichever store made it. */
async function fails(bridge: FakeBridge, code: ErrorCode, message = 'It is so.'): Promise<void> {
  bridge.use({
    'rater.list': () => {
      throw new AppError(code, message)
    },
  })
  await expect(request('rater.list')).rejects.toThrow(message)
}

const dialog = () =>
  eventually(() => {
    const found = document.body.querySelector('[role="dialog"]')
    expect(found).not.toBeNull()
    return found as HTMLElement
  })
const press = async (testId: string) => {
  const button = await eventually(() => {
    const found = document.body.querySelector<HTMLElement>(`[data-testid="${testId}"]`)
    expect(found).not.toBeNull()
    return found!
  })
  button.click()
  await flushPromises()
}
const asked = (bridge: FakeBridge, channel: string) =>
  bridge.calls.filter((call) => call.channel === channel).map((call) => call.request)

describe('a study whose folder went away', () => {
  it('offers to save it elsewhere, and goes on there', async () => {
    const bridge = await openApp()
    await fails(bridge, 'study-moved')
    expect((await dialog()).textContent).toContain('folder is gone')
    bridge.use({ 'rater.list': () => [] })
    await press('save-elsewhere')
    expect(asked(bridge, 'study.saveElsewhere')).toHaveLength(1)
    await eventually(() => {
      expect(document.body.querySelector('[role="dialog"]')).toBeNull()
    })
  })

  it('goes on offering when the folder dialog was cancelled', async () => {
    const bridge = await openApp({ handlers: { 'study.saveElsewhere': () => null } })
    await fails(bridge, 'study-moved')
    await press('save-elsewhere')
    expect((await dialog()).textContent).toContain('folder is gone')
  })
})

describe('a study that is damaged', () => {
  it('offers its backups, the newest that can be read first, and puts one back', async () => {
    const bridge = await openApp({
      study: null,
      handlers: { 'study.restorable': () => ({ folderName: 'ward-4', backups }) },
    })
    await fails(bridge, 'study-damaged', 'The study file is damaged.')
    const shown = await dialog()
    expect(shown.textContent).toContain('ward-4')
    const choices = [...shown.querySelectorAll<HTMLInputElement>('input[type=radio]')]
    expect(choices.map(({ value, checked, disabled }) => [value, checked, disabled])).toEqual([
      ['torn.sqlite', false, true],
      ['new.sqlite', true, false],
      ['old.sqlite', false, false],
    ])
    choices[2]!.click()
    bridge.use({ 'study.restore': () => summaryOf((bridge.study = makeFakeStudy())) })
    await press('restore-backup')
    expect(asked(bridge, 'study.restore')).toEqual([{ name: 'old.sqlite' }])
    await eventually(() => {
      expect(document.body.querySelector('[data-view="library"]')).not.toBeNull()
    })
  })

  it('says that there is no backup where there is none', async () => {
    const bridge = await openApp({
      study: null,
      handlers: { 'study.restorable': () => ({ folderName: 'ward-4', backups: [] }) },
    })
    await fails(bridge, 'study-foreign')
    expect((await dialog()).textContent).toContain('There is no backup')
  })

  it('is offered at the start, when it was named there and refused', async () => {
    await openApp({
      study: null,
      handlers: { 'study.restorable': () => ({ folderName: 'ward-4', backups }) },
    })
    expect((await dialog()).textContent).toContain('ward-4')
  })

  it('is not offered for a folder that never held a study', async () => {
    const bridge = await openApp({
      study: null,
      handlers: { 'study.restorable': () => ({ folderName: 'pictures', backups: [] }) },
    })
    await fails(bridge, 'study-unreadable')
    await flushPromises()
    expect(document.body.querySelector('[role="dialog"]')).toBeNull()
  })
})

describe('the window over a study', () => {
  it('says that it can be looked at only', async () => {
    await openApp({
      handlers: { 'study.current': () => ({ ...summaryOf(makeFakeStudy()), lookOnly: true }) },
    })
    expect(document.body.querySelector('[data-testid="look-only-banner"]')?.textContent).toContain(
      'nothing can be changed',
    )
  })

  it('tells what in its file is damaged', async () => {
    const damage = 'The scale “Mood” is damaged in the study’s file: it is left out.'
    await openApp({
      handlers: { 'study.current': () => ({ ...summaryOf(makeFakeStudy()), damages: [damage] }) },
    })
    expect(document.body.querySelector('[data-testid="damaged-rows-banner"]')?.textContent).toContain(damage)
  })

  it('tells what main tells of the study', async () => {
    const bridge = await openApp()
    bridge.emit('study.told', { message: 'Today’s backup of the study was not made. The disk is full.' })
    await eventually(() => {
      expect(document.body.textContent).toContain('The disk is full.')
    })
  })
})

describe('backupContents', () => {
  it('counts what is in it, or says what is wrong', () => {
    expect(backups.map(backupContents)).toEqual([
      'It is damaged.',
      '12 patients, 24 sessions, 1 caption, 96 scores',
      '11 patients, 24 sessions, 1 caption, 96 scores',
    ])
  })
})
