import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEngineRecords } from '#core/inference/engine/engine-records.ts'
import { thisMachine } from '#core/inference/engine/this-machine.ts'
import type { EngineReport } from '#shared/domain/engine.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

const machine = { cpu: 'A processor', cores: 2, runtimeVersion: '1.2.3' }

const report = (packSha256: string, changes: Partial<EngineReport> = {}): EngineReport => ({
  packSha256,
  ...machine,
  measuredUtc: '2024-01-01T00:00:00.000Z',
  trials: [
    {
      provider: 'cpu',
      precision: 'fp32',
      batch: 4,
      lanes: 2,
      framesPerSecond: 12.5,
      deviation: 0,
      refusal: null,
    },
  ],
  ...changes,
})

test('what was kept is found, in this process and in the next', async () => {
  const file = join(tempFolder(), 'of', 'the-user', 'engine.json')
  const records = createEngineRecords(file, machine)
  expect(records.find('a')).toBeNull()
  await records.keep(report('a'))
  expect(records.find('a')).toEqual(report('a'))
  expect(createEngineRecords(file, machine).find('a')).toEqual(report('a'))
  expect(createEngineRecords(file, machine).find('b')).toBeNull()
})

test.each([
  ['processor', { cpu: 'Another processor' }],
  ['number of cores', { cores: 4 }],
  ['runtime', { runtimeVersion: '1.3.0' }],
])('with another %s there is no record', async (_, change) => {
  const file = join(tempFolder(), 'engine.json')
  await createEngineRecords(file, machine).keep(report('a'))
  expect(createEngineRecords(file, { ...machine, ...change }).find('a')).toBeNull()
  expect(createEngineRecords(file, machine).find('a')).not.toBeNull()
})

test.each([
  ['is cut off', '{ "a": { "packSha256"'],
  ['is of another kind', '[]'],
  ['has a trial that is none', JSON.stringify({ a: { ...report('a'), trials: [{ provider: 'cpu' }] } })],
])('a file that %s is no record, and the next report mends it', async (_, content) => {
  const folder = tempFolder()
  writeFiles(folder, { 'engine.json': content })
  const file = join(folder, 'engine.json')
  const records = createEngineRecords(file, machine)
  expect(records.find('a')).toBeNull()
  await records.keep(report('b'))
  expect(createEngineRecords(file, machine).find('b')).toEqual(report('b'))
})

test('two that are kept at once are both kept', async () => {
  const file = join(tempFolder(), 'engine.json')
  const records = createEngineRecords(file, machine)
  await Promise.all([records.keep(report('a')), records.keep(report('b')), records.keep(report('c'))])
  const next = createEngineRecords(file, machine)
  for (const sha256 of ['a', 'b', 'c']) {
    expect(records.find(sha256)).not.toBeNull()
    expect(next.find(sha256)).not.toBeNull()
  }
})

test('what another process kept meanwhile stays', async () => {
  const file = join(tempFolder(), 'engine.json')
  const [here, there] = [createEngineRecords(file, machine), createEngineRecords(file, machine)]
  await there.keep(report('a'))
  await here.keep(report('b'))
  expect(createEngineRecords(file, machine).find('a')).not.toBeNull()
})

test('the file is replaced as a whole, and nothing is left beside it', async () => {
  const folder = tempFolder()
  const file = join(folder, 'engine.json')
  const records = createEngineRecords(file, machine)
  await records.keep(report('a'))
  const before = readFileSync(file, 'utf8')
  // A process that still holds the old file open goes on reading it.
  const writing = records.keep(report('b'))
  expect(readFileSync(file, 'utf8')).toBe(before)
  await writing
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object).sort()).toEqual(['a', 'b'])
  expect(readdirSync(folder)).toEqual(['engine.json'])
})

test('where nothing can be written, it is known for as long as the process lives', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a-file'), '')
  const records = createEngineRecords(join(folder, 'a-file', 'engine.json'), machine)
  await records.keep(report('a'))
  expect(records.find('a')).toEqual(report('a'))
})

test('without a file it is known for as long as the process lives', async () => {
  const records = createEngineRecords(null, machine)
  await records.keep(report('a'))
  expect(records.find('a')).toEqual(report('a'))
})

test('this machine has a processor, cores and a runtime', () => {
  const { cpu, cores, runtimeVersion } = thisMachine()
  expect(cpu).not.toBe('')
  expect(cores).toBeGreaterThan(0)
  expect(runtimeVersion).toMatch(/^\d+\.\d+\.\d+/)
})
