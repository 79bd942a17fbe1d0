import { describe, expect, it } from 'vitest'
import { createWaveform, WAVEFORM_SAMPLE_RATE, WAVEFORM_STEP_MS } from '#core/areas/video/waveform.ts'

const STEP = (WAVEFORM_SAMPLE_RATE * WAVEFORM_STEP_MS) / 1000

describe('waveform', () => {
  it('has the loudest sample of each step, whatever the pieces, at most 1', () => {
    const waveform = createWaveform()
    const samples = new Float32Array(2 * STEP + 1)
    samples[3] = -0.5
    samples[STEP - 1] = 0.25
    samples[STEP] = 2
    waveform.push(samples.subarray(0, 5))
    waveform.push(samples.subarray(5))
    expect([...waveform.peaks()]).toEqual([0.5, 1, 0])
  })

  it('is empty before anything was heard', () => {
    expect(createWaveform().peaks()).toHaveLength(0)
  })
})
