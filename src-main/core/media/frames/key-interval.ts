import { ffprobeLimits, inputFile, inputLimits } from '../ffmpeg/ffmpeg-arguments.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import { runTool } from '../ffmpeg/run-tool.ts'
import type { FfmpegTools } from '../types.ts'

/** Two looks into the file, each longer than key frames usually lie apart. */
const lookSeconds = 12
const silenceMs = 30_000

const remembered = new WeakMap<VideoFacts, number>()

/**
 * About the longest time from one key frame to the next, in seconds, from two short stretches that are read
 * without decoding. It only tells which way of reading is quicker.
 */
export async function keyInterval(
  { tools, facts }: { readonly tools: FfmpegTools; readonly facts: VideoFacts },
  file: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const known = remembered.get(facts)
  if (known !== undefined) return known
  const middle = (facts.probe.durationMs + facts.playerOffsetMs) / 2000
  const looks = [0, middle].map((from) => `${from.toFixed(3)}%+${String(lookSeconds)}`)
  const { stdout } = await runTool(
    tools.ffprobe,
    [
      ...['-v', 'error', ...ffprobeLimits, ...inputLimits],
      ...['-select_streams', String(facts.streamIndex), '-read_intervals', looks.join(',')],
      ...['-show_entries', 'packet=pts_time,dts_time,flags', '-of', 'csv=p=0', inputFile(file)],
    ],
    { silenceMs, signal },
  )
  const found = longestKeyInterval(stdout.toString('utf8'))
  remembered.set(facts, found)
  return found
}

/** Lines of `pts_time,dts_time,flags`. A stretch without a second key frame counts as far as it was read. */
export function longestKeyInterval(packets: string): number {
  let longest = 0
  let lastKey: number | null = null
  for (const line of packets.split('\n')) {
    const [pts = '', dts = '', flags = ''] = line.split(',')
    const seconds = Number.isNaN(Number(pts)) ? Number(dts) : Number(pts)
    if (line === '' || Number.isNaN(seconds)) continue
    // The second look begins elsewhere, with a key frame of its own.
    const isElsewhere = lastKey !== null && Math.abs(seconds - lastKey) > 2 * lookSeconds
    if (lastKey !== null && !isElsewhere) longest = Math.max(longest, seconds - lastKey)
    if (flags.includes('K')) lastKey = seconds
  }
  return longest
}
