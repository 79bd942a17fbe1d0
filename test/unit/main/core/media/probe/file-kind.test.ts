import { expect, it } from 'vitest'
import { fileKindOf } from '#core/media/probe/file-kind.ts'

const bytes = (latin1: string) => Uint8Array.from(Buffer.from(latin1, 'latin1'))

it.each([
  ['\0\0\0\x20ftypisom\0\0\x02\0', 'mp4'],
  ['\0\0\0\x14ftypqt  \0\0\0\0', 'mov'],
  ['\0\0\x12\x34moov\0\0\0\x6cmvhd', 'mov'],
  ['\0\0\0\x18stypmsdh\0\0\0\0', 'mp4'],
  ['\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm', 'webm'],
  ['\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska', 'mkv'],
  ['RIFF\x10\x20\0\0AVI LIST', 'avi'],
])('%j begins a video', (head, container) => {
  expect(fileKindOf(bytes(head))).toEqual({ kind: 'video', container })
})

it.each([
  ['PK\x03\x04\x14\0', 'a ZIP archive or an Office document'],
  ['%PDF-1.4', 'a PDF document'],
  ['\xff\xd8\xff\xe1', 'a JPEG picture'],
  ['RIFF\x10\x20\0\0WAVEfmt ', 'a WAV sound file'],
  ['ID3\x03\0\0', 'an MP3 sound file'],
  ['\0\0\0\x18ftypheic\0\0', 'a HEIC or AVIF picture'],
  ['BM\x36\x84\x03\0\0\0', 'a BMP picture'],
  ['BMI at last visit: 24', 'a text file'],
  ['patient;visit\r\nP001;1\r\n', 'a text file'],
])('%j is %s', (head, name) => {
  expect(fileKindOf(bytes(head))).toEqual({ kind: 'other', name })
})

it.each(['\0\x01\x02\x03\x04', 'G@\0\x10\0\0', 'RIFF\0\0\0\0XXXX\0'])('%j is left to ffmpeg', (head) => {
  expect(fileKindOf(bytes(head))).toEqual({ kind: 'unknown' })
})

it('a ZIP archive with a password is told from an open one', () => {
  const header = (flags: number) => Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, flags, 0, 8, 0])
  expect(fileKindOf(header(0b1001))).toEqual({
    kind: 'other',
    name: 'a ZIP archive protected with a password',
  })
  expect(fileKindOf(header(0b1000))).toEqual({
    kind: 'other',
    name: 'a ZIP archive or an Office document',
  })
})
