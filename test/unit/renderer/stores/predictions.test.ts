import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { usePredictionsStore } from '../../../../src-renderer/stores/predictions.ts'
import { createFakeBridge } from '../../../helpers/fake-bridge.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'
import { makeFakePrediction, reviewHandlers } from '../../../helpers/fake-review.ts'

let bridge: FakeBridge
const choice = { clipId: 2, packId: 'face-api-7', promptSetId: 1 }

beforeEach(() => {
  setActivePinia(createPinia())
  bridge = createFakeBridge()
  bridge.use(reviewHandlers(bridge))
  for (const clip of bridge.study?.clips ?? []) clip.predicted = clip.id === 2
  Object.assign(window, { bridge })
})

describe('predictions store', () => {
  it('shows the prediction of the chosen clip, and null for one not predicted', async () => {
    const predictions = usePredictionsStore()
    await predictions.show(choice)
    expect(predictions.state).toMatchObject({ status: 'ready', prediction: { clipId: 2 } })
    await predictions.show({ ...choice, clipId: 3 })
    expect(predictions.state).toEqual({ status: 'ready', prediction: null })
  })

  it('never shows the answer for a clip that was left meanwhile', async () => {
    const clip = bridge.study?.clips[1]
    if (clip === undefined) throw new Error('The fake has clips.')
    let answerFirst = (): void => undefined
    bridge.use({
      'prediction.get': ({ clipId }) =>
        clipId === 2
          ? new Promise((resolve) => {
              answerFirst = () => {
                resolve(makeFakePrediction(clip))
              }
            })
          : null,
    })
    const predictions = usePredictionsStore()
    const first = predictions.show(choice)
    await predictions.show({ ...choice, clipId: 3 })
    answerFirst()
    await first
    expect(predictions.state).toEqual({ status: 'ready', prediction: null })
  })

  it('keeps the sentence of a failure', async () => {
    bridge.use({
      'prediction.get': () => {
        throw new AppError('pack-invalid', 'The pack was changed.')
      },
    })
    const predictions = usePredictionsStore()
    await predictions.show(choice)
    expect(predictions.state).toEqual({ status: 'failed', message: 'The pack was changed.' })
  })

  it('starts a job over the clips it is given', async () => {
    const jobId = await usePredictionsStore().start({ clipIds: [2], packId: 'face-api-7', promptSetId: 1 })
    expect(jobId).not.toBe('')
    expect(bridge.calls.at(-1)).toEqual({
      channel: 'prediction.start',
      request: { clipIds: [2], packId: 'face-api-7', promptSetId: 1 },
    })
  })
})
