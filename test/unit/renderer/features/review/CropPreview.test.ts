import { mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { FacePath } from '#shared/domain/people.ts'
import CropPreview from '../../../../../src-renderer/features/review/CropPreview.vue'
import type { VideoClock } from '../../../../../src-renderer/player/use-video-clock.ts'
import { makeFakeStudy, fakeVideo } from '../../../../helpers/fake-study.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

function aPath(role: FacePath['role'], x: number): FacePath {
  const box = [x, 0.25, 0.125, 0.25]
  return {
    trackId: 1,
    personId: 1,
    label: 'Person A',
    role,
    timesMs: Float64Array.from([0, 500]),
    boxes: Float32Array.from([...box, ...box]),
  }
}

/** A video of 640 x 480 of which the player shows a copy of half the size. */
function openPreview(paths: readonly FacePath[]) {
  const [clip] = makeFakeStudy({ patients: 1, clipsPerSession: 1 }).clips
  const { probe } = clip === undefined ? expect.fail('no clip') : fakeVideo(clip)
  const drawImage = vi.fn()
  const fillRect = vi.fn()
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({
    drawImage,
    fillRect,
  } as unknown as CanvasRenderingContext2D)
  const video = document.createElement('video')
  Object.defineProperties(video, { videoWidth: { value: 320 }, videoHeight: { value: 240 } })
  const timeMs = shallowRef(100)
  const clock = { timeMs, hasFrame: shallowRef(true) } as unknown as VideoClock
  const rule = { kind: 'face-square', margin: 0.5, sizePx: 224 } as const
  const wrapper = mount(CropPreview, { props: { paths, rule, clock, video, probe } })
  return { wrapper, video, timeMs, drawImage, fillRect }
}

it('lays the picture so that the square around the patient fills the canvas, over black', async () => {
  // The face: 80 x 120 at (0, 120). Its square: 120 at (-20, 120), grown to 180 at (-50, 90).
  const { video, drawImage, fillRect } = openPreview([aPath('clinician', 0.5), aPath('patient', 0)])
  await nextTick()
  const scale = 224 / 180
  expect(fillRect).toHaveBeenCalledWith(0, 0, 224, 224)
  expect(drawImage).toHaveBeenCalledWith(video, 50 * scale, -90 * scale, 640 * scale, 480 * scale)
})

it('draws each frame anew, and nothing while there is no face', async () => {
  const { wrapper, timeMs, drawImage } = openPreview([aPath('patient', 0)])
  await nextTick()
  const before = drawImage.mock.calls.length
  timeMs.value = 140
  await nextTick()
  expect(drawImage.mock.calls.length).toBe(before + 1)
  timeMs.value = 900
  await nextTick()
  expect(drawImage.mock.calls.length).toBe(before + 1)
  expect(wrapper.get('[data-testid="crop-preview"]').classes()).toContain('none')
})

it('shows nobody but the patient', async () => {
  const { wrapper, drawImage } = openPreview([aPath('clinician', 0.5)])
  await nextTick()
  expect(drawImage).not.toHaveBeenCalled()
  expect(wrapper.get('[data-testid="crop-preview"]').classes()).toContain('none')
})
