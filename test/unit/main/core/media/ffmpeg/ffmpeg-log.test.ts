import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createFfmpegLog } from '#core/media/ffmpeg/ffmpeg-log.ts'

const header = '[Parsed_showinfo_5 @ 0x5599] [info] config in time_base: 1/12800, frame_rate: 25/1\n'
const frame = (n: number, pts: string) =>
  `[Parsed_showinfo_5 @ 0x5599] [info] n:   ${n} pts:  ${pts} pts_time:x       pos:   48 fmt:rgb24\n`

it('reads time stamps exactly, not as they are printed', () => {
  const log = createFfmpegLog(0.04)
  log.push(header + frame(0, '512') + frame(1, '115200512'))
  expect(log.times.map(({ seconds }) => seconds)).toEqual([0.04, 9000.04])
})

it('reads the same however the text is cut', () => {
  const text = `${header}frame=1\nprogress=continue\n${frame(0, '0')}[h264 @ 0x1] [error] broken\n${frame(1, '512')}`
  const whole = createFfmpegLog(0.04)
  whole.push(text)
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const log = createFfmpegLog(0.04)
      let at = 0
      for (const cut of [...cuts.sort((a, b) => a - b), text.length]) {
        log.push(text.slice(at, cut))
        at = cut
      }
      expect([log.times, log.complaints]).toEqual([whole.times, whole.complaints])
    }),
  )
  expect(whole.times).toHaveLength(2)
})

it('tells from which filter graph a picture came', () => {
  const log = createFfmpegLog(0.04)
  const next = header.replace('1/12800', '1/90000')
  log.push(header + frame(0, '512') + next + frame(0, '7200'))
  expect(log.times).toMatchObject([
    { seconds: 0.04, graph: 1 },
    { seconds: 0.08, graph: 2 },
  ])
})

it('has no number for a picture without a time stamp', () => {
  const log = createFfmpegLog(0.04)
  log.push(header + frame(0, 'NOPTS'))
  expect(log.times).toEqual([{ ticks: Number.NaN, seconds: Number.NaN, damaged: false, graph: 1, source: 0 }])
})

it('keeps the ticks as the file has them', () => {
  const log = createFfmpegLog(0.04)
  log.push(header + frame(0, '512') + frame(1, '-1024'))
  expect(log.times.map(({ ticks }) => ticks)).toEqual([512, -1024])
})

it('tells several inputs apart, each with its own time base', () => {
  const log = createFfmpegLog(0.04)
  const named = (text: string, source: number) =>
    text.replaceAll('Parsed_showinfo_5', `showinfo@${String(source)}`)
  log.push(named(header, 0) + named(header.replace('1/12800', '1/25'), 1))
  log.push(named(frame(0, '3'), 1) + named(frame(0, '512'), 0))
  expect(log.times).toMatchObject([
    { source: 1, seconds: 0.12 },
    { source: 0, seconds: 0.04 },
  ])
})

/** As `select` prints it. */
const announced = (ms: number, isKey = false) => `[info] ${String(ms * 2000 + (isKey ? 1 : 0))}.000000\n`

it('holds the verdict on a picture against it and all that build on it, up to the next key frame', () => {
  const log = createFfmpegLog(0.04)
  log.push(header)
  log.push(announced(0, true) + '[mjpeg @ 0x1] [error] overread 8\n' + announced(40) + frame(0, '512'))
  log.push('[warning] file:x.mp4: corrupt decoded frame in stream 0\n')
  log.push(announced(80) + frame(1, '1024') + announced(120) + frame(2, '1536'))
  log.push(announced(160, true) + frame(3, '2048'))
  expect(log.complaintCount).toBe(2)
  expect(log.times.map(({ damaged }) => damaged)).toEqual([false, true, true, false])
  expect(log.damageUntil(1)).toEqual([{ startSeconds: 0.08, endSeconds: 0.16 }])
})

it.each([
  '[error] Error while decoding stream #0:0: Invalid data found when processing input',
  '[vist#0:0/h264 @ 0x1] [error] Error submitting packet to decoder: Invalid data found',
  '[vist#0:0/vp9 @ 0x1] [dec:vp9 @ 0x2] [error] Decoding error: Invalid data found when processing input',
])('knows that a picture is lost by: %s', (line) => {
  const log = createFfmpegLog(0.04)
  log.push(`${header}${announced(0, true)}${line}\n${announced(80)}${announced(120, true)}`)
  expect(log.damageUntil(1)).toEqual([{ startSeconds: 0.04, endSeconds: 0.12 }])
})

it('takes no notice of times that only a writer of files would mind', () => {
  const log = createFfmpegLog(0.04)
  log.push('[rawvideo @ 0x1] [error] Application provided invalid dts to muxer in stream 0: 64 >= 64\n')
  expect(log.complaintCount).toBe(0)
})

it('does not grow without end on a line without end', () => {
  const log = createFfmpegLog(0.04)
  for (let i = 0; i < 100; i++) log.push('x'.repeat(10_000))
  log.push(`\n${header}${frame(0, '0')}`)
  expect(log.times).toHaveLength(1)
  for (let i = 0; i < 1000; i++) log.push('[vp9 @ 0x1] [error] Invalid data\n')
  expect(log.complaintCount).toBe(1000)
  expect(log.complaints.length).toBeLessThan(100)
})
