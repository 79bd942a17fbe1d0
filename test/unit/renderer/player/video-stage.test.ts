import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { VideoClock } from '../../../../src-renderer/player/use-video-clock.ts'
import VideoStage from '../../../../src-renderer/player/VideoStage.vue'
import { useJobsStore } from '../../../../src-renderer/stores/jobs.ts'
import { listenToMain } from '../../../../src-renderer/stores/main-events.ts'
import { defineStudyResource } from '../../../../src-renderer/stores/study-resources.ts'
import { useStudyStore } from '../../../../src-renderer/stores/study.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import { cutHandlers } from '../../../helpers/fake-cut.ts'
import { fakeVideo, makeFakeStudy } from '../../../helpers/fake-study.ts'
import { openWindow } from '../../../helpers/open-window.ts'
import { stubWindow } from '../../../helpers/still-window.ts'

beforeEach(stubWindow)

const video = { ...fakeVideo(makeFakeStudy().clips[0]!), playable: false, missing: false }

function openStage(part: Partial<typeof video> = {}) {
  const { bridge, pinia } = openWindow()
  bridge.use(cutHandlers(bridge))
  listenToMain({ 'job.changed': useJobsStore().accept })
  const props = {
    video: { ...video, ...part },
    title: 'P001',
    prediction: null,
    clock: {} as VideoClock,
    span: { startMs: 0, endMs: 1000, fps: 25, timesMs: null },
    showsFace: false,
    setVideo: () => undefined,
  }
  return { bridge, wrapper: mount(VideoStage, { props, global: { plugins: [pinia] } }) }
}

describe('a video that cannot be played', () => {
  it('offers a copy for the player, and has what is known of it read again when it is there', async () => {
    const { bridge, wrapper } = openStage()
    await useStudyStore().load()
    const told = vi.fn()
    defineStudyResource({ areas: ['library'], refresh: told })
    await wrapper.get('[data-testid="make-proxy"]').trigger('click')
    await flushPromises()
    expect(bridge.calls).toContainEqual({ channel: 'video.makeProxy', request: { videoId: video.id } })
    await expect.poll(() => told.mock.calls).toEqual([[null]])
    await wrapper.setProps({ video: { ...video, proxy: 'ready' } })
    expect(wrapper.find('video').exists()).toBe(true)
  })

  it('shows how far the copy is', async () => {
    const { bridge, wrapper } = openStage()
    bridge.use({ 'video.makeProxy': () => ({ jobId: 'p' }) })
    await wrapper.get('[data-testid="make-proxy"]').trigger('click')
    await flushPromises()
    bridge.emit('job.changed', {
      jobId: 'p',
      kind: 'proxy',
      title: 'Copy',
      // One video, of which a quarter is there.
      done: 0.25,
      total: 1,
      failures: [],
      notices: [],
      stage: null,
      attempts: 1,
      endedUtc: null,
      startedUtc: '2026-01-01T00:00:00Z',
      status: 'running',
      etaMs: null,
      pausable: false,
    })
    await flushPromises()
    expect(wrapper.get('[data-testid="proxy-making"]').text()).toContain('25 %')
  })

  it('says why no copy came to be, and offers it again', async () => {
    const { bridge, wrapper } = openStage()
    bridge.use({ 'video.makeProxy': () => ({ jobId: 'p' }) })
    await wrapper.get('[data-testid="make-proxy"]').trigger('click')
    await flushPromises()
    const base = {
      jobId: 'p',
      kind: 'proxy' as const,
      title: 'Copy',
      done: 0,
      total: 1,
      failures: [],
      notices: [],
      stage: null,
      attempts: 1,
      endedUtc: null,
    }
    const message = 'The disk is full.'
    bridge.emit('job.changed', {
      ...base,
      startedUtc: '2026-01-01T00:00:00Z',
      status: 'failed',
      continuable: false,
      message,
    })
    await flushPromises()
    expect(wrapper.get('[role="alert"]').text()).toBe(message)
    expect(wrapper.find('[data-testid="make-proxy"]').exists()).toBe(true)
  })

  it('says that a copy is being made that was begun elsewhere', () => {
    expect(openStage({ proxy: 'making' }).wrapper.find('[data-testid="proxy-making"]').exists()).toBe(true)
  })
})

describe('a video in whose place another recording lies', () => {
  it('is not there at all; the original can be looked for, and the new one imported', async () => {
    const { wrapper } = openStage({ playable: true, content: 'replaced' })
    expect(wrapper.find('video').exists()).toBe(false)
    const [find, importAnew] = wrapper.get('[data-testid="replaced-video"]').findAll('button')
    await find?.trigger('click')
    expect(wrapper.emitted('relink')).toHaveLength(1)
    await importAnew?.trigger('click')
    expect(useViewStore().isImportOpen).toBe(true)
  })

  it('is asked about once when it can be played no more, and is shown again when it can', async () => {
    const { wrapper } = openStage({ playable: true })
    await wrapper.get('video').trigger('error')
    expect(wrapper.find('video').exists()).toBe(false)
    await wrapper.setProps({ video: { ...video, playable: true } })
    await wrapper.get('video').trigger('error')
    expect(wrapper.emitted('failed')).toHaveLength(1)
    await wrapper.setProps({ video: { ...video, playable: true, content: 'replaced' } })
    expect(wrapper.find('[data-testid="replaced-video"]').exists()).toBe(true)
    await wrapper.setProps({ video: { ...video, playable: true } })
    expect(wrapper.find('video').exists()).toBe(true)
  })

  it('has words over it while it is compared', async () => {
    const { wrapper } = openStage({ playable: true, content: 'unsure' })
    expect(wrapper.get('[role="status"]').text()).toContain('its content is read once before it is shown')
    const element = wrapper.get<HTMLVideoElement>('video')
    Object.defineProperties(element.element, { videoWidth: { value: 640 }, videoHeight: { value: 480 } })
    await element.trigger('loadedmetadata')
    expect(wrapper.find('[role="status"]').exists()).toBe(false)
  })
})
