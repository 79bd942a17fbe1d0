import { flushPromises, mount } from '@vue/test-utils'
import type { Pinia } from 'pinia'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { closeContextMenu, contextMenu } from '../../../../../src-renderer/commands/context-menu.ts'
import CutVideoList from '../../../../../src-renderer/features/cut/CutVideoList.vue'
import CutView from '../../../../../src-renderer/features/cut/CutView.vue'
import { useCutStore } from '../../../../../src-renderer/stores/cut.ts'
import { useJobsStore } from '../../../../../src-renderer/stores/jobs.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { listenToMain } from '../../../../../src-renderer/stores/main-events.ts'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import { addInterview, cutHandlers, interviewId } from '../../../../helpers/fake-cut.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubNarrowWindow, stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(() => {
  stubWindow()
  localStorage.clear()
  // jsdom draws nothing.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  Object.assign(HTMLVideoElement.prototype, {
    requestVideoFrameCallback: () => 0,
    cancelVideoFrameCallback: () => undefined,
  })
})

const cuts = [
  { startMs: 0, endMs: 4000 },
  { startMs: 4000, endMs: 9000 },
  { startMs: 10_000, endMs: 12_000 },
]

function mountCut(pinia: Pinia) {
  const view = defineComponent(() => () => h(TooltipProvider, () => h(CutView)))
  return mount(view, { global: { plugins: [pinia] }, attachTo: document.body })
}

async function openCut(study = makeFakeStudy({ patients: 1 })) {
  const { bridge, pinia } = openWindow({ study })
  bridge.use(cutHandlers(bridge))
  if (study.clips.length > 0) addInterview(study, cuts)
  listenToMain({ 'job.changed': useJobsStore().accept })
  await useLibraryStore().load()
  const wrapper = mountCut(pinia)
  await flushPromises()
  const button = (id: string) => wrapper.get(`[data-testid="cut-${id}"]`)
  // By its pinia: what the test before left under way may have made its own the active one again.
  return { bridge, pinia, wrapper, button, cut: useCutStore(pinia) }
}

function press(key: string, target: EventTarget = document.body): Promise<unknown> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  return flushPromises()
}

