import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCompleteness, type Completeness } from '#core/media/probe/completeness.ts'
import type { VideoContainer } from '#core/media/probe/file-kind.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'completeness-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function check(container: VideoContainer, content: Buffer): Promise<Completeness> {
  const path = join(folder, 'video')
  await writeFile(path, content)
  const file = await open(path)
  try {
    return await checkCompleteness(file, { container, bytes: content.length })
  } finally {
    await file.close()
  }
}

/** A box with `held` bytes of content that says it has `declared`. */
function box(type: string, held: number, declared = held): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(declared + 8, 0)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, Buffer.alloc(held, 1)])
}

/** A box whose size takes 64 bits. */
function largeBox(type: string, held: number, declared = held): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32BE(1, 0)
  header.write(type, 4, 'latin1')
  header.writeBigUInt64BE(BigInt(declared + 16), 8)
  return Buffer.concat([header, Buffer.alloc(held, 1)])
}

describe('MP4 and MOV', () => {
  it('is complete with its index before or behind the pictures', async () => {
    expect(await check('mp4', Buffer.concat([box('ftyp', 16), box('moov', 90), box('mdat', 500)]))).toEqual({
      state: 'complete',
    })
    expect(await check('mov', Buffer.concat([largeBox('mdat', 500), box('moov', 90)]))).toEqual({
      state: 'complete',
    })
  })

  it('is complete when the last box reaches to the end of the file by declaring 0', async () => {
    const open = box('mdat', 500)
    open.writeUInt32BE(0, 0)
    expect(await check('mp4', Buffer.concat([box('moov', 90), open]))).toEqual({ state: 'complete' })
  })

  it('tells how much of the pictures is missing', async () => {
    expect(await check('mp4', Buffer.concat([box('moov', 90), box('mdat', 500, 800)]))).toEqual({
      state: 'cut',
      missingBytes: 300,
    })
    expect(await check('mp4', Buffer.concat([box('moov', 90), largeBox('mdat', 500, 5e9)]))).toEqual({
      state: 'cut',
      missingBytes: 5e9 - 500,
    })
  })

  it('without an index cannot be read', async () => {
    expect(await check('mp4', Buffer.concat([box('ftyp', 16), box('mdat', 500, 800)]))).toEqual({
      state: 'no-index',
    })
    expect(await check('mp4', Buffer.concat([box('ftyp', 16), box('mdat', 500)]))).toEqual({
      state: 'no-index',
    })
  })

  it('leaves what is no box to ffmpeg', async () => {
    const strange = box('free', 40)
    strange.writeUInt32BE(3, 0)
    expect(await check('mp4', Buffer.concat([box('ftyp', 16), strange]))).toEqual({ state: 'complete' })
  })
})

describe('Matroska and WebM', () => {
  const header = Buffer.from('1a45dfa38442868101', 'hex')
  const segment = (size: string, held: number) =>
    Buffer.concat([header, Buffer.from(`18538067${size}`, 'hex'), Buffer.alloc(held, 1)])

  it('is complete when the segment ends with the file', async () => {
    expect(await check('mkv', segment('4064', 100))).toEqual({ state: 'complete' })
  })

  it('tells how much is missing', async () => {
    expect(await check('webm', segment('4064', 70))).toEqual({ state: 'cut', missingBytes: 30 })
    expect(await check('webm', segment('01000000000003e8', 70))).toEqual({ state: 'cut', missingBytes: 930 })
  })

  it('of unknown size, as browsers record, is not called cut', async () => {
    expect(await check('webm', segment('01ffffffffffffff', 70))).toEqual({ state: 'complete' })
  })
})

describe('AVI', () => {
  const riff = (declared: number, held: number) => {
    const start = Buffer.alloc(8)
    start.write('RIFF', 'latin1')
    start.writeUInt32LE(declared, 4)
    return Buffer.concat([start, Buffer.alloc(held, 1)])
  }

  it('tells how much is missing, and not when its size was never filled in', async () => {
    expect(await check('avi', riff(100, 100))).toEqual({ state: 'complete' })
    expect(await check('avi', riff(100, 60))).toEqual({ state: 'cut', missingBytes: 40 })
    expect(await check('avi', riff(0, 60))).toEqual({ state: 'complete' })
  })

  it('is told apart from one of which only the index is missing', async () => {
    const chunk = (name: string, held: number, declared = held) => {
      const header = Buffer.alloc(8)
      header.write(name, 'latin1')
      header.writeUInt32LE(declared, 4)
      return Buffer.concat([header, Buffer.alloc(held, 1)])
    }
    const list = (type: string, held: number, declared = held) => {
      const whole = chunk('LIST', held + 4, declared + 4)
      whole.write(type, 8, 'latin1')
      return whole
    }
    const file = (pictures: Buffer) => {
      const content = Buffer.concat([
        Buffer.from('AVI '),
        list('hdrl', 61),
        chunk('x', 0).subarray(7),
        chunk('JUNK', 20),
        pictures,
      ])
      return Buffer.concat([riff(content.length + 200, 0), content])
    }
    expect(await check('avi', file(list('movi', 300)))).toEqual({ state: 'unindexed' })
    expect(await check('avi', file(list('movi', 300, 400)))).toEqual({ state: 'cut', missingBytes: 200 })
  })
})
