import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import type { Prediction } from '../../../../../src-shared/domain/prediction.ts'
import type { VideoClock } from '../../../../../src-renderer/player/use-video-clock.ts'
import FaceOverlay from '../../../../../src-renderer/player/FaceOverlay.vue'
import PredictionResult from '../../../../../src-renderer/features/review/PredictionResult.vue'
import { makeFakePrediction } from '../../../../helpers/fake-review.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { inWindows } from '../../../../helpers/fake-workshop.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

/** An odd clip: its face is there all the time. */
const clip = makeFakeStudy().clips[2]!
const frames = makeFakePrediction(clip)
const windows = inWindows(frames, { length: 8, stride: 8 })
const span = { startMs: clip.startMs, endMs: clip.endMs, fps: 25, timesMs: null }

function clockAt(timeMs: number): VideoClock {
  return { timeMs: shallowRef(timeMs) } as unknown as VideoClock
}

function captionsOf(prediction: Prediction): { text: string; captions: string[] } {
  const { pinia } = openWindow()
  const ChartPanel = defineComponent({
    props: { caption: String },
    setup: (props) => () => h('p', props.caption),
  })
  const view = () => h(TooltipProvider, () => h(PredictionResult, { prediction, clock: clockAt(0), span }))
  const wrapper = mount(
    defineComponent(() => view),
    { global: { plugins: [pinia], stubs: { ChartPanel } } },
  )
  return {
    text: wrapper.text(),
    captions: wrapper.findAllComponents(ChartPanel).map((panel) => panel.text()),
  }
}

describe('a prediction over windows', () => {
  it('says over how many windows and frames it was made', () => {
    const { text, captions } = captionsOf(windows)
    const [count, faces] = [windows.windows?.length, windows.faceCount]
    expect(count).toBeGreaterThan(1)
    expect(text).toContain(`read in ${String(count)} windows of`)
    expect(captions[0]).toContain(`Estimate from ${String(count)} windows of`)
    expect(captions[0]).toContain(`n = ${String(faces)} frames with the patient’s face`)
    expect(captions[1]).toContain('One level a window')
  })

  it('says nothing of windows where frames were read on their own', () => {
    const { text, captions } = captionsOf(frames)
    expect(text).not.toContain('window')
    expect(captions[0]).toContain(
      `Estimate from the ${String(frames.faceCount)} frames with the patient’s face`,
    )
    expect(captions[1]).toContain('single frames are noisy')
  })

  it('names over the face the class of the window around this time', () => {
    const last = windows.windows?.at(-1)
    const top = Math.max(...(last?.probabilities ?? []))
    const label = windows.labels[last?.probabilities.indexOf(top) ?? 0] ?? ''
    const overlay = mount(FaceOverlay, {
      props: { paths: [], prediction: windows, clock: clockAt(last?.startMs ?? 0), span },
    })
    expect(overlay.text()).toContain(`${label} ${String(Math.round(top * 100))} %`)
    expect(overlay.text()).toMatch(/window of \d frames?$/)
  })
})