/** The whole screen with its player, strips and lists is slow to mount without a browser. */
describe('the Cut screen', () => {
  it('teaches the first step in a study without videos', async () => {
    const { wrapper } = await openCut(makeFakeStudy({ patients: 0 }))
    expect(wrapper.text()).toContain('No videos to cut')
  })

  it('opens the video of the clip that was looked at', async () => {
    const { cut, pinia, wrapper } = await openCut()
    expect(cut.videoId).toBe(interviewId)
    const other = useLibraryStore().clips.at(-1)
    wrapper.unmount()
    Object.assign(useViewStore(), { videoId: null, clipId: other?.id })
    mountCut(pinia)
    await flushPromises()
    expect(cut.videoId).toBe(other?.videoId)
  })

  it('has its videos at hand in a narrow window, and puts them away once one was chosen', async () => {
    stubNarrowWindow()
    const { wrapper, cut } = await openCut()
    const videos = () => wrapper.get('nav[aria-label=Videos]').element.closest<HTMLElement>('.pane')
    const call = wrapper.get('[data-testid=cut-videos]')
    expect(videos()?.style.display).toBe('none')
    expect(call.attributes()).toMatchObject({ 'aria-expanded': 'false', 'aria-label': 'Show the videos' })

    await call.trigger('click')
    expect(videos()?.style.display).not.toBe('none')
    expect(call.attributes('aria-expanded')).toBe('true')

    const other = useLibraryStore().clips.at(-1)?.videoId
    wrapper.getComponent(CutVideoList).vm.$emit('choose', other)
    await flushPromises()
    expect(cut.videoId).toBe(other)
    expect(videos()?.style.display).toBe('none')
  })

  it('goes from clip to clip, removes and merges by keyboard', async () => {
    const { cut } = await openCut()
    const ids = cut.clips.map((clip) => clip.id)
    await press('ArrowDown')
    expect(cut.selectedId).toBe(ids[1])
    await press('x')
    expect(cut.selected?.excluded).toBe(true)
    await press('m')
    expect(cut.clips.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 4000],
      [4000, 12_000],
    ])
    await press('Delete')
    expect(cut.clips).toHaveLength(1)
  })

  it('keeps the last clip of a video', async () => {
    const { cut, button } = await openCut()
    for (let left = 0; left < 2; left += 1) await press('Delete')
    expect(cut.clips).toHaveLength(1)
    expect(button('remove').attributes('disabled')).toBeDefined()
    await press('Delete')
    expect(cut.clips).toHaveLength(1)
  })

  it('cuts at no frame while none is on screen', async () => {
    const { bridge, button } = await openCut()
    for (const id of ['split', 'trim-start', 'trim-end', 'add']) {
      expect(button(id).attributes('disabled')).toBeDefined()
    }
    for (const key of ['s', '[', ']', 'a']) await press(key)
    expect(bridge.calls.some((call) => call.channel === 'cut.edit')).toBe(false)
  })

  it('tells a screen reader of each block what is seen on it', async () => {
    const { wrapper, cut } = await openCut()
    await press('x')
    const [first, second] = wrapper.findAll('[data-testid="clip-block"]')
    expect(first?.attributes('aria-label')).toBe('Clip 1, from 0:00.0, 4.0 s, captioned, excluded')
    expect([first, second].map((block) => block?.attributes('tabindex'))).toEqual(['0', '-1'])
    await second?.trigger('pointerdown')
    expect(cut.selectedId).toBe(cut.clips[1]?.id)
  })

  it('has a menu for each clip, which selects it, and one for the strip between them', async () => {
    const { wrapper, cut } = await openCut()
    const pointAt = async (element: Element): Promise<string[]> => {
      element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))
      await flushPromises()
      return contextMenu.value?.items.map(({ id }) => id) ?? []
    }
    const second = wrapper.findAll('[data-testid="clip-block"]')[1]!.element
    expect(await pointAt(second)).toContain('cut.remove')
    expect(cut.selectedId).toBe(cut.clips[1]?.id)
    contextMenu.value?.choose('cut.exclude')
    await flushPromises()
    expect(cut.clips.map(({ excluded }) => excluded)).toEqual([false, true, false])
    closeContextMenu()
    expect(await pointAt(wrapper.get('[data-testid="strip-scrub"]').element)).toContain('cut.add')
    closeContextMenu()
  })

  it('moves an edge by one frame with an arrow key', async () => {
    const { wrapper, cut } = await openCut()
    await press('ArrowLeft', wrapper.get('[data-testid="trim-handle-end"]').element)
    expect(cut.clips[0]?.endMs).toBe(3972)
  })

  it('shows a proposal with what it does, and applies it', async () => {
    const { wrapper, button, cut } = await openCut()
    await wrapper.get('[data-testid="cut-length"]').setValue('600')
    await wrapper.get('[data-testid="cut-stride"]').setValue('600')
    await wrapper.get('form').trigger('submit')
    const proposal = () => wrapper.find('[data-testid="cut-proposal"]')
    await expect
      .poll(() => proposal().exists() && proposal().text())
      .toContain('5 clips, 8:24 long on average')
    const words = proposal().text()
    expect(words).toContain('The 3 clips there now make way')
    expect(cut.clips).toHaveLength(3)
    await button('apply').trigger('click')
    await expect.poll(() => cut.clips.length).toBe(5)
  })

  it('proposes nothing from a field that is wrong', async () => {
    const { wrapper, button, bridge } = await openCut()
    await wrapper.get('[data-testid="cut-length"]').setValue('0')
    expect(button('propose').attributes('disabled')).toBeDefined()
    await wrapper.get('form').trigger('submit')
    expect(bridge.calls.some((call) => call.channel === 'cut.propose')).toBe(false)
  })
})
