/**
 * Reads ffmpeg's standard error, written with `-loglevel repeat+level+info -progress pipe:2`: the time stamps
 * that the `showinfo` filter prints, in the order of the pictures on standard output, and the complaints.
 */
export interface FfmpegLog {
  /** Feed what arrived, cut anywhere. */
  push(text: string): void
  /** Time stamps in seconds that were not taken yet; NaN for a picture without one. */
  readonly times: FrameStamp[]
  /** Complaints of the decoder and the demuxer so far. */
  readonly damageCount: number
  /** The first complaints, for a log or an error's cause; they name no path of ours but may name the file. */
  readonly complaints: readonly string[]
}

export interface FrameStamp {
  /** As `select` computes it: pts times time base, in double precision. */
  readonly seconds: number
  /** ffmpeg said that this picture, or one decoded since the one before, was patched over missing data. */
  readonly damaged: boolean
  /**
   * Which of ffmpeg's filter graphs it came through, from 1. When the picture format changes in the middle of a
   * file, a new one is set up, which remembers nothing of the one before.
   */
  readonly graph: number
}

const stampPattern = /^\[Parsed_showinfo_\d+ @ [^\]]*\] \[info\] n:\s*\d+ pts:\s*(-?\d+|NOPTS) /
const timeBasePattern = /^\[Parsed_showinfo_\d+ @ [^\]]*\] \[info\] config in time_base: (\d+)\/(\d+)/
const complaintPattern = /\[(?:error|fatal|panic)\] (.*)/
const corruptPattern = /corrupt decoded frame/
const keptComplaints = 20
/** A line without an end is cut off, so that a broken program cannot fill the memory. */
const maxLineLength = 16_384

export function createFfmpegLog(): FfmpegLog {
  const times: FrameStamp[] = []
  const complaints: string[] = []
  let rest = ''
  let timeBase = Number.NaN
  let graph = 0
  let damageCount = 0
  let damagedSinceFrame = false

  function complain(text: string): void {
    damageCount += 1
    if (complaints.length < keptComplaints) complaints.push(text)
  }

  function readLine(line: string): void {
    const stamp = stampPattern.exec(line)
    if (stamp !== null) {
      const pts = stamp[1] === 'NOPTS' ? Number.NaN : Number(stamp[1])
      times.push({ seconds: pts * timeBase, damaged: damagedSinceFrame, graph })
      damagedSinceFrame = false
      return
    }
    const base = timeBasePattern.exec(line)
    if (base !== null) {
      timeBase = Number(base[1]) / Number(base[2])
      graph += 1
    }
    const complaint = complaintPattern.exec(line)?.[1]
    // Only the decoder's own verdict on a picture counts against it: some cameras' files draw harmless
    // complaints with every frame.
    if (corruptPattern.test(line)) {
      damagedSinceFrame = true
      complain(line)
    } else if (complaint !== undefined) complain(complaint)
  }

  return {
    times,
    complaints,
    get damageCount() {
      return damageCount
    },
    push(text) {
      const lines = (rest + text).split(/\r?\n|\r/)
      rest = (lines.pop() ?? '').slice(-maxLineLength)
      for (const line of lines) readLine(line)
    },
  }
}
