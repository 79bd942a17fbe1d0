import { describe, expect, it } from 'vitest'
import {
  isDoubtful,
  probeReportSchema,
  toVideoFacts,
  videoStreamOf,
  type PacketCount,
} from '#core/media/probe/probe-report.ts'

const video = {
  index: 0,
  codec_type: 'video',
  codec_name: 'h264',
  width: 640,
  height: 480,
  avg_frame_rate: '25/1',
  start_time: '0.000000',
  duration: '10.000000',
  nb_frames: '250',
}
const format = { format_name: 'mov,mp4,m4a,3gp,3g2,mj2', duration: '10.100000', start_time: '0.000000' }

function factsOf(
  change: { stream?: object; format?: object; others?: object[] },
  packets: PacketCount | null = null,
  container: 'mp4' | null = 'mp4',
) {
  const report = probeReportSchema.parse({
    streams: [{ ...video, ...change.stream }, ...(change.others ?? [])],
    format: { ...format, ...change.format },
  })
  const stream = videoStreamOf(report)
  return stream === null ? null : toVideoFacts(report, stream, { container, packets, remarks: [] })
}

describe('duration', () => {
  it('is that of the pictures, not of a longer sound track', () => {
    expect(factsOf({})?.probe.durationMs).toBe(10_000)
  })

  it('ends later when the pictures start later', () => {
    expect(factsOf({ stream: { start_time: '2.000000' } })?.probe).toMatchObject({
      startMs: 2000,
      durationMs: 12_000,
    })
  })

  it('of Matroska counts from 0, by the track where it says so', () => {
    const matroska = { format_name: 'matroska,webm', duration: '12.345000' }
    const stream = { start_time: '0.023000', duration: undefined }
    expect(factsOf({ stream, format: matroska })?.probe.durationMs).toBe(12_345)
    const tags = { DURATION: '00:01:02.003000000' }
    expect(factsOf({ stream: { ...stream, tags }, format: matroska })?.probe.durationMs).toBe(62_003)
  })

  it('comes from the packets where the container is silent', () => {
    const silent = { stream: { duration: undefined, nb_frames: undefined }, format: { duration: undefined } }
    expect(factsOf(silent, { frames: 77, endMs: 3080 })?.probe).toMatchObject({
      frameCount: 77,
      durationMs: 3080,
    })
  })

  it('is no longer than its pictures: what nobody can see is not believed', () => {
    const made = { format_name: 'matroska,webm', duration: '359999996400.000000' }
    const facts = factsOf(
      { stream: { duration: undefined, nb_frames: undefined }, format: made },
      { frames: 50, endMs: 2000 },
    )
    expect(facts?.probe.durationMs).toBe(2000)
    // Sound may go on for a moment.
    const usual = factsOf(
      { stream: { duration: undefined }, format: { ...made, duration: '2.800000' } },
      { frames: 50, endMs: 2000 },
    )
    expect(usual).toMatchObject({ declaredEndMs: 2800, probe: { durationMs: 2800 } })
    const longer = factsOf(
      { stream: { duration: undefined }, format: { ...made, duration: '1.000000' } },
      { frames: 500, endMs: 20_000 },
    )
    expect(longer?.probe.durationMs).toBe(20_000)
  })

  it('is never shorter than one frame', () => {
    expect(factsOf({ stream: { duration: '0.000000' } })?.probe.durationMs).toBe(40)
  })
})

it('a video that starts before 0 is moved to 0, as the player moves it', () => {
  const facts = factsOf({ stream: { start_time: '-0.500000' }, format: { start_time: '-0.500000' } })
  expect(facts).toMatchObject({ playerOffsetMs: -500, fileStartMs: -500 })
  expect(facts?.probe).toMatchObject({ startMs: 0, durationMs: 10_000 })
})

it('a container that no browser opens counts from its first time stamp, as every player does', () => {
  const stream = { start_time: '43201.440000', duration: '1.000000' }
  const facts = factsOf({ stream, format: { format_name: 'mpegts', start_time: '43201.400000' } }, null, null)
  expect(facts).toMatchObject({ playerOffsetMs: 43_201_400, fileStartMs: 43_201_400 })
  expect(facts?.probe).toMatchObject({ container: 'mpegts', startMs: 40, durationMs: 1040 })
})

