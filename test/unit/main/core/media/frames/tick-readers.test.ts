import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTickList, packetTicks, vp8Shown } from '#core/media/frames/tick-readers.ts'

/** Feeds the bytes cut at these places. */
function feed(bytes: Buffer, cuts: readonly number[], push: (chunk: Buffer) => void): void {
  let at = 0
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    push(bytes.subarray(at, cut))
    at = cut
  }
}

describe('time stamps of packets', () => {
  it('are those of the pictures that are shown, in the order of the file', () => {
    const reader = packetTicks()
    reader.push(Buffer.from('-512,KD\n0,K_\n1536,__\n512,__\n1024,__'))
    expect([...(reader.end() ?? [])]).toEqual([0, 1536, 512, 1024])
  })

  it('are the same however the text is cut', () => {
    const text = Buffer.from('0,K_\r\n40,__\r\n-80,_D\r\n120,__\r\n')
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const reader = packetTicks()
        feed(text, cuts, reader.push)
        expect([...(reader.end() ?? [])]).toEqual([0, 40, 120])
      }),
    )
  })

  it('are not all known when one is not', () => {
    const reader = packetTicks()
    reader.push(Buffer.from('0,K_\nN/A,__\n80,__\n'))
    expect(reader.end()).toBeNull()
  })
})

it('VP8 packets that are not shown are told from those that are, however the file is cut', () => {
  const packet = (first: number, bytes: number) => {
    const header = Buffer.alloc(12)
    header.writeUInt32LE(bytes, 0)
    return Buffer.concat([header, Buffer.from([first]), Buffer.alloc(bytes - 1, 0xff)])
  }
  const file = Buffer.concat([Buffer.alloc(32), packet(0x10, 9), packet(0x01, 1), packet(0x31, 40)])
  fc.assert(
    fc.property(fc.array(fc.nat(file.length)), (cuts) => {
      const reader = vp8Shown()
      feed(file, cuts, reader.push)
      expect(reader.end()).toEqual([true, false, true])
    }),
  )
})

it('a list grows with what is added', () => {
  const list = createTickList()
  for (let tick = 0; tick < 5000; tick += 1) list.add(tick)
  expect(list.end()).toEqual(Float64Array.from({ length: 5000 }, (_, tick) => tick))
})
