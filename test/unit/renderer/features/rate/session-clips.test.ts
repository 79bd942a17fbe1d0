import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import SessionClips from '../../../../../src-renderer/features/rate/SessionClips.vue'
import { openWindow } from '../../../../helpers/open-window.ts'

function openClips(problem: string | null = null) {
  const { bridge, pinia } = openWindow()
  if (bridge.study !== null) bridge.study.clips = bridge.study.clips.map((clip) => ({ ...clip, problem }))
  const clips = bridge.study?.clips.slice(0, 3) ?? []
  // jsdom plays nothing.
  const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
  HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0
  HTMLVideoElement.prototype.cancelVideoFrameCallback = () => undefined
  const wrapper = mount(TooltipProvider, {
    slots: { default: () => h(SessionClips, { clips }) },
    global: { plugins: [pinia] },
    attachTo: document.body,
  })
  return { bridge, wrapper, play, video: wrapper.get<HTMLVideoElement>('video') }
}

describe('the player of Rate', () => {
  it('has no controls of the browser, which would keep every key to themselves', () => {
    const { video } = openClips()
    expect(video.attributes('controls')).toBeUndefined()
  })

  it('plays on a click and leaves the focus where it was', async () => {
    const { wrapper, play, video } = openClips()
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true })
    video.element.dispatchEvent(press)
    expect(press.defaultPrevented).toBe(true)
    await video.trigger('click')
    await vi.waitFor(() => {
      expect(play).toHaveBeenCalled()
    })
    const onButton = new MouseEvent('mousedown', { bubbles: true, cancelable: true })
    wrapper.get('[data-testid="rate-play"]').element.dispatchEvent(onButton)
    expect(onButton.defaultPrevented).toBe(true)
  })

  it('has its sound, which the browser’s controls had', async () => {
    const { wrapper, video } = openClips()
    await wrapper.get('[aria-label="Sound off"]').trigger('click')
    expect(video.element.muted).toBe(true)
    await wrapper.get('[aria-label="Volume"]').setValue('0.5')
    expect(video.element.volume).toBe(0.5)
  })

  it.each([
    [
      'clip.mp4 is not the recording that was imported.',
      'Another recording lies in this one’s place',
      'Find the original…',
    ],
    ['clip.mp4 is not where it was.', 'The video is not where the study expects it', 'Find the video…'],
  ])(
    'shows nothing of a file that is not the clip’s (%s), but what to do',
    async (problem, title, action) => {
      const { bridge, wrapper } = openClips(problem)
      await flushPromises()
      expect(wrapper.find('video').exists()).toBe(false)
      expect(wrapper.text()).toContain(title)
      const button = wrapper.findAll('button').find((one) => one.text() === action)
      await button?.trigger('click')
      expect(bridge.calls.map(({ channel }) => channel)).toContain('library.relink')
    },
  )

  it('asks again what is known of a file that it could not play, once', async () => {
    const { bridge, wrapper, video } = openClips()
    await flushPromises()
    const asked = (): number => bridge.calls.filter(({ channel }) => channel === 'clip.get').length
    const before = asked()
    await video.trigger('error')
    await flushPromises()
    await wrapper.get('video').trigger('error')
    await flushPromises()
    expect([asked() - before, wrapper.find('video').exists()]).toEqual([1, false])
  })
})
