import type { PacketCount } from './probe-report.ts'

/** Is told what ffprobe prints, cut anywhere, and keeps none of it. */
export interface PacketCounter {
  readonly push: (chunk: Buffer) => void
  end(): PacketCount
}

/** A packet that claims to be shown for longer is shown as long as the one before it. */
const longestSeconds = 60
/** ffprobe's lines are short; what has no end is none of its lines. */
const maxLineLength = 200

const line = /^(-?[\d.]+|N\/A),(-?[\d.]+|N\/A)/

/** Counts lines of `pts_time,duration_time` in seconds, `N/A` where not known. */
export function packetCounter(): PacketCounter {
  let frames = 0
  let endSeconds = Number.NEGATIVE_INFINITY
  let lastStep = 0
  let previous = Number.NaN
  let rest = ''

  function readLine(text: string): void {
    const [, ptsText, durationText] = line.exec(text) ?? []
    if (ptsText === undefined) return
    frames += 1
    const [pts, duration] = [Number(ptsText), Number(durationText)]
    if (Number.isNaN(pts)) return
    if (pts > previous) lastStep = pts - previous
    previous = pts
    const isLength = duration >= 0 && duration <= longestSeconds
    endSeconds = Math.max(endSeconds, pts + (isLength ? duration : Math.min(lastStep, longestSeconds)))
  }

  return {
    push(chunk) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = (lines.pop() ?? '').slice(0, maxLineLength)
      for (const text of lines) readLine(text)
    },
    end() {
      readLine(rest)
      return { frames, endMs: Number.isFinite(endSeconds) ? endSeconds * 1000 : null }
    },
  }
}
