import { afterEach, describe, expect, it, vi } from 'vitest'
import { useErrors } from '../../../../src-renderer/composables/use-errors.ts'
import { AppError } from '../../../../src-shared/errors.ts'

const { toasts, attempt, dismiss, notify, report } = useErrors()

afterEach(() => {
  for (const toast of toasts.value) dismiss(toast.id)
  vi.unstubAllGlobals()
})

describe('useErrors', () => {
  it('shows what failed and the sentence that says why', () => {
    report(new AppError('disk-full', 'The disk is full.'), 'The caption was not saved')
    expect(toasts.value).toMatchObject([
      { tone: 'error', title: 'The caption was not saved', detail: 'The disk is full.' },
    ])
  })

  it('does not bother a user with what the user cancelled', () => {
    report(new AppError('cancelled', 'Cancelled.'))
    expect(toasts.value).toEqual([])
  })

  it('shows a fault of the window without its inner words, and hands it on whole', () => {
    const handed = vi.fn()
    vi.stubGlobal('reportError', handed)
    const fault = new TypeError('x is undefined')
    report(fault)
    expect(toasts.value[0]?.title).not.toContain('undefined')
    expect(handed).toHaveBeenCalledWith(fault)
  })

  it('says the same thing once', () => {
    notify('Saved')
    notify('Saved')
    expect(toasts.value).toHaveLength(1)
  })

  it('answers null for work that failed, and its value otherwise', async () => {
    expect(await attempt(() => Promise.resolve(3))).toBe(3)
    expect(await attempt(() => Promise.reject(new AppError('internal', 'No.')))).toBeNull()
  })
})
