import { expect, it } from 'vitest'
import { packetCounter } from '#core/media/probe/packet-counter.ts'

/** In pieces of three bytes. */
function counted(text: string) {
  const counter = packetCounter()
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += 3) counter.push(bytes.subarray(at, at + 3))
  return counter.end()
}

it('counts packets and finds the end of the last shown, not of the last stored', () => {
  expect(counted('0.000000,0.040000\n0.080000,0.040000\n0.040000,0.040000\n')).toEqual({
    frames: 3,
    endMs: 120,
  })
})

it('lets the last packet last as long as the one before where no length is known', () => {
  expect(counted('0.000000,N/A\n0.100000,N/A\n')).toEqual({ frames: 2, endMs: 200 })
})

it('has no end when no packet has a time', () => {
  expect(counted('N/A,N/A\n\n')).toEqual({ frames: 1, endMs: null })
})

it('does not believe that a packet is shown for a year', () => {
  expect(counted('0.000000,0.040000\n0.040000,31536000.000000\n')).toEqual({ frames: 2, endMs: 80 })
})

it('finds nothing in what is no list of packets', () => {
  expect(counted('Segmentation fault\n{"packets": []}\n\n')).toEqual({ frames: 0, endMs: null })
})
