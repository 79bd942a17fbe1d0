import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createFfmpegLog } from '#core/media/ffmpeg-log.ts'

const header = '[Parsed_showinfo_5 @ 0x5599] [info] config in time_base: 1/12800, frame_rate: 25/1\n'
const frame = (n: number, pts: string) =>
  `[Parsed_showinfo_5 @ 0x5599] [info] n:   ${n} pts:  ${pts} pts_time:x       pos:   48 fmt:rgb24\n`

it('reads time stamps exactly, not as they are printed', () => {
  const log = createFfmpegLog()
  log.push(header + frame(0, '512') + frame(1, '115200512'))
  expect(log.times.map(({ seconds }) => seconds)).toEqual([0.04, 9000.04])
})

it('reads the same however the text is cut', () => {
  const text = `${header}frame=1\nprogress=continue\n${frame(0, '0')}[h264 @ 0x1] [error] broken\n${frame(1, '512')}`
  const whole = createFfmpegLog()
  whole.push(text)
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const log = createFfmpegLog()
      let at = 0
      for (const cut of [...cuts.sort((a, b) => a - b), text.length]) {
        log.push(text.slice(at, cut))
        at = cut
      }
      expect([log.times, log.damageCount]).toEqual([whole.times, whole.damageCount])
    }),
  )
  expect(whole.times).toHaveLength(2)
})

it('tells from which filter graph a picture came', () => {
  const log = createFfmpegLog()
  const next = header.replace('1/12800', '1/90000')
  log.push(header + frame(0, '512') + next + frame(0, '7200'))
  expect(log.times).toMatchObject([
    { seconds: 0.04, graph: 1 },
    { seconds: 0.08, graph: 2 },
  ])
})

it('has no number for a picture without a time stamp', () => {
  const log = createFfmpegLog()
  log.push(header + frame(0, 'NOPTS'))
  expect(log.times).toEqual([{ seconds: Number.NaN, damaged: false, graph: 1 }])
})

it('counts complaints, and holds only the verdict on a picture against that picture', () => {
  const log = createFfmpegLog()
  log.push(header)
  log.push('[mjpeg @ 0x1] [error] overread 8\n')
  log.push(frame(0, '0'))
  log.push('[warning] file:x.mp4: corrupt decoded frame in stream 0\n')
  log.push(frame(1, '512') + frame(2, '1024'))
  expect(log.damageCount).toBe(2)
  expect(log.times.map(({ damaged }) => damaged)).toEqual([false, true, false])
})

it('does not grow without end on a line without end', () => {
  const log = createFfmpegLog()
  for (let i = 0; i < 100; i++) log.push('x'.repeat(10_000))
  log.push(`\n${header}${frame(0, '0')}`)
  expect(log.times).toHaveLength(1)
  for (let i = 0; i < 1000; i++) log.push('[vp9 @ 0x1] [error] Invalid data\n')
  expect(log.damageCount).toBe(1000)
  expect(log.complaints.length).toBeLessThan(100)
})
