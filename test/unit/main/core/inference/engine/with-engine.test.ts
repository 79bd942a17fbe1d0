import { expect, test } from 'vitest'
import type { ModelHost } from '#core/inference/host/client.ts'
import { createEngineRecords } from '#core/inference/engine/engine-records.ts'
import { withEngine } from '#core/inference/engine/with-engine.ts'
import { readManifest } from '#core/packs/pack-reader.ts'
import type { EngineChoice, EnginePlan, EngineTrial } from '#shared/domain/engine.ts'
import { AppError } from '#shared/errors.ts'
import { fakeFaces } from '../../../../../helpers/fake-inference.ts'
import { fakeNetsFolder } from '../../../../../helpers/fake-nets.ts'
import { packFolder as packFolderOf } from '../../../../../helpers/pack-folder.ts'

const machine = { cpu: 'A processor', cores: 2, runtimeVersion: '1.2.3' }
const anything: EngineChoice = { precision: null, provider: null, memoryMb: null }
const control = () => ({ signal: new AbortController().signal, progress: () => undefined })
const key = ({ provider, precision, batch, lanes }: EnginePlan): string =>
  `${provider} ${precision} ${batch} x ${lanes}`

const speeds: Readonly<Record<string, number>> = { cpu: 10, webgpu: 100 }

interface Setting {
  readonly providers?: readonly string[]
  /** What trying a plan gives; what it throws is what the host rejects with. */
  readonly answer?: (plan: EnginePlan) => Partial<EngineTrial>
}

/** A host that tries as told, with what it was asked to try, in order. */
function engine({ providers = ['cpu'], answer = () => ({}) }: Setting = {}) {
  const tried: string[] = []
  const unused = () => Promise.reject(new Error('not part of this test'))
  const host: ModelHost = {
    embedClips: unused,
    findFaces: unused,
    embedTexts: unused,
    async tryEngine(_, plan) {
      tried.push(key(plan))
      await new Promise((resolve) => setImmediate(resolve))
      return {
        ...plan,
        framesPerSecond: (speeds[plan.provider] ?? 0) * plan.lanes,
        deviation: 0,
        refusal: null,
        ...answer(plan),
      }
    },
    status: () => {
      throw new Error('not part of this test')
    },
    onStatus: () => () => undefined,
    dispose: () => Promise.resolve(),
  }
  const connected = [...providers]
  const records = createEngineRecords(null, machine)
  const inference = withEngine({
    host,
    records,
    machine,
    providers: () => connected,
    machineMemoryMb: 8000,
    now: () => new Date('2024-05-06T07:08:09Z'),
  })
  return { inference, records, tried, connected }
}

test('every way is tried once, and the plan is the fastest of them, then and later', async () => {
  const { inference, tried } = engine()
  const folder = fakeNetsFolder()
  const plan = await inference.plan(folder, anything)
  expect(tried).toEqual(['cpu fp32 4 x 2', 'cpu fp32 4 x 1', 'cpu int8 1 x 2', 'cpu int8 1 x 1'])
  expect(plan).toEqual({ provider: 'cpu', precision: 'fp32', batch: 4, lanes: 2 })
  await expect(inference.plan(folder, { ...anything, precision: 'int8' })).resolves.toMatchObject({
    precision: 'int8',
  })
  expect(tried).toHaveLength(4)
})

test('two that plan at once measure once, and get the same', async () => {
  const { inference, tried } = engine()
  const folder = fakeNetsFolder()
  const plans = await Promise.all([inference.plan(folder, anything), inference.plan(folder, anything)])
  expect(plans[0]).toEqual(plans[1])
  expect(tried).toHaveLength(4)
})

test('the report is kept: which pack, which machine, when, and every trial', async () => {
  const { inference, records } = engine()
  const folder = fakeNetsFolder(['fp32'])
  expect(inference.engineReport(folder)).toBeNull()
  await inference.plan(folder, anything)
  const report = inference.engineReport(folder)
  expect(report).toMatchObject({
    packSha256: readManifest(folder).sha256,
    ...machine,
    measuredUtc: '2024-05-06T07:08:09.000Z',
    trials: [
      { lanes: 2, framesPerSecond: 20 },
      { lanes: 1, framesPerSecond: 10 },
    ],
  })
  expect(records.find(readManifest(folder).sha256)).toEqual(report)
})

test('another pack in the same folder is tried anew', async () => {
  const { inference, tried } = engine()
  await inference.plan(fakeNetsFolder(['fp32']), anything)
  await inference.plan(fakeNetsFolder(['fp32'], { title: 'Another' }), anything)
  expect(tried).toHaveLength(4)
})

