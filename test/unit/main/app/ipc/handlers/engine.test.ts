import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { InferenceClient } from '#core/inference/host/client.ts'
import { createPackStore } from '#core/packs/pack-store.ts'
import type { EngineReport } from '#shared/domain/engine.ts'
import { fakePack } from '../../../../../helpers/fake-inference.ts'
import { writePack } from '../../../../../helpers/pack-folder.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'
import { askHandlers, code, noInference } from '../ask-handlers.ts'

const report: EngineReport = {
  packSha256: 'a'.repeat(64),
  cpu: 'a processor',
  cores: 2,
  runtimeVersion: '1.30.0',
  measuredUtc: '2026-01-02T03:04:05.000Z',
  trials: [
    {
      provider: 'cpu',
      precision: 'fp32',
      batch: 4,
      lanes: 2,
      framesPerSecond: 10,
      deviation: 0,
      refusal: null,
    },
    {
      provider: 'webgpu',
      precision: 'fp16',
      batch: 8,
      lanes: 1,
      framesPerSecond: null,
      deviation: 0.3,
      refusal: 'Its numbers are 30 % off.',
    },
  ],
}

function theWindow(measure: InferenceClient['measure']) {
  const own = tempFolder()
  const classes = ['up', 'down'].map((label) => ({ label, sentence: label }))
  const manifest = { ...fakePack().manifest, promptSets: [{ name: 'Two', frameStride: null, classes }] }
  writePack(join(own, 'two-numbers'), manifest, { 'net.onnx': 'a net' })
  let known: EngineReport | null = null
  const inference = {
    ...noInference,
    engineReport: vi.fn(() => known),
    measure: vi.fn<InferenceClient['measure']>(async (...given) => {
      known = await measure(...given)
      return known
    }),
  }
  const packs = createPackStore({ folders: [own], userFolder: own })
  return { folder: join(own, 'two-numbers'), inference, asked: askHandlers({ packs, inference }) }
}
const packId = 'two-numbers'

describe('what runs a pack best', () => {
  it('is not known before it was tried', async () => {
    const { asked, inference, folder } = theWindow(() => Promise.resolve(report))
    expect(await asked.ask('engine.report', { packId })).toBeNull()
    expect(inference.engineReport).toHaveBeenCalledWith(folder)
  })

  it('is tried as a job, within what the user set, and then known', async () => {
    const { asked, inference, folder } = theWindow((_folder, _choice, { progress }) => {
      progress(1, 2)
      return Promise.resolve(report)
    })
    const engine = { precision: null, provider: 'cpu', memoryMb: 512 }
    await asked.ask('app.saveSettings', { engine })
    const { jobId } = await asked.ask('engine.measure', { packId })
    expect(await asked.jobEnded(jobId)).toMatchObject({
      kind: 'engine',
      title: 'Trying what runs two-numbers best',
      status: 'done',
      done: 1,
      total: 2,
      summary: 'Tried 2 ways to run two-numbers; 1 can be used.',
    })
    expect(inference.measure.mock.calls[0]?.slice(0, 2)).toEqual([folder, engine])
    expect(await asked.ask('engine.report', { packId })).toEqual(report)
  })

  it('is a job that can be cancelled', async () => {
    const { asked } = theWindow(
      (_folder, _choice, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error)
          })
        }),
    )
    const { jobId } = await asked.ask('engine.measure', { packId })
    await asked.ask('job.cancel', { jobId })
    expect(await asked.jobEnded(jobId)).toMatchObject({ status: 'cancelled' })
    expect(await asked.ask('engine.report', { packId })).toBeNull()
  })

  it('fails with the sentence of the models', async () => {
    const { asked } = theWindow(noInference.measure)
    const { jobId } = await asked.ask('engine.measure', { packId })
    expect(await asked.jobEnded(jobId)).toMatchObject({
      status: 'failed',
      message: 'No models in this test.',
    })
  })

  it('is asked of no pack that is not there', async () => {
    const { asked } = theWindow(() => Promise.resolve(report))
    await expect(asked.ask('engine.report', { packId: 'unknown' })).rejects.toThrow(code('not-found'))
    await expect(asked.ask('engine.measure', { packId: 'unknown' })).rejects.toThrow(code('not-found'))
    expect(asked.jobs.list()).toEqual([])
  })
})
