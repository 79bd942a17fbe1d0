import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { useCaptionsStore } from '../../../../src-renderer/stores/captions.ts'
import { useClipListStore } from '../../../../src-renderer/stores/clip-list.ts'
import { useCorrectionsStore } from '../../../../src-renderer/stores/corrections.ts'
import { useLibraryStore } from '../../../../src-renderer/stores/library.ts'
import { useRemovalsStore } from '../../../../src-renderer/stores/removals.ts'
import { useSubjectStore } from '../../../../src-renderer/stores/subject.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import { removalHandlers } from '../../../helpers/fake-removal.ts'
import { openWindow } from '../../../helpers/open-window.ts'

async function openLibrary() {
  const { bridge } = openWindow()
  bridge.use(removalHandlers(bridge))
  const list = useClipListStore()
  await useLibraryStore().load()
  const removals = useRemovalsStore()
  const remove = async (what: Parameters<typeof removals.count>[0]) => {
    const { patientCode: confirmed } = await removals.count(what)
    await removals.remove({ what, confirmed, deleteBackups: false })
    await flushPromises()
  }
  return { bridge, list, remove, view: useViewStore(), library: useLibraryStore() }
}

describe('after something was deleted', () => {
  it('the next clip is pointed at, at the end of the list the one before', async () => {
    const { list, remove, view, library } = await openLibrary()
    list.showOnly({ patientCode: 'P001', sessionId: 1 })
    list.selectOnly(2)
    await remove({ kind: 'clip', id: 2 })
    expect([view.clipId, [...list.selection]]).toEqual([3, [3]])
    await remove({ kind: 'clip', id: 3 })
    expect(view.clipId).toBe(1)
    expect(library.clipById.has(2)).toBe(false)
  })

  it('another visit of the patient is shown, and after the last one the patient who comes next', async () => {
    const { list, remove, view, library } = await openLibrary()
    const visits = library.sessions.filter(({ patientCode }) => patientCode === 'P001')
    const [first] = visits
    list.showOnly({ patientCode: 'P001', sessionId: first?.id ?? 0 })
    list.selectOnly(list.visible[0]?.id ?? 0)
    view.sessionId = first?.id ?? 0
    await remove({ kind: 'visit', id: first?.id ?? 0 })
    expect(list.filter).toMatchObject({ patientCode: 'P001', sessionId: null })
    expect(library.clipById.get(view.clipId ?? 0)?.patientCode).toBe('P001')
    expect(library.sessionById.has(view.sessionId)).toBe(true)
    await remove({ kind: 'patient', id: first?.patientId ?? 0 })
    const next = library.clipById.get(view.clipId ?? 0)
    expect(next?.patientCode).not.toBe('P001')
    expect(list.filter.patientCode).toBe(next?.patientCode)
    expect(list.visible.length).toBeGreaterThan(0)
  })

  it('the video on the cutting table gives way to another', async () => {
    const { remove, view, library } = await openLibrary()
    const [clip] = library.clips
    view.videoId = clip?.videoId ?? 0
    await remove({ kind: 'video', id: clip?.videoId ?? 0 })
    expect(library.clips.some(({ videoId }) => videoId === view.videoId)).toBe(true)
  })

  it('no text of its clips is left to be saved, and that of others is', async () => {
    const { bridge, list, remove } = await openLibrary()
    const captions = useCaptionsStore()
    bridge.use({
      'caption.list': () => [],
      'caption.save': () => {
        throw new Error('the disk is full')
      },
    })
    for (const clipId of [2, 3]) {
      await captions.open(clipId, 1)
      captions.edit(`of clip ${String(clipId)}`)
      await captions.flush()
    }
    list.selectOnly(3)
    expect(captions.unsaved.map(({ clipId }) => clipId)).toEqual([2, 3])
    await remove({ kind: 'clip', id: 3 })
    expect(captions.unsaved.map(({ clipId }) => clipId)).toEqual([2])
    expect(captions.clipId).toBeNull()
  })
})

describe('after a correction', () => {
  it('the patient who got another code, and a visit that got another patient, stay the ones that are shown', async () => {
    const { list, library } = await openLibrary()
    const corrections = useCorrectionsStore()
    list.showOnly({ patientCode: 'P001', sessionId: null })
    const shown = list.visible.map(({ id }) => id)
    const of = { patientCode: 'P001', visitLabel: null }
    await corrections.correct({ ...of, to: { patientCode: 'P999' }, mayMerge: false })
    await flushPromises()
    expect(list.filter.patientCode).toBe('P999')
    expect(list.visible.map(({ id }) => id)).toEqual(shown)
    const [visit] = library.sessions.filter(({ patientCode }) => patientCode === 'P999')
    list.showOnly({ patientCode: 'P999', sessionId: visit?.id ?? 0 })
    await corrections.correct({
      ...{ patientCode: 'P999', visitLabel: visit?.visitLabel ?? '', mayMerge: true },
      to: { patientCode: 'P500' },
    })
    await flushPromises()
    expect(list.filter).toMatchObject({ patientCode: 'P500', sessionId: visit?.id })
  })
})

describe('what a command is about', () => {
  it('is the patient and visit of the tree, else those of the clip, the visit on Rate, the video on Cut', async () => {
    const { list, view, library } = await openLibrary()
    const subject = useSubjectStore()
    const [first] = library.clips
    const other = library.clips.find(({ patientCode }) => patientCode !== first?.patientCode)
    expect([subject.patient, subject.visit, subject.clip]).toEqual([null, null, null])
    list.selectOnly(other?.id ?? 0)
    expect([subject.patient?.code, subject.visit?.id]).toEqual([other?.patientCode, other?.sessionId])
    list.showOnly({ patientCode: first?.patientCode ?? '', sessionId: first?.sessionId ?? 0 })
    expect([subject.patient?.code, subject.clip?.id]).toEqual([first?.patientCode, first?.id])
    list.selectAll()
    expect([subject.clip, subject.video]).toEqual([null, null])
    view.openSession(other?.sessionId ?? 0)
    expect([subject.visit?.id, subject.clip]).toEqual([other?.sessionId, null])
    view.openCut(other?.videoId ?? 0)
    list.selectOnly(first?.id ?? 0)
    expect([subject.video?.videoId, subject.clip]).toEqual([other?.videoId, null])
  })
})
