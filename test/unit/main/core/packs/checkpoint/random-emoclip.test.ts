import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCheckpoint } from '#core/packs/checkpoint/open-checkpoint.ts'
import {
  emoclipParameters,
  emoclipSizes,
} from '../../../../../../scripts/tools/checkpoints/emoclip-parameters.ts'
import { writeRandomEmoclip } from '../../../../../../scripts/tools/checkpoints/random-emoclip.ts'
import { writeTorchZip } from '../../../../../../scripts/tools/checkpoints/write-torch-zip.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

test('what the writer wrote, the reader reads', async () => {
  const file = join(tempFolder(), 'written.pth')
  await writeTorchZip(file, [
    { name: 'ä.weight', dtype: 'float32', shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
    { name: 'half', dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) },
    { name: 'scale', dtype: 'float32', shape: [], data: Float32Array.of(4.5) },
  ])
  const checkpoint = await openCheckpoint(file)
  expect([...checkpoint.tensors.values()]).toEqual([
    { name: 'ä.weight', dtype: 'float32', shape: [2, 3] },
    { name: 'half', dtype: 'float16', shape: [2] },
    { name: 'scale', dtype: 'float32', shape: [] },
  ])
  const values = await Promise.all(['ä.weight', 'half', 'scale'].map((name) => checkpoint.read(name)))
  expect(values.map((tensor) => [...tensor])).toEqual([[0, 1, 2, 3, 4, 5], [1, -2], [4.5]])
  await checkpoint.close()
})

test('the full size has as many parameters as EmoCLIP: CLIP, the temporal part and its own scale', () => {
  const count = emoclipParameters(emoclipSizes.full)
    .map(({ shape }) => shape.reduce((product, size) => product * size, 1))
    .reduce((sum, values) => sum + values, 0)
  expect(count).toBe(151_277_313 + 68_689_408 + 1)
})

test('a small random checkpoint has every part, drawn as announced', async () => {
  const file = join(tempFolder(), 'small.pth')
  await writeRandomEmoclip(file, { size: 'small', seed: 3 })
  const parameters = emoclipParameters(emoclipSizes.small)
  const checkpoint = await openCheckpoint(file)
  expect([...checkpoint.tensors.values()]).toEqual(
    parameters.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
  )
  for (const { name, deviation, mean } of parameters.filter(({ shape }) => shape.length > 1)) {
    const values = await checkpoint.read(name)
    const average = values.reduce((sum, value) => sum + value, 0) / values.length
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length)
    // Four standard errors; there are no more than 2^16 different values.
    const independent = Math.min(values.length, 2 ** 16)
    expect(Math.abs(average - mean), name).toBeLessThan((4 * deviation) / Math.sqrt(independent))
    expect(Math.abs(spread / deviation - 1), name).toBeLessThan(4 / Math.sqrt(2 * independent))
  }
  expect([...(await checkpoint.read('module.logit_scale'))]).toEqual([Math.fround(4.6)])
  await checkpoint.close()
})

test('a seed always gives the same file, another seed another', async () => {
  const folder = tempFolder()
  const written = async (name: string, seed: number) => {
    await writeRandomEmoclip(join(folder, name), { size: 'small', seed })
    return readFileSync(join(folder, name))
  }
  const first = await written('a.pth', 1)
  expect(first.equals(await written('b.pth', 1))).toBe(true)
  expect(first.equals(await written('c.pth', 2))).toBe(false)
})
