import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import SessionClips from '../../../../../src-renderer/features/rate/SessionClips.vue'
import { openWindow } from '../../../../helpers/open-window.ts'

async function openClips(problem: string | null = null) {
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
  await flushPromises()
  const button = (id: string) => wrapper.get(`[data-testid="${id}"]`)
  return { bridge, wrapper, play, button }
}

describe('the player of Rate', () => {
  it('has no controls of the browser, which would keep every key to themselves', async () => {
    const { wrapper } = await openClips()
    expect(wrapper.get('video').attributes('controls')).toBeUndefined()
  })

  it('plays on a click and leaves the focus where it was', async () => {
    const { wrapper, play, button } = await openClips()
    const video = wrapper.get('video')
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true })
    video.element.dispatchEvent(press)
    expect(press.defaultPrevented).toBe(true)
    await video.trigger('click')
    await vi.waitFor(() => {
      expect(play).toHaveBeenCalled()
    })
    const onButton = new MouseEvent('mousedown', { bubbles: true, cancelable: true })
    button('play').element.dispatchEvent(onButton)
    expect(onButton.defaultPrevented).toBe(true)
  })

  it('has its sound, which the browser’s controls had', async () => {
    const { wrapper } = await openClips()
    const video = wrapper.get<HTMLVideoElement>('video')
    await wrapper.get('[aria-label="Sound off"]').trigger('click')
    expect(video.element.muted).toBe(true)
    await wrapper.get('[aria-label="Volume"]').setValue('0.5')
    expect(video.element.volume).toBe(0.5)
  })

  it('is that of Review: frames by key and button, speed, loop, and a ruler to scrub on', async () => {
    const { wrapper, bridge, button } = await openClips()
    expect(bridge.calls.map(({ channel }) => channel)).toContain('video.frames')
    for (const id of ['step-back', 'step-forward', 'prev-clip', 'next-clip', 'rate-scrub']) button(id)
    const video = wrapper.get<HTMLVideoElement>('video')
    window.dispatchEvent(new KeyboardEvent('keydown', { key: ']' }))
    expect(video.element.playbackRate).toBe(1.25)
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'L', shiftKey: true }))
    await flushPromises()
    expect(wrapper.get('[aria-label="Loop the clip"]').attributes('aria-pressed')).toBe('true')
    await button('next-clip').trigger('click')
    expect(wrapper.text()).toContain('2 of 3')
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
      const { bridge, wrapper } = await openClips(problem)
      expect(wrapper.find('video').exists()).toBe(false)
      expect(wrapper.text()).toContain(title)
      const button = wrapper.findAll('button').find((one) => one.text() === action)
      await button?.trigger('click')
      expect(bridge.calls.map(({ channel }) => channel)).toContain('library.relink')
    },
  )

  it('asks again what is known of a file that it could not play, once', async () => {
    const { bridge, wrapper } = await openClips()
    const video = wrapper.get('video')
    const asked = (): number => bridge.calls.filter(({ channel }) => channel === 'clip.get').length
    const before = asked()
    await video.trigger('error')
    await flushPromises()
    await wrapper.get('video').trigger('error')
    await flushPromises()
    expect([asked() - before, wrapper.find('video').exists()]).toEqual([1, false])
  })
})
