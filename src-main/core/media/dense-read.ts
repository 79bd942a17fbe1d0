import { outputPipe } from './decoder-process.ts'
import { decodedInput, decoderArguments, rawOutput, toRgb } from './ffmpeg-arguments.ts'
import { openFramePipe, type FramePipe } from './frame-pipe.ts'
import {
  createFrameCheck,
  planFrom,
  selectFilter,
  toleranceSeconds,
  type Passed,
  type SamplingPlan,
} from './frame-sampling.ts'
import { deal, endOf, keepComplaints, mayRestart, seekBefore, stepSeconds, type Reading } from './reading.ts'
import type { DecodedFrame } from './types.ts'

/**
 * A seek aims this much before the span: an index may hold decoding times, which run ahead of presentation,
 * and frames right after a key frame may need ones before it.
 */
const seekMarginMs = 1000

/** How one ffmpeg is run over what is left of the span. */
interface Pass {
  readonly maySeek: boolean
  readonly passed: Passed
}

/** `broken-off`: the decoder ended in the middle. */
type PassEnding = 'complete' | 'behind-start' | 'count-lost' | 'broken-off'

/**
 * Gives the plan's frames by decoding all of the span, from the last frame that was dealt with on. After a seek
 * the first decoded picture is checked: if the file's index led behind where reading begins, it is read again from
 * the beginning. Where ffmpeg loses count of the frames, the rest is read with every frame passed, and counted
 * here. Where it crashes, another one goes on.
 */
export async function* readDense(reading: Reading): AsyncGenerator<DecodedFrame, void, void> {
  let pass: Pass = { maySeek: true, passed: 'planned' }
  for (;;) {
    const ending = yield* readPass(reading, pass)
    if (ending === 'complete') return
    if (ending === 'behind-start') pass = { ...pass, maySeek: false }
    if (ending === 'count-lost') pass = { ...pass, passed: 'all' }
  }
}

async function* readPass(
  reading: Reading,
  { maySeek, passed }: Pass,
): AsyncGenerator<DecodedFrame, PassEnding, void> {
  const { facts, progress } = reading
  const { dealtSeconds } = progress
  const plan = dealtSeconds === null ? reading.plan : planFrom(reading.plan, dealtSeconds)
  const seekMs = maySeek ? seekBefore(facts, plan.fromSeconds, seekMarginMs) : null
  const check = createFrameCheck(plan, { passed, dealtSeconds })
  const pipe = openPipe(reading, passArguments(reading, { plan, seekMs, passed }))
  let mustCheckLanding = seekMs !== null
  let untilSeconds = plan.fromSeconds
  try {
    for (let frame = await pipe.next(); frame !== null; frame = await pipe.next()) {
      const { seconds } = frame.stamp
      if (mustCheckLanding && !(seconds <= plan.fromSeconds + 2 * toleranceSeconds)) return 'behind-start'
      mustCheckLanding = false
      const verdict = check(frame.stamp)
      if (verdict === 'count-lost') return verdict
      if (verdict === 'other') continue
      const given = deal(reading, frame)
      untilSeconds = seconds
      if (given !== null) yield given
      if (progress.given >= plan.maxFrames) return 'complete'
    }
    if (pipe.ending !== 'finished') {
      mayRestart(reading, pipe.ending)
      return 'broken-off'
    }
    if (mustCheckLanding) return 'behind-start'
    untilSeconds = Math.min(plan.endSeconds, endOf(reading))
    return 'complete'
  } finally {
    keepComplaints(reading, pipe.log, untilSeconds)
    await pipe.close()
  }
}

function openPipe({ tools, size, request, limits, facts }: Reading, args: readonly string[]): FramePipe {
  return openFramePipe({
    ffmpeg: tools.ffmpeg,
    args,
    frameBytes: size.width * size.height * 3,
    limits,
    stepSeconds: stepSeconds(facts),
    signal: request.signal,
  })
}

interface PassPlan {
  readonly plan: SamplingPlan
  readonly seekMs: number | null
  readonly passed: Passed
}

function passArguments(
  { request, tools, facts, size }: Reading,
  { plan, seekMs, passed }: PassPlan,
): readonly string[] {
  const filters = [
    // Stops decoding at the end of the span.
    ...(Number.isFinite(request.endMs) ? [`trim=end=${plan.endSeconds.toFixed(6)}`] : []),
    selectFilter(plan, { passed, keepFirst: seekMs !== null }),
    ...toRgb(size),
    'showinfo',
  ]
  const stream = `0:${String(facts.streamIndex)}`
  return [
    ...decoderArguments,
    ...decodedInput(request.file, seekMs),
    ...rawOutput({ version: tools.version, stream, filters, pipe: outputPipe(0) }),
  ]
}
