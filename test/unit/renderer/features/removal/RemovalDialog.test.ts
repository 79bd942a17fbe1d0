import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Removable } from '#shared/domain/removal.ts'
import { AppError } from '#shared/errors.ts'
import RemovalDialog from '../../../../../src-renderer/features/removal/RemovalDialog.vue'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useRemovalsStore } from '../../../../../src-renderer/stores/removals.ts'
import { removalHandlers } from '../../../../helpers/fake-removal.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

async function openDialog(what: Removable) {
  const { bridge, pinia } = openWindow()
  bridge.use(removalHandlers(bridge))
  await useLibraryStore().load()
  useRemovalsStore().asked = what
  mount(RemovalDialog, { props: { what }, global: { plugins: [pinia] }, attachTo: document.body })
  await flushPromises()
  const get = (id: string): HTMLElement =>
    document.querySelector<HTMLElement>(`[data-testid="${id}"]`) ?? expect.fail(`no ${id}`)
  const type = async (text: string) => {
    const input = get('removal-code') as HTMLInputElement
    input.value = text
    input.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const remove = async () => {
    document.querySelector('form')?.requestSubmit()
    await flushPromises()
  }
  const isHeldBack = () => get('remove').hasAttribute('disabled')
  const asked = () =>
    bridge.calls.filter(({ channel }) => channel === 'removal.remove').map(({ request }) => request)
  const text = () => document.querySelector('[role="dialog"]')?.textContent.replace(/\s+/g, ' ') ?? ''
  return { bridge, get, type, remove, isHeldBack, asked, text }
}

describe('what is deleted for good', () => {
  it('is counted before, with the backups that hold it, and that it cannot be undone', async () => {
    const { text } = await openDialog({ kind: 'patient', id: 1 })
    expect(text()).toContain('Delete P001 for good')
    expect(text()).toContain('It cannot be undone.')
    expect(text()).toContain('2severity models learnt from this, and go as a whole')
    expect(text()).toContain('31entries of the journal lose what they say')
    expect(text()).toContain('backups/study-2026-03-01.sqlite')
  })

  it('is a patient only when the code is typed, and says afterwards what is left', async () => {
    const { get, type, remove, isHeldBack, asked, text } = await openDialog({ kind: 'patient', id: 1 })
    expect(document.activeElement).toBe(get('removal-code'))
    expect(isHeldBack()).toBe(true)
    await type('P002')
    expect(isHeldBack()).toBe(true)
    await remove()
    expect(asked()).toEqual([])
    await type('P001')
    expect(isHeldBack()).toBe(false)
    await remove()
    expect(asked()).toEqual([{ what: { kind: 'patient', id: 1 }, confirmed: 'P001', deleteBackups: false }])
    expect(text()).toContain('P001 is deleted')
    expect(text()).toMatch(/Gone, with all that was made of it: \d+ videos, \d+ clips/)
    expect(text()).toContain('These backups still hold it')
    get('removal-close').click()
    expect(useRemovalsStore().asked).toBeNull()
  })

  it('takes the backups along when that is wanted', async () => {
    const { get, type, remove, asked, text } = await openDialog({ kind: 'visit', id: 1 })
    get('removal-backups').querySelector<HTMLElement>('[role="checkbox"]')?.click()
    await type('P001')
    await remove()
    expect(asked()).toMatchObject([{ deleteBackups: true }])
    expect(text()).not.toContain('still hold it')
  })

  it('is a clip after one more press, without its code', async () => {
    const { remove, isHeldBack, asked, text } = await openDialog({ kind: 'clip', id: 2 })
    expect(isHeldBack()).toBe(false)
    await remove()
    expect(asked()).toEqual([{ what: { kind: 'clip', id: 2 }, confirmed: 'P001', deleteBackups: false }])
    expect(text()).toContain('Gone, with all that was made of it: 1 clip')
  })

  it('stays, with the reason, when main refuses', async () => {
    const { bridge, remove, text } = await openDialog({ kind: 'clip', id: 2 })
    const message = 'Nothing was removed: “Predicting 2 clips” is still at work on this study.'
    bridge.use({
      'removal.remove': () => {
        throw new AppError('conflict', message)
      },
    })
    await remove()
    expect(text()).toContain(message)
    expect(useLibraryStore().clipById.has(2)).toBe(true)
  })

  it('can be asked for again when it could not be counted', async () => {
    const { text } = await openDialog({ kind: 'clip', id: 9999 })
    expect(text()).toContain('This clip is not in the study.')
  })
})
