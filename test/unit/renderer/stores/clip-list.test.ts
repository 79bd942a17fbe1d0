import { nextTick } from 'vue'
import { describe, expect, it } from 'vitest'
import { useClipListStore } from '../../../../src-renderer/stores/clip-list.ts'
import { useLibraryStore } from '../../../../src-renderer/stores/library.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'
import { openWindow } from '../../../helpers/open-window.ts'

async function openLibrary(): Promise<{ bridge: FakeBridge; list: ReturnType<typeof useClipListStore> }> {
  const { bridge } = openWindow()
  const list = useClipListStore()
  await useLibraryStore().load()
  return { bridge, list }
}

describe('clip list', () => {
  it('goes on from the place of a clip that has left the filtered list', async () => {
    const { bridge, list } = await openLibrary()
    for (const clip of bridge.study?.clips ?? []) clip.captioned = [1, 4].includes(clip.id)
    await useLibraryStore().load()
    list.change({ marks: ['not-captioned'], patientCode: 'P001' })
    expect(list.visible.map(({ id }) => id)).toEqual([2, 3, 5, 6])
    expect([list.neighbour(4, 1)?.id, list.neighbour(4, -1)?.id]).toEqual([5, 3])
    expect([list.neighbour(1, 1)?.id, list.neighbour(1, -1)]).toEqual([2, null])
    expect([list.neighbour(6, 1), list.neighbour(999, 1)?.id]).toEqual([null, 2])
  })

  it('points at a clip of the patient that is shown', async () => {
    const { list } = await openLibrary()
    const view = useViewStore()
    list.selectOnly(2)
    list.showOnly({ patientCode: 'P001', sessionId: null })
    expect(view.clipId).toBe(2)
    list.showOnly({ patientCode: 'P002', sessionId: null })
    const [first] = list.visible
    expect(first?.patientCode).toBe('P002')
    expect(view.clipId).toBe(first?.id)
    expect([...list.selection]).toEqual([first?.id])
    list.showOnly({ patientCode: null, sessionId: null })
    expect(view.clipId).toBe(first?.id)
    list.showOnly({ patientCode: 'nobody', sessionId: null })
    expect(view.clipId).toBeNull()
  })

  it('selects from the anchor to a clip with Shift, both included', async () => {
    const { list } = await openLibrary()
    list.selectOnly(2)
    list.selectTo(5)
    expect([...list.selection]).toEqual([2, 3, 4, 5])
    list.selectTo(1)
    expect([...list.selection]).toEqual([1, 2])
  })

  it('adds and takes away single clips', async () => {
    const { list } = await openLibrary()
    list.selectOnly(2)
    list.toggle(4)
    list.toggle(2)
    expect([...list.selection]).toEqual([4])
  })

  it('selects all that the filter shows, not all there are', async () => {
    const { list } = await openLibrary()
    list.change({ patientCode: 'P002' })
    list.selectAll()
    expect(list.selection.size).toBe(6)
  })

  it('finds the next and the previous clip in the order shown', async () => {
    const { list } = await openLibrary()
    expect(list.neighbour(1, 1)?.id).toBe(2)
    expect(list.neighbour(1, -1)).toBeNull()
    list.sortBy('session')
    expect(list.neighbour(2, 1)?.id).toBe(1)
  })

  it('begins with the first clip shown when the current one is filtered out', async () => {
    const { list } = await openLibrary()
    list.change({ patientCode: 'P003' })
    expect(list.neighbour(1, 1)?.patientCode).toBe('P003')
  })

  it('shows no session headings while sorted otherwise', async () => {
    const { list } = await openLibrary()
    expect(list.rows.some((row) => row.kind === 'session')).toBe(true)
    list.sortBy('probability')
    expect(list.rows.some((row) => row.kind === 'session')).toBe(false)
    expect(list.filter.descending).toBe(true)
  })

  it('forgets selected clips that left the study', async () => {
    const { bridge, list } = await openLibrary()
    list.selectOnly(1)
    list.toggle(2)
    if (bridge.study !== null) bridge.study.clips = bridge.study.clips.filter((clip) => clip.id !== 2)
    await useLibraryStore().load()
    await nextTick()
    expect([...list.selection]).toEqual([1])
    expect(useViewStore().clipId).toBeNull()
  })

  it('counts what is still to be done', async () => {
    const { bridge, list } = await openLibrary()
    const open = bridge.study?.clips.filter((clip) => !clip.captioned).length
    expect(list.markCounts['not-captioned']).toBe(open)
  })
})
