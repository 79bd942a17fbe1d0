import { lengthOf, subtractSpans, unionOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'

/**
 * Where somebody speaks, by loudness alone: the level of short frames against the recording's own noise floor. The floor
 * follows the room (a fan, a window that is opened) and is what the quietest tenth of the surrounding half minute
 * stays below, because even fluent speech leaves more than a tenth of its time to stops and breath. A sound that goes on
 * for longer than that counts as the room. No words are recognised and none are needed.
 */

export interface VoiceDetectorOptions {
  /** Samples per second. */
  readonly sampleRate: number
  /** Sound this far above the noise floor counts as speech. */
  readonly thresholdDb: number
}

export interface VoiceDetector {
  /** The next samples of one channel, -1 to 1, in pieces of any size. */
  push(samples: Float32Array): void
  /** Once, after the last piece. */
  finish(): SpeechActivity
}

/** What was heard in a recording. */
export interface SpeechActivity {
  /** Of everything that was pushed. */
  readonly durationMs: number
  /** Levels are `frameMs` apart; frame k is heard from `k * frameMs` on. */
  readonly frameMs: number
  /** Loudness of each frame in dB below full scale; Float32[frames] */
  readonly levelsDb: Float32Array
  /** Speech in order of time, with ms from the first sample on; breaks of 100 ms and less are not told. */
  readonly speech: readonly TimeSpan[]
}

const FRAMES_PER_SECOND = 100
/** Digital silence has no level; this is below the last bit of a 16-bit recording. */
const SILENT_DB = -100
/** No floor is lower: what a noise gate leaves between words must not make a whisper of the gate's own noise. */
const LOWEST_FLOOR_DB = -70
/** Below lie a constant offset, rumble and handling; speech begins above. */
const HIGH_PASS_HZ = 80
/** Speech goes on until it is this much below what began it: words fade out. */
const HYSTERESIS_DB = 3
/** Stops within words are shorter. */
const HANGOVER_MS = 100
/** A knock or a click is shorter than any syllable. */
const SHORTEST_SPEECH_MS = 60

export function createVoiceDetector({ sampleRate, thresholdDb }: VoiceDetectorOptions): VoiceDetector {
  const frameSamples = Math.max(1, Math.round(sampleRate / FRAMES_PER_SECOND))
  const decay = Math.exp((-2 * Math.PI * HIGH_PASS_HZ) / sampleRate)
  let levels = new Float32Array(60 * FRAMES_PER_SECOND)
  let frames = 0
  let samplesSoFar = 0
  let filled = 0
  let energy = 0
  let previous: number | null = null
  let passed = 0

  const endFrame = (): void => {
    if (frames === levels.length) {
      const longer = new Float32Array(levels.length * 2)
      longer.set(levels)
      levels = longer
    }
    levels[frames] = Math.max(SILENT_DB, 10 * Math.log10(energy / filled))
    frames += 1
    filled = 0
    energy = 0
  }

  return {
    push(samples) {
      samplesSoFar += samples.length
      for (const sample of samples) {
        passed = decay * (passed + sample - (previous ?? sample))
        previous = sample
        energy += passed * passed
        filled += 1
        if (filled === frameSamples) endFrame()
      }
    },
    finish() {
      if (filled > 0) endFrame()
      const levelsDb = levels.slice(0, frames)
      const frameMs = (frameSamples * 1000) / sampleRate
      const durationMs = (samplesSoFar * 1000) / sampleRate
      const speech = loudSpans(levelsDb, thresholdDb).map(({ first, end }) => ({
        startMs: first * frameMs,
        endMs: Math.min(end * frameMs, durationMs),
      }))
      return { durationMs, frameMs, levelsDb, speech: withoutClicks(unionOf(speech, HANGOVER_MS)) }
    },
  }
}

/** Stretches of speech between which nobody speaks for at least `silenceMs`; none for a silent recording. */
export function speechSpans(
  activity: SpeechActivity,
  { silenceMs }: { readonly silenceMs: number },
): TimeSpan[] {
  return unionOf(activity.speech, silenceMs)
}

/** The rest of the recording: pauses of at least `silenceMs`, the ones before the first and after the last word too. */
export function speechPauses(
  activity: SpeechActivity,
  { silenceMs }: { readonly silenceMs: number },
): TimeSpan[] {
  const recording = { startMs: 0, endMs: activity.durationMs }
  return subtractSpans(recording, activity.speech).filter((pause) => lengthOf(pause) >= silenceMs)
}

/** A cut in the middle of speech is made where a breath lasts this long. */
const BREATH_FRAMES = 10

/** The middle of the quietest 100 ms between two times; the middle of both where nothing was heard. */
export function quietestMs({ levelsDb, frameMs }: SpeechActivity, { startMs, endMs }: TimeSpan): number {
  const first = Math.max(0, Math.ceil(startMs / frameMs))
  const end = Math.min(levelsDb.length, Math.floor(endMs / frameMs))
  const length = Math.min(BREATH_FRAMES, end - first)
  if (length <= 0) return (startMs + endMs) / 2
  let sum = 0
  for (let frame = first; frame < first + length; frame += 1) sum += levelsDb[frame] ?? 0
  let quietest = first
  let lowest = sum
  for (let frame = first + 1; frame + length <= end; frame += 1) {
    sum += (levelsDb[frame + length - 1] ?? 0) - (levelsDb[frame - 1] ?? 0)
    // Less than rounding of the running sum can make: of equally quiet places the first one is taken.
    if (sum < lowest - 1e-6) {
      lowest = sum
      quietest = frame
    }
  }
  return (quietest + length / 2) * frameMs
}

interface FrameSpan {
  readonly first: number
  /** Exclusive. */
  readonly end: number
}

function loudSpans(levels: Float32Array, thresholdDb: number): FrameSpan[] {
  const floors = noiseFloors(levels)
  const spans: FrameSpan[] = []
  let first: number | null = null
  for (let frame = 0; frame <= levels.length; frame += 1) {
    const floor = floors[Math.floor(frame / FRAMES_PER_SECOND)] ?? 0
    const needed = floor + thresholdDb - (first === null ? 0 : Math.min(HYSTERESIS_DB, thresholdDb / 2))
    const isLoud = frame < levels.length && (levels[frame] ?? SILENT_DB) > needed
    if (isLoud) first ??= frame
    else if (first !== null) {
      spans.push({ first, end: frame })
      first = null
    }
  }
  return spans
}

/** Half of the stretch around a moment that tells its noise floor. */
const FLOOR_REACH_SECONDS = 15
const FLOOR_SHARE = 0.1
/** Levels are counted in steps this fine. */
const STEPS_PER_DB = 4

/** The noise floor of every second, from a count of levels that slides along; Float32[seconds] */
function noiseFloors(levels: Float32Array): Float32Array {
  const counts = new Uint32Array(-SILENT_DB * STEPS_PER_DB + 1)
  const stepOf = (level: number): number =>
    Math.min(counts.length - 1, Math.max(0, Math.floor((level - SILENT_DB) * STEPS_PER_DB)))
  let from = 0
  let to = 0
  return Float32Array.from({ length: Math.ceil(levels.length / FRAMES_PER_SECOND) }, (_, second) => {
    const middle = (second + 0.5) * FRAMES_PER_SECOND
    const reach = (FLOOR_REACH_SECONDS + 0.5) * FRAMES_PER_SECOND
    for (; to < Math.min(levels.length, middle + reach); to += 1) count(counts, stepOf(levels[to] ?? 0), 1)
    for (; from < middle - reach; from += 1) count(counts, stepOf(levels[from] ?? 0), -1)
    return Math.max(LOWEST_FLOOR_DB, SILENT_DB + lowStep(counts, (to - from) * FLOOR_SHARE) / STEPS_PER_DB)
  })
}

function count(counts: Uint32Array, step: number, change: number): void {
  counts[step] = (counts[step] ?? 0) + change
}

/** The step below and at which at least so many levels lie. */
function lowStep(counts: Uint32Array, wanted: number): number {
  let below = 0
  return counts.findIndex((here) => {
    below += here
    return below >= wanted
  })
}

function withoutClicks(spans: readonly TimeSpan[]): TimeSpan[] {
  return spans.filter((span) => lengthOf(span) >= SHORTEST_SPEECH_MS)
}
