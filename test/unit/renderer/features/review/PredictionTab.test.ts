import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { damagedStretch } from '../../../../../src-shared/domain/clip.ts'
import type { VideoClock } from '../../../../../src-renderer/player/use-video-clock.ts'
import PredictionTab from '../../../../../src-renderer/features/review/PredictionTab.vue'
import { useAppStore } from '../../../../../src-renderer/stores/app.ts'
import { usePredictionsStore } from '../../../../../src-renderer/stores/predictions.ts'
import { createFakeBridge } from '../../../../helpers/fake-bridge.ts'
import { fakePack } from '../../../../helpers/fake-study.ts'
import type { FakeBridge } from '../../../../helpers/fake-bridge.ts'
import { reviewHandlers } from '../../../../helpers/fake-review.ts'

const message = 'a.mp4 is damaged from 00:04.000 to 00:06.000: the pictures there were left out.'

let bridge: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  bridge = createFakeBridge()
  bridge.use(reviewHandlers(bridge))
  Object.assign(window, { bridge })
})

async function openTab({ code, predicted }: { code: string; predicted: boolean }) {
  const clip = bridge.study?.clips[0]
  if (clip === undefined) throw new Error('The fake study has no clip.')
  Object.assign(clip, { predicted, problem: message, excluded: false })
  await useAppStore().loadPacks()
  await usePredictionsStore().show({ clipId: clip.id, packId: fakePack.id, promptSetId: 1 })
  const { startMs, endMs } = clip
  const tab = mount(PredictionTab, {
    props: {
      clip,
      quality: null,
      problems: [{ code, message }],
      clock: {} as VideoClock,
      span: { startMs, endMs, fps: 25, timesMs: null },
    },
    global: { stubs: { PredictionResult: true, PackClaims: true, IconButton: true } },
  })
  await flushPromises()
  return tab
}

it('says beside a prediction which stretch it had to do without', async () => {
  const tab = await openTab({ code: damagedStretch, predicted: true })
  expect(tab.get('[data-testid="damage"]').text()).toBe(message)
  expect(tab.find('prediction-result-stub').exists()).toBe(true)
})

it('gives a damaged stretch as no reason for a prediction that was not made yet', async () => {
  const tab = await openTab({ code: damagedStretch, predicted: false })
  expect(tab.text()).not.toContain(message)
  expect(tab.text()).toContain('Not predicted with this pack yet.')
})

it.each([
  ['why there is no prediction', false],
  ['nothing of an old problem beside a prediction', true],
])('says %s', async (_, predicted) => {
  const tab = await openTab({ code: 'no-face', predicted })
  expect(tab.text().includes(message)).toBe(!predicted)
})
