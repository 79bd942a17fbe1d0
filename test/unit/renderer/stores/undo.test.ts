import { describe, expect, it } from 'vitest'
import { useUndoStore } from '../../../../src-renderer/stores/undo.ts'
import { openWindow } from '../../../helpers/open-window.ts'

function counting(label: string, log: string[]) {
  return {
    label,
    show: () => void log.push(`@${label}`),
    undo: () => Promise.resolve(void log.push(`-${label}`)),
    redo: () => Promise.resolve(void log.push(`+${label}`)),
  }
}

describe('undo', () => {
  it('takes back the newest change first and does it again in order', async () => {
    openWindow()
    const undo = useUndoStore()
    const log: string[] = []
    undo.record(counting('a', log))
    undo.record(counting('b', log))
    expect(await undo.undo()).toBe('b')
    expect(await undo.undo()).toBe('a')
    expect(await undo.redo()).toBe('a')
    expect(log).toEqual(['@b', '-b', '@a', '-a', '@a', '+a'])
  })

  it('answers null when there is nothing to take back', async () => {
    openWindow()
    expect(await useUndoStore().undo()).toBeNull()
  })

  it('cannot redo after something new was done', async () => {
    openWindow()
    const undo = useUndoStore()
    undo.record(counting('a', []))
    await undo.undo()
    undo.record(counting('b', []))
    expect(undo.canRedo).toBe(false)
  })

  it('keeps a change that could not be taken back, so that it can be tried again', async () => {
    openWindow()
    const undo = useUndoStore()
    undo.record({ ...counting('a', []), undo: () => Promise.reject(new Error('disk full')) })
    await expect(undo.undo()).rejects.toThrow('disk full')
    expect(undo.undoLabel).toBe('a')
    expect(undo.isBusy).toBe(false)
  })

  it('does not start a second step while the first still runs', async () => {
    openWindow()
    const undo = useUndoStore()
    const log: string[] = []
    undo.record(counting('a', log))
    undo.record(counting('b', log))
    const first = undo.undo()
    expect(await undo.undo()).toBeNull()
    await first
    expect(log).toEqual(['@b', '-b'])
  })

  it('keeps what is changed while a step is being taken back', async () => {
    openWindow()
    const undo = useUndoStore()
    const later = counting('later', [])
    undo.record({
      ...counting('a', []),
      undo: () => {
        undo.record(later)
        return Promise.resolve()
      },
    })
    await undo.undo()
    expect([undo.undoLabel, undo.canRedo]).toEqual(['later', false])
  })

  it('forgets a change that turned out to be none', () => {
    openWindow()
    const undo = useUndoStore()
    const none = counting('none', [])
    undo.record(counting('a', []))
    undo.record(none)
    expect(undo.isNewest(none)).toBe(true)
    undo.drop(none)
    expect(undo.undoLabel).toBe('a')
  })
})
