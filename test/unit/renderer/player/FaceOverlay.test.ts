import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { shallowRef } from 'vue'
import type { FacePath } from '#shared/domain/people.ts'
import FaceOverlay from '../../../../src-renderer/player/FaceOverlay.vue'
import { makeFakePrediction } from '../../../helpers/fake-review.ts'
import { makeFakeStudy } from '../../../helpers/fake-study.ts'
import type { VideoClock } from '../../../../src-renderer/player/use-video-clock.ts'

const span = { startMs: 0, endMs: 5000, fps: 25, timesMs: null }

function aPath(trackId: number, label: string, role: FacePath['role']): FacePath {
  const box = [0.25, 0.125, 0.5, 0.5]
  return {
    trackId,
    personId: trackId,
    label,
    role,
    timesMs: Float64Array.from([0, 800]),
    boxes: Float32Array.from([...box, ...box]),
  }
}

/** The overlay reads nothing of the clock but its time. */
function clockAt(timeMs: number): VideoClock {
  return { timeMs: shallowRef(timeMs) } as unknown as VideoClock
}

it('names the patient, and others by their label alone', () => {
  const paths = [aPath(1, 'Person A', 'patient'), aPath(2, 'Person B', 'clinician')]
  const wrapper = mount(FaceOverlay, { props: { paths, prediction: null, clock: clockAt(400), span } })
  expect(wrapper.get('.box.patient').text()).toBe('Patient')
  expect(wrapper.get('.box.muted').text()).toBe('Person B')
  expect(wrapper.get('.box.patient').attributes('style')).toContain('left: 25%')
})

it('puts the estimate on nobody but the patient', () => {
  const [clip] = makeFakeStudy({ patients: 1, clipsPerSession: 1 }).clips
  const prediction = clip === undefined ? expect.fail('no clip') : makeFakePrediction(clip)
  const paths = [aPath(1, 'Person A', 'patient'), aPath(2, 'Person B', 'other')]
  const wrapper = mount(FaceOverlay, { props: { paths, prediction, clock: clockAt(400), span } })
  expect(wrapper.get('.box.patient').text()).toContain('estimate')
  expect(wrapper.get('.box.muted').text()).not.toContain('estimate')
})

it('says that nobody is seen where the paths end', () => {
  const paths = [aPath(1, 'Person A', 'patient')]
  const wrapper = mount(FaceOverlay, { props: { paths, prediction: null, clock: clockAt(2000), span } })
  expect(wrapper.findAll('.box')).toHaveLength(0)
  expect(wrapper.text()).toContain('No face found here')
})
