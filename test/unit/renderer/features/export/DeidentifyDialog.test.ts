import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import DeidentifyDialog from '../../../../../src-renderer/features/export/DeidentifyDialog.vue'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { usePeopleStore } from '../../../../../src-renderer/stores/people.ts'
import type { FakeSessionState } from '../../../../helpers/fake-people.ts'
import { peopleHandlers } from '../../../../helpers/fake-people.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

/** Clips 1 to 3 are of session 1, clip 4 of session 2. */
async function openDialog(clipIds: number[], states: Record<number, FakeSessionState>) {
  const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 1 }) })
  bridge.use(peopleHandlers(bridge, states))
  await useLibraryStore().load()
  usePeopleStore().clipsToCopy = clipIds
  mount(DeidentifyDialog, { global: { plugins: [pinia] }, attachTo: document.body })
  await flushPromises()
  const get = (id: string): HTMLElement =>
    document.querySelector<HTMLElement>(`[data-testid="${id}"]`) ?? expect.fail(`no ${id}`)
  const asked = () =>
    bridge.calls
      .filter(({ channel }) => channel === 'people.exportDeidentified')
      .map(({ request }) => request)
  return { bridge, get, asked, text: () => document.body.textContent }
}

describe('de-identified copies', () => {
  it('leave the sound out unless it is asked for', async () => {
    const { get, asked, text } = await openDialog([1, 2], { 1: 'confirmed' })
    expect(text()).toContain('2 clips')
    expect(text()).toContain('a voice tells who somebody is')
    get('deidentify-run').click()
    await flushPromises()
    expect(asked()).toEqual([{ clipIds: [1, 2], keepSound: false }])
    expect(usePeopleStore().clipsToCopy).toBeNull()
  })

  it('keep the sound when told to', async () => {
    const { get, asked } = await openDialog([1], { 1: 'confirmed' })
    get('keep-sound').querySelector<HTMLElement>('[role="switch"]')?.click()
    await flushPromises()
    get('deidentify-run').click()
    await flushPromises()
    expect(asked()).toEqual([{ clipIds: [1], keepSound: true }])
  })

  it('stay open when the folder is not chosen', async () => {
    const { bridge, get } = await openDialog([1], { 1: 'confirmed' })
    bridge.use({ 'people.exportDeidentified': () => null })
    get('deidentify-run').click()
    await flushPromises()
    expect(usePeopleStore().clipsToCopy).toEqual([1])
  })

  it('are not made of clips in which nobody was looked for', async () => {
    const { get, text } = await openDialog([1, 4], { 1: 'not-looked-at', 2: 'not-looked-at' })
    expect(text()).toContain('2 clips are left out')
    expect(get('deidentify-run').hasAttribute('disabled')).toBe(true)
  })

  it('warn where the patient is only proposed', async () => {
    const { get } = await openDialog([1, 4], { 1: 'proposed', 2: 'confirmed' })
    expect(get('unconfirmed').textContent).toContain('P001 · baseline.')
  })
})
