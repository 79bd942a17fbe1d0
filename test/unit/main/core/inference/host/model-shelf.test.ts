import { expect, test } from 'vitest'
import { createModelShelf } from '#core/inference/host/model-shelf.ts'
import type { EnginePlan } from '#shared/domain/engine.ts'
import { fakeNetsFolder, fakeNetsManifest } from '../../../../../helpers/fake-nets.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const engine: EnginePlan = { provider: 'cpu', precision: 'fp32', batch: 4, lanes: 1 }

/** What was opened, in order, `+` when opened and `-` when disposed. */
function shelf() {
  const log: string[] = []
  let count = 0
  const taken = createModelShelf(() => {
    const name = String(++count)
    log.push(`+${name}`)
    return Promise.resolve({
      name,
      dispose: () => {
        log.push(`-${name}`)
        return Promise.resolve()
      },
    })
  })
  return { log, shelf: taken }
}

test('what was taken last is kept for the same pack and plan', async () => {
  const { log, shelf: models } = shelf()
  const packFolder = fakeNetsFolder()
  const first = await models.take({ packFolder, facePackFolder: packFolder, engine })
  const again = await models.take({ packFolder, facePackFolder: packFolder, engine: { ...engine } })
  expect(again).toBe(first)
  expect(log).toEqual(['+1'])
})

test.each<[string, Partial<EnginePlan>]>([
  ['provider', { provider: 'webgpu' }],
  ['precision', { precision: 'int8' }],
  ['batch', { batch: 8 }],
  ['number of lanes', { lanes: 2 }],
])('another %s opens anew, and what was open is closed first', async (_, change) => {
  const { log, shelf: models } = shelf()
  const packFolder = fakeNetsFolder()
  await models.take({ packFolder, engine })
  await models.take({ packFolder, engine: { ...engine, ...change } })
  expect(log).toEqual(['+1', '-1', '+2'])
})

test('a pack that was replaced in its folder opens anew, of either kind', async () => {
  const { log, shelf: models } = shelf()
  const [packFolder, facePackFolder] = [fakeNetsFolder(), fakeNetsFolder()]
  const replaced = JSON.stringify({ ...fakeNetsManifest(), version: '2.0.0' })
  await models.take({ packFolder, facePackFolder, engine })
  writeFiles(packFolder, { 'pack.json': replaced })
  await models.take({ packFolder, facePackFolder, engine })
  writeFiles(facePackFolder, { 'pack.json': replaced })
  await models.take({ packFolder, facePackFolder, engine })
  expect(log).toEqual(['+1', '-1', '+2', '-2', '+3'])
})

test('one that cannot be opened leaves the shelf empty, and the next is opened', async () => {
  const packFolder = fakeNetsFolder()
  let fails = true
  const models = createModelShelf(() =>
    fails ? Promise.reject(new Error('no memory')) : Promise.resolve({ dispose: () => Promise.resolve() }),
  )
  await expect(models.take({ packFolder, engine })).rejects.toThrow('no memory')
  fails = false
  await expect(models.take({ packFolder, engine })).resolves.toBeDefined()
})

test('clearing closes what is open, once', async () => {
  const { log, shelf: models } = shelf()
  await models.take({ packFolder: fakeNetsFolder(), engine })
  await models.clear()
  await models.clear()
  expect(log).toEqual(['+1', '-1'])
})
