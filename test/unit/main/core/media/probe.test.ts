import { expect, it } from 'vitest'
import { openProblem, readPacketList } from '#core/media/probe.ts'

const failure = (code: string) => Object.assign(new Error(`${code}: open '/secret/Miller/x.mp4'`), { code })

it.each([
  ['EACCES', 'cannot be opened: this account has no permission to read it.'],
  ['EPERM', 'cannot be opened: this account has no permission to read it.'],
  ['ENOENT', 'is not there any more.'],
  ['ENAMETOOLONG', 'cannot be opened: its name is too long for this computer.'],
  ['EBUSY', 'cannot be opened: another program is using it.'],
  ['EIO', 'cannot be read from the disk.'],
])('%s is told in words, without the path', (code, sentence) => {
  expect(openProblem(failure(code))).toBe(sentence)
})

it('counts packets and finds the end of the last shown, not of the last stored', () => {
  expect(readPacketList('0.000000,0.040000\n0.080000,0.040000\n0.040000,0.040000\n')).toEqual({
    frames: 3,
    endMs: 120,
  })
})

it('lets the last packet last as long as the one before where no length is known', () => {
  expect(readPacketList('0.000000,N/A\n0.100000,N/A\n')).toEqual({ frames: 2, endMs: 200 })
})

it('has no end when no packet has a time', () => {
  expect(readPacketList('N/A,N/A\n\n')).toEqual({ frames: 1, endMs: null })
})
