import { describe, expect, it } from 'vitest'
import { useEstimatesStore } from '../../../../src-renderer/stores/estimates.ts'
import { analysisHandlers, rateFully } from '../../../helpers/fake-analysis.ts'
import { openWindow } from '../../../helpers/open-window.ts'

describe('estimates', () => {
  it('finds the estimate of an item in a session, with the model that made it', async () => {
    const { bridge } = openWindow()
    if (bridge.study !== null) rateFully(bridge.study)
    bridge.use(analysisHandlers(bridge))
    const estimates = useEstimatesStore()
    await estimates.load('panss-negative')
    const found = estimates.find(1, 'n1')
    expect(found?.estimate).toMatchObject({ sessionId: 1, itemId: 'n1' })
    expect(found?.model.trainedOn).not.toBe('')
    expect(estimates.find(1, 'n2')).toBeNull()
  })

  it('forgets everything when the rater goes blind', async () => {
    const { bridge } = openWindow()
    if (bridge.study !== null) rateFully(bridge.study)
    bridge.use(analysisHandlers(bridge))
    const estimates = useEstimatesStore()
    await estimates.load('panss-negative')
    estimates.clear()
    expect(estimates.find(1, 'n1')).toBeNull()
  })
})
