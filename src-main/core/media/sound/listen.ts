import type { VideoProbe } from '#shared/domain/clip.ts'
import { videoSpan } from '#shared/domain/video-span.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'
import type { MediaTools } from '../types.ts'
import { createVoiceDetector } from './voice-activity.ts'
import type { SpeechActivity } from './voice-activity.ts'

/** Enough for the hiss of an s. */
const SAMPLE_RATE = 16_000

export interface HeardVideo {
  /** Absolute path. */
  readonly file: string
  readonly probe: VideoProbe
  readonly media: Pick<MediaTools, 'readSound'>
}

/**
 * Where somebody speaks in a whole video; its times count from where the video begins. Waits while the job is paused.
 * Throws AppError `cancelled`, or what reading the sound throws.
 */
export async function listen(
  { file, probe, media }: HeardVideo,
  thresholdDb: number,
  { signal, gate, progress }: Pick<JobControl, 'signal' | 'gate' | 'progress'>,
): Promise<SpeechActivity> {
  const detector = createVoiceDetector({ sampleRate: SAMPLE_RATE, thresholdDb })
  const { startMs, endMs } = videoSpan(probe)
  let heardMs = 0
  for await (const samples of media.readSound({
    file,
    sampleRate: SAMPLE_RATE,
    startMs,
    endMs,
    signal,
  })) {
    throwIfCancelled(signal)
    await gate.wait()
    detector.push(samples)
    heardMs += (samples.length / SAMPLE_RATE) * 1000
    progress(Math.min(heardMs, endMs - startMs), endMs - startMs)
  }
  return detector.finish()
}
