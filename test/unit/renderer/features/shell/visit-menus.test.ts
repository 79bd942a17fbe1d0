import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'
import { defineComponent, h } from 'vue'
import { closeContextMenu, contextMenu } from '../../../../../src-renderer/commands/context-menu.ts'
import { useCorrectionCommands } from '../../../../../src-renderer/commands/use-correction-commands.ts'
import { useHistoryCommands } from '../../../../../src-renderer/commands/use-history-commands.ts'
import { videosOf } from '../../../../../src-renderer/features/cut/cut-videos.ts'
import CutVideoList from '../../../../../src-renderer/features/cut/CutVideoList.vue'
import PeopleSessions from '../../../../../src-renderer/features/people/PeopleSessions.vue'
import SessionList from '../../../../../src-renderer/features/rate/SessionList.vue'
import RaterList from '../../../../../src-renderer/features/settings/RaterList.vue'
import { useCorrectionsStore } from '../../../../../src-renderer/stores/corrections.ts'
import { useCutStore } from '../../../../../src-renderer/stores/cut.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useRatersStore } from '../../../../../src-renderer/stores/raters.ts'
import { useStudyStore } from '../../../../../src-renderer/stores/study.ts'
import { useSubjectStore } from '../../../../../src-renderer/stores/subject.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import type { ViewName } from '../../../../../src-renderer/stores/view.ts'
import VirtualList from '../../../../../src-renderer/ui/VirtualList.vue'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)
afterEach(closeContextMenu)

/** A list of a screen, with the commands that the shell knows; a row of it is pointed at. */
async function openScreen(view: ViewName, list: Component, props: () => Record<string, unknown>) {
  const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 2 }) })
  if (bridge.study !== null)
    bridge.study.raters = [
      { id: 1, code: 'AB' },
      { id: 2, code: 'CD' },
    ]
  await Promise.all([useLibraryStore().load(), useStudyStore().load(), useRatersStore().load()])
  useViewStore().go(view)
  const screen = defineComponent(() => {
    useCorrectionCommands()
    useHistoryCommands()
    return () => h(list, props())
  })
  const wrapper = mount(screen, { global: { plugins: [pinia] }, attachTo: document.body })
  await flushPromises()
  const pointAt = async (row: object): Promise<string[]> => {
    // A generic component has no type of its own that a wrapper knows.
    const rows = wrapper.getComponent(VirtualList) as unknown as VueWrapper
    rows.vm.$emit('menu', row, new MouseEvent('contextmenu', { cancelable: true }))
    await flushPromises()
    return contextMenu.value?.items.map(({ label }) => label) ?? []
  }
  // By its pinia: what the test before left under way may have made its own the active one again.
  return { pointAt, corrections: useCorrectionsStore(pinia) }
}

const ofVisit = (name: string) => [
  `History of ${name}`,
  `Rename ${name}…`,
  `Change the date of ${name}…`,
  `Move ${name} to another patient…`,
  `Merge ${name} into another visit…`,
  `Delete ${name} for good…`,
]

describe('the menu of a visit', () => {
  it.each([
    ['rate', SessionList, { itemCount: 7, doneBySession: new Map() }],
    ['people', PeopleSessions, {}],
  ] as const)(
    'is on the list of %s, too, and is about the visit that was pointed at',
    async (view, list, more) => {
      const { pointAt, corrections } = await openScreen(view, list, () => ({
        modelValue: useViewStore().sessionId,
        'onUpdate:modelValue': (id: number) => (useViewStore().sessionId = id),
        ...more,
      }))
      const visit = useLibraryStore().sessions.at(-1) ?? expect.fail('no visit')
      const name = `${visit.patientCode} ${visit.visitLabel}`
      expect(await pointAt(visit)).toEqual(expect.arrayContaining(ofVisit(name)))
      contextMenu.value?.choose('visit.merge')
      expect(corrections.askedMerge).toMatchObject({ kind: 'visits', visit: { id: visit.id } })
    },
  )
})

describe('the menus of Cut', () => {
  it('move and delete the video that was pointed at', async () => {
    const videos = () => videosOf(useLibraryStore().clips)
    const { pointAt } = await openScreen('cut', CutVideoList, () => ({
      videos: videos(),
      videoId: useViewStore().videoId,
      onChoose: (id: number) => (useViewStore().videoId = id),
    }))
    const video = videos().at(-1) ?? expect.fail('no video')
    const labels = await pointAt({ kind: 'video', video })
    expect(labels).toEqual(
      expect.arrayContaining([
        `Move ${video.fileName} to another visit…`,
        `Delete ${video.fileName} for good…`,
      ]),
    )
  })

  it('are about the clip that is selected among those of the video', async () => {
    await openScreen('cut', CutVideoList, () => ({ videos: [], videoId: null }))
    const clip = useLibraryStore().clips.at(-1) ?? expect.fail('no clip')
    expect(useSubjectStore().clip).toBeNull()
    useCutStore().selectedId = clip.id
    expect(useSubjectStore().clip?.id).toBe(clip.id)
  })
})

describe('the menu of a rater', () => {
  it('renames and merges the one that was pointed at; else whoever works here is meant', async () => {
    const { pointAt, corrections } = await openScreen('settings', RaterList, () => ({}))
    const raters = useRatersStore()
    await raters.choose('AB')
    expect(useSubjectStore().rater?.code).toBe('AB')
    const cd = raters.raters.find(({ code }) => code === 'CD') ?? expect.fail('no rater')
    expect(await pointAt(cd)).toEqual(['Rename rater CD…', 'Merge rater CD into another…'])
    contextMenu.value?.choose('rater.rename')
    expect(corrections.asked).toEqual({ kind: 'rename-rater', rater: cd })
  })
})