it('further video tracks are named, a cover picture is not', () => {
  const second = { ...video, index: 1, width: 1920, height: 1080 }
  const cover = { ...video, index: 2, disposition: { attached_pic: 1 } }
  expect(factsOf({})?.remarks).toEqual([])
  expect(factsOf({ others: [cover] })?.remarks).toEqual([])
  expect(factsOf({ others: [second, cover] })?.remarks).toEqual([
    'has a second video track (1920 x 1080): only the first one (640 x 480) is looked at. Save the other as a file of its own to look at it, too.',
  ])
})

describe('pictures are counted where the container', () => {
  const doubtful = (stream: object, fileBytes = 1e6) => {
    const report = probeReportSchema.parse({ streams: [{ ...video, ...stream }], format })
    const [first] = report.streams
    return first !== undefined && isDoubtful(report, first, fileBytes)
  }
  it.each([
    ['says nothing of them', { nb_frames: undefined }, 1e6],
    ['has more of them than bytes', { nb_frames: '90000000', duration: '3600000.0' }, 1e6],
    ['says that one lasts for minutes', { nb_frames: '2', duration: '600.0' }, 1e6],
    ['says that there is more than a day of them', { nb_frames: '9000000', duration: '360000.0' }, 1e9],
  ])('%s', (_, stream, bytes) => {
    expect(doubtful(stream, bytes)).toBe(true)
  })
  it('says something likely: not', () => {
    expect(doubtful({})).toBe(false)
  })
})

it('sound that starts before 0 moves nothing', () => {
  const sound = { index: 1, codec_type: 'audio', start_time: '-0.007000' }
  const facts = factsOf({
    stream: { start_time: '0.007000' },
    format: { start_time: '-0.007000' },
    others: [sound],
  })
  expect(facts).toMatchObject({ playerOffsetMs: 0, fileStartMs: -7 })
  expect(facts?.probe).toMatchObject({ startMs: 7, hasAudio: true })
})

it.each([
  [-90, 90],
  [90, 270],
  [180, 180],
  [-180, 180],
  [0, 0],
  [-89.6, 90],
])('a turn of %f anticlockwise is %i clockwise', (rotation, expected) => {
  expect(factsOf({ stream: { side_data_list: [{ rotation }] } })?.probe.rotationDeg).toBe(expected)
})

it.each([
  ['30000/1001', 29.97],
  ['0/0', null],
])('a rate of %s is %s per second', (avg_frame_rate, expected) => {
  const fps = factsOf({ stream: { avg_frame_rate } })?.probe.fps
  expect(fps === null || fps === undefined ? fps : Math.round(fps * 100) / 100).toBe(expected)
})

it('a cover is not a video, and neither is sound', () => {
  expect(factsOf({ stream: { disposition: { attached_pic: 1 } } })).toBeNull()
  expect(factsOf({ stream: { codec_type: 'audio' } })).toBeNull()
})

it('a video without a size is none', () => {
  expect(factsOf({ stream: { width: 0, height: 0 } })).toBeNull()
})

it('numbers that ffprobe does not know are left open', () => {
  expect(factsOf({ stream: { nb_frames: 'N/A' } })?.probe.frameCount).toBeNull()
})

it('keeps the time base of the pictures', () => {
  expect(factsOf({ stream: { time_base: '1/12800' } })?.timeBase).toEqual({
    numerator: 1,
    denominator: 12_800,
  })
  expect(factsOf({ stream: { time_base: '1001/30000' } })?.timeBase).toEqual({
    numerator: 1001,
    denominator: 30_000,
  })
  expect(factsOf({ stream: { time_base: '0/0' } })?.timeBase).toEqual({
    numerator: 1,
    denominator: 1_000_000,
  })
})

it.each([
  ['16:15', 16 / 15],
  ['10:11', 10 / 11],
  // Left by tools that scale to whole pixels.
  ['1368:1367', 1],
  ['0:1', 1],
  [undefined, 1],
])('pixels of %s are %s as wide as high', (ratio, pixelAspect) => {
  expect(factsOf({ stream: { sample_aspect_ratio: ratio } })?.probe.pixelAspect).toBe(pixelAspect)
})
