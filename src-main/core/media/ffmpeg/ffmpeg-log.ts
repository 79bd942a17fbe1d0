import { createDamageWatch, type DamagedStretch } from './damage-watch.ts'

/**
 * Reads ffmpeg's standard error, written with `-loglevel repeat+level+info -progress pipe:2`: the time stamps
 * that the `showinfo` filters print, in the order of the pictures that are given, the announcement of every picture
 * that is decoded, given or not, and the complaints.
 */
export interface FfmpegLog {
  /** Feed what arrived, cut anywhere. */
  push(text: string): void
  /** Stamps that were not taken yet. */
  readonly times: FrameStamp[]
  /** Stretches without a whole picture, as far as was read; `endSeconds` is how far that was meant to be. */
  damageUntil(endSeconds: number): readonly DamagedStretch[]
  /** Complaints of the decoder and the demuxer so far. */
  readonly complaintCount: number
  /** The first complaints, for a log or an error's cause; they name no path of ours but may name the file. */
  readonly complaints: readonly string[]
}

export interface FrameStamp {
  /** Presentation time stamp in ticks of the filter graph's time base; NaN for a picture without one. */
  readonly ticks: number
  /** As `select` computes it: ticks times time base, in double precision. */
  readonly seconds: number
  /** This picture was patched over missing data, or builds on one that was, or on one that is lost. */
  readonly damaged: boolean
  /**
   * Which of ffmpeg's filter graphs it came through, from 1. When the picture format changes in the middle of a
   * file, a new one is set up, which remembers nothing of the one before.
   */
  readonly graph: number
  /** Which `showinfo@<number>` printed it; 0 for the only one. */
  readonly source: number
}

/**
 * Evaluated by `select` for every picture, this prints its time in microseconds, doubled, plus one for a key frame:
 * one number, so that a line is an announcement. Its own value is 0.
 */
export const announcePicture = '0*eq(print(round(t*1000000)*2+key),0)'

const announcementPattern = /^(?:\[[^\]]*\] )?\[info\] (-?\d+)\.0+$/
const showinfo = String.raw`^\[(?:Parsed_showinfo_\d+|showinfo@(\d+)) @ [^\]]*\] \[info\] `
const stampPattern = new RegExp(String.raw`${showinfo}n:\s*\d+ pts:\s*(-?\d+|NOPTS) `)
const timeBasePattern = new RegExp(String.raw`${showinfo}config in time_base: (\d+)\/(\d+)`)
const complaintPattern = /\[(?:error|fatal|panic)\] (.*)/
/** ffmpeg's own verdicts on a picture, in the words of its versions from 4 to 8. */
const corruptPattern = /corrupt decoded frame/
const lostPattern = /Error while decoding stream|Error submitting (?:a )?packet to|Decoding error:/
/** From the part that reads the container. */
const demuxerPattern = /^\[(?:mov|matroska|avi|mpeg|ogg|flv|asf)\S* @ /
/** Raw pictures have no time stamps that could be wrong. */
const harmlessPattern = /to muxer in stream/
const keptComplaints = 20
/** A line without an end is cut off, so that a broken program cannot fill the memory. */
const maxLineLength = 16_384

/** `stepSeconds` is the usual time from one picture to the next. */
export function createFfmpegLog(stepSeconds: number): FfmpegLog {
  const times: FrameStamp[] = []
  const complaints: string[] = []
  const timeBases = new Map<number, number>()
  const watch = createDamageWatch(stepSeconds)
  let rest = ''
  let graph = 0
  let complaintCount = 0

  function complain(text: string): void {
    complaintCount += 1
    if (complaints.length < keptComplaints) complaints.push(text)
  }

  function readLine(line: string): void {
    const stamp = stampPattern.exec(line)
    if (stamp !== null) {
      const source = Number(stamp[1] ?? 0)
      const ticks = stamp[2] === 'NOPTS' ? Number.NaN : Number(stamp[2])
      const seconds = ticks * (timeBases.get(source) ?? Number.NaN)
      times.push({ ticks, seconds, damaged: watch.isDamaged, graph, source })
      return
    }
    const announced = announcementPattern.exec(line)?.[1]
    if (announced !== undefined) {
      const doubled = Number(announced)
      const isKey = Math.abs(doubled % 2) === 1
      watch.pictureDecoded((doubled - (isKey ? 1 : 0)) / 2e6, isKey)
      return
    }
    const base = timeBasePattern.exec(line)
    if (base !== null) {
      timeBases.set(Number(base[1] ?? 0), Number(base[2]) / Number(base[3]))
      graph += 1
    }
    readComplaint(line)
  }

  /** Most complaints may be harmless: some cameras' files draw one with every frame. */
  function readComplaint(line: string): void {
    const complaint = complaintPattern.exec(line)?.[1]
    if (corruptPattern.test(line)) watch.pictureIsCorrupt()
    else if (complaint === undefined || harmlessPattern.test(line)) return
    else if (lostPattern.test(line)) watch.pictureIsLost()
    else if (demuxerPattern.test(line)) watch.dataIsMissing()
    complain(complaint ?? line)
  }

  return {
    times,
    complaints,
    damageUntil: watch.stretchesUntil,
    get complaintCount() {
      return complaintCount
    },
    push(text) {
      const lines = (rest + text).split(/\r?\n|\r/)
      rest = (lines.pop() ?? '').slice(-maxLineLength)
      for (const line of lines) readLine(line)
    },
  }
}
