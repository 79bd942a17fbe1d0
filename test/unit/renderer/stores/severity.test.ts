import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useSeverityStore } from '../../../../src-renderer/stores/severity.ts'
import { analysisHandlers, rateFully } from '../../../helpers/fake-analysis.ts'
import { createFakeBridge } from '../../../helpers/fake-bridge.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'

let bridge: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  bridge = createFakeBridge()
  if (bridge.study !== null) rateFully(bridge.study)
  bridge.use(analysisHandlers(bridge))
  Object.assign(window, { bridge })
})

const asked = (channel: string): number => bridge.calls.filter((call) => call.channel === channel).length

describe('severity store', () => {
  it('asks for a report once, and again after the models were loaded anew', async () => {
    const severity = useSeverityStore()
    const [first, second] = await Promise.all([severity.report(1), severity.report(1)])
    expect(first).toBe(second)
    await severity.load()
    await severity.report(1)
    expect(asked('severity.report')).toBe(2)
  })

  it('does not keep a report that failed', async () => {
    const severity = useSeverityStore()
    await expect(severity.report(99)).rejects.toThrow('This model is not in the study.')
    await expect(severity.report(99)).rejects.toThrow()
    expect(asked('severity.report')).toBe(2)
  })

  it('fits every item that a face can show when none is named', async () => {
    bridge.use({ 'severity.fit': () => ({ jobId: 'j1' }) })
    const jobId = await useSeverityStore().fit({
      scaleId: 'panss-negative',
      itemIds: null,
      packId: 'face-api-7',
    })
    expect(jobId).toBe('j1')
    expect(bridge.calls.at(-1)?.request).toEqual({
      scaleId: 'panss-negative',
      itemIds: null,
      packId: 'face-api-7',
    })
  })

  it('answers null for raters who share no visit', async () => {
    const pair = { scaleId: 'panss-negative', itemId: 'n1', raterA: 'AB', raterB: 'ZZ' }
    expect(await useSeverityStore().agreement(pair)).toBeNull()
  })
})
