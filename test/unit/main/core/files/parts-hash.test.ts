import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hashParts } from '#core/files/parts-hash.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

const PART = 64 * 1024

const hashOf = (content: Buffer): Promise<string> => {
  const folder = tempFolder()
  writeFiles(folder, { 'a.mp4': content })
  return hashParts(join(folder, 'a.mp4'))
}

it('is of the size and the first, middle and last 64 KiB', async () => {
  const content = Buffer.from(Uint8Array.from({ length: 10 * PART }, (_, at) => (at * 31) % 251))
  const parts = [content.subarray(0, PART), content.subarray(4.5 * PART, 5.5 * PART), content.subarray(-PART)]
  const expected = createHash('sha256').update(`${String(10 * PART)}\n`)
  for (const part of parts) expected.update(part)
  expect(await hashOf(content)).toBe(expected.digest('hex'))
})

it.each([0, 5 * PART, 10 * PART - 1])('changes with the byte at %i', async (at) => {
  const content = Buffer.alloc(10 * PART)
  const before = await hashOf(content)
  content[at] = 1
  expect(await hashOf(content)).not.toBe(before)
})

it('can be had of a file that is smaller than a part, or empty', async () => {
  const hashes = await Promise.all(['', 'a', 'b', 'aa'].map((text) => hashOf(Buffer.from(text))))
  expect(new Set(hashes).size).toBe(4)
})
