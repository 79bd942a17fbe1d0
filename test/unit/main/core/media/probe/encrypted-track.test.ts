import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hasEncryptedPictures } from '#core/media/probe/encrypted-track.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

function box(type: string, ...content: Buffer[]): Buffer {
  const header = Buffer.alloc(8)
  const body = Buffer.concat(content)
  header.writeUInt32BE(8 + body.length, 0)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, body])
}

function track(sampleEntry: string): Buffer {
  const table = box('stsd', Buffer.alloc(8), box(sampleEntry, Buffer.alloc(70)))
  return box('trak', box('tkhd', Buffer.alloc(20)), box('mdia', box('minf', box('stbl', table))))
}

async function isEncrypted(bytes: Buffer): Promise<boolean> {
  const file = join(tempFolder(), 'a.mp4')
  await writeFile(file, bytes)
  const handle = await open(file, 'r')
  try {
    return await hasEncryptedPictures(handle, bytes.length)
  } finally {
    await handle.close()
  }
}

it('is found in any track, wherever the index lies', async () => {
  const index = box('moov', box('mvhd', Buffer.alloc(30)), track('mp4a'), track('encv'))
  expect(await isEncrypted(Buffer.concat([box('ftyp', Buffer.alloc(8)), index]))).toBe(true)
  expect(await isEncrypted(Buffer.concat([box('mdat', Buffer.alloc(90)), index]))).toBe(true)
})

it('is not seen where only the sound is encrypted, or the word stands in the data', async () => {
  const index = box('moov', track('avc1'), track('enca'))
  expect(await isEncrypted(Buffer.concat([index, box('mdat', box('encv'))]))).toBe(false)
})

it('is not looked for without end in a broken file', async () => {
  const broken = box('moov', track('avc1'))
  broken.writeUInt32BE(0, 8)
  expect(await isEncrypted(broken)).toBe(false)
  expect(await isEncrypted(broken.subarray(0, 11))).toBe(false)
})