test('a way that brings the process down is struck off, and the others are tried', async () => {
  const { inference, tried } = engine({
    providers: ['webgpu', 'cpu'],
    answer({ provider }) {
      if (provider === 'webgpu') throw new AppError('host-crashed', 'It ended.')
      return {}
    },
  })
  const folder = fakeNetsFolder(['fp32'])
  await expect(inference.plan(folder, anything)).resolves.toMatchObject({ provider: 'cpu' })
  expect(tried).toHaveLength(4)
  const struckOff = inference.engineReport(folder)?.trials.filter(({ provider }) => provider === 'webgpu')
  expect(struckOff).toEqual(
    [8, 32].map((batch) => ({
      provider: 'webgpu',
      precision: 'fp32',
      batch,
      lanes: 1,
      framesPerSecond: null,
      deviation: null,
      refusal: 'The process that runs the models crashed with it.',
    })),
  )
  await inference.plan(folder, anything)
  expect(tried).toHaveLength(4)
})

test('a broken pack ends the measuring with its own sentence, and nothing is kept', async () => {
  const { inference } = engine({
    answer() {
      throw new AppError('pack-invalid', 'The pack is broken.')
    },
  })
  const folder = fakeNetsFolder()
  await expect(inference.plan(folder, anything)).rejects.toMatchObject({
    code: 'pack-invalid',
    message: 'The pack is broken.',
  })
  expect(inference.engineReport(folder)).toBeNull()
})

test('what passes in no way is told with the reason, and tried anew the next time', async () => {
  let isWell = false
  const { inference } = engine({
    answer() {
      if (!isWell) throw new AppError('host-crashed', 'It could not be started.')
      return {}
    },
  })
  const folder = fakeNetsFolder()
  await expect(inference.plan(folder, anything)).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('crashed with it') as string,
  })
  isWell = true
  await expect(inference.plan(folder, anything)).resolves.toMatchObject({ provider: 'cpu' })
})

test('what needs more memory than it may have is not even tried', async () => {
  const { inference, tried } = engine()
  const folder = fakeNetsFolder(['fp32'])
  await expect(inference.plan(folder, { ...anything, memoryMb: 100 })).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('Needs about 151 MB; models may take 100 MB.') as string,
  })
  expect(tried).toEqual([])
})

test('another memory bound that lets other ways pass measures anew, one that changes nothing does not', async () => {
  const { inference, tried } = engine()
  const folder = fakeNetsFolder(['fp32'])
  await expect(inference.plan(folder, { ...anything, memoryMb: 100 })).rejects.toMatchObject({
    code: 'bad-request',
  })
  await inference.plan(folder, { ...anything, memoryMb: 500 })
  expect(tried).toHaveLength(2)
  await inference.plan(folder, { ...anything, memoryMb: 600 })
  expect(tried).toHaveLength(2)
})

test('a device that was not there before is tried', async () => {
  const { inference, tried, connected } = engine()
  const folder = fakeNetsFolder(['fp32'])
  await inference.plan(folder, anything)
  connected.unshift('webgpu')
  await expect(inference.plan(folder, anything)).resolves.toMatchObject({ provider: 'webgpu' })
  expect(tried.slice(2)).toContain('webgpu fp32 8 x 1')
})

test('measuring tries all anew and tells how far it is', async () => {
  const { inference, tried } = engine()
  const folder = fakeNetsFolder(['fp32'])
  await inference.plan(folder, anything)
  const steps: string[] = []
  await inference.measure(folder, anything, {
    ...control(),
    progress: (done, total) => steps.push(`${done}/${total}`),
  })
  expect(tried).toHaveLength(4)
  expect(steps).toEqual(['0/2', '1/2', '2/2'])
})

test('measuring that is cancelled tries no more and keeps the report from before', async () => {
  const { inference, tried } = engine()
  const folder = fakeNetsFolder(['fp32'])
  await inference.plan(folder, anything)
  const before = inference.engineReport(folder)
  const abort = new AbortController()
  const measuring = inference.measure(folder, anything, {
    signal: abort.signal,
    progress: (done) => {
      if (done === 0) abort.abort()
    },
  })
  await expect(measuring).rejects.toMatchObject({ code: 'cancelled' })
  expect(tried).toHaveLength(3)
  expect(inference.engineReport(folder)).toBe(before)
})

test('a pack that finds faces has nothing to measure', async () => {
  const { detector, landmarks, ...rest } = fakeFaces.manifest
  const manifest = {
    ...rest,
    detector: { ...detector, file: 'net.onnx' },
    landmarks: { ...landmarks, file: 'net.onnx' },
  }
  const folder = packFolderOf(manifest, { 'net.onnx': 'net' })
  await expect(engine().inference.measure(folder, anything, control())).rejects.toMatchObject({
    code: 'pack-invalid',
  })
})
