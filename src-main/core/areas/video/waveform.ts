/** Values this far apart: finer than a pixel in every view but the closest. */
export const WAVEFORM_STEP_MS = 40
/** Loudness needs no treble. */
export const WAVEFORM_SAMPLE_RATE = 8000

const SAMPLES_PER_STEP = (WAVEFORM_SAMPLE_RATE * WAVEFORM_STEP_MS) / 1000

/** Collects the loudest sample of each step while sound comes in. */
export interface WaveformBuilder {
  push(samples: Float32Array): void
  /** The steps so far, 0 to 1, the last one perhaps not whole; a copy. */
  peaks(): Float32Array
}

export function createWaveform(): WaveformBuilder {
  const peaks: number[] = []
  let samplesSoFar = 0
  return {
    push(samples) {
      for (const sample of samples) {
        const step = Math.floor(samplesSoFar / SAMPLES_PER_STEP)
        peaks[step] = Math.min(1, Math.max(peaks[step] ?? 0, Math.abs(sample)))
        samplesSoFar += 1
      }
    },
    peaks: () => Float32Array.from(peaks),
  }
}
