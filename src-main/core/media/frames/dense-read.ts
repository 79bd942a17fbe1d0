import { outputPipe } from '../ffmpeg/decoder-process.ts'
import { decodedInput, decoderArguments, rawOutput, toRgb } from '../ffmpeg/ffmpeg-arguments.ts'
import { openFramePipe, type FramePipe, type PipedFrame } from './frame-pipe.ts'
import type { FrameRelay } from './frame-relay.ts'
import {
  createFrameCheck,
  planFrom,
  planSampling,
  selectFilter,
  toleranceSeconds,
  type Passed,
  type SamplingPlan,
} from './frame-sampling.ts'
import { deal, endOf, keepComplaints, mayRestart, seekBefore, stepSeconds, type Reading } from './reading.ts'
import type { DecodedFrame } from '../types.ts'

/**
 * A seek aims this much before the span: an index may hold decoding times, which run ahead of presentation,
 * and frames right after a key frame may need ones before it.
 */
const seekMarginMs = 1000

/** How one ffmpeg is run over what is left of the span. */
interface Pass {
  readonly maySeek: boolean
  readonly passed: Passed
  /** Whether it may come from the span before, and go on to those behind. */
  readonly relay: FrameRelay | null
}

/** `broken-off`: the decoder ended in the middle. */
type PassEnding = 'complete' | 'behind-start' | 'count-lost' | 'broken-off'

/**
 * Gives the plan's frames by decoding all of the span, from the last frame that was handled on. After a seek
 * the first decoded picture is checked: if the file's index led behind where reading begins, it is read again from
 * the beginning. Where ffmpeg loses count of the frames, the rest is read with every frame passed, and counted
 * here. Where it crashes, another one goes on. Whatever is done a second time is done for this span alone.
 */
export async function* readDense(reading: Reading): AsyncGenerator<DecodedFrame, void, void> {
  let pass: Pass = { maySeek: true, passed: 'planned', relay: reading.request.relay ?? null }
  for (;;) {
    const ending = yield* readPass(reading, pass)
    if (ending === 'complete' || isFull(reading)) return
    pass = { ...pass, relay: null }
    if (ending === 'behind-start') pass = { ...pass, maySeek: false }
    if (ending === 'count-lost') pass = { ...pass, passed: 'all' }
  }
}

async function* readPass(
  reading: Reading,
  { maySeek, passed, relay }: Pass,
): AsyncGenerator<DecodedFrame, PassEnding, void> {
  const { facts, progress } = reading
  const { handledSeconds } = progress
  const plan = handledSeconds === null ? reading.plan : planFrom(reading.plan, handledSeconds)
  const seekMs = maySeek ? seekBefore(facts, plan.fromSeconds, seekMarginMs) : null
  const check = createFrameCheck(plan, { passed, handledSeconds })
  const handover = relay?.take() ?? null
  const plans = [plan, ...(relay === null ? [] : plansBehind(reading, relay))]
  const pipe = handover?.pipe ?? openPipe(reading, passArguments(reading, { plans, seekMs, passed }))
  let mustCheckLanding = handover === null && seekMs !== null
  let untilSeconds = plan.fromSeconds
  let behind: PipedFrame | null = null
  try {
    for (let frame = handover?.held ?? (await pipe.next()); frame !== null; frame = await pipe.next()) {
      const { seconds } = frame.stamp
      if (mustCheckLanding && !(seconds <= plan.fromSeconds + 2 * toleranceSeconds)) return 'behind-start'
      mustCheckLanding = false
      if (relay !== null && seconds >= plan.endSeconds) {
        behind = frame
        untilSeconds = plan.endSeconds
        return 'complete'
      }
      // Read to its end all the same: the next span begins there.
      if (isFull(reading)) continue
      const verdict = check(frame.stamp)
      if (verdict === 'count-lost') return verdict
      if (verdict === 'other') continue
      const given = deal(reading, frame)
      untilSeconds = seconds
      if (given !== null) yield given
      if (relay === null && isFull(reading)) return 'complete'
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
    // Which span a complaint is about is not for a decoder to say that may be far ahead: the next one reads anew.
    if (relay !== null && behind !== null && pipe.log.complaintCount === 0) {
      relay.handOver({ pipe, held: behind })
    } else await pipe.close()
  }
}

function isFull({ plan, progress }: Reading): boolean {
  return progress.given >= plan.maxFrames
}

function plansBehind({ request, facts }: Reading, { spans }: FrameRelay): SamplingPlan[] {
  return spans
    .filter(({ startMs }) => startMs >= request.endMs)
    .map((span) => planSampling({ ...request, ...span }, facts))
}

function openPipe({ tools, size, request, limits, facts }: Reading, args: readonly string[]): FramePipe {
  return openFramePipe({
    ffmpeg: tools.ffmpeg,
    args,
    frameBytes: size.width * size.height * 3,
    limits,
    stepSeconds: stepSeconds(facts),
    signal: request.relay?.signal ?? request.signal,
  })
}

interface PassPlan {
  readonly plans: readonly SamplingPlan[]
  readonly seekMs: number | null
  readonly passed: Passed
}

function passArguments(
  { request, tools, facts, size, part }: Reading,
  { plans, seekMs, passed }: PassPlan,
): readonly string[] {
  const endSeconds = Math.max(...plans.map((plan) => plan.endSeconds))
  const filters = [
    // Stops decoding at the end of the last span.
    ...(Number.isFinite(endSeconds) ? [`trim=end=${endSeconds.toFixed(6)}`] : []),
    selectFilter(plans, { passed, keepFirst: seekMs !== null }),
    ...toRgb(size, part),
  ]
  const stream = `0:${String(facts.streamIndex)}`
  return [
    ...decoderArguments,
    ...decodedInput(request.file, seekMs, request.cores),
    ...rawOutput({ version: tools.version, stream, filters, pipe: outputPipe(0) }),
  ]
}
