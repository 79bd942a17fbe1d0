import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SubjectPath } from '#core/faces/types.ts'
import type { CutServiceDeps } from '#core/areas/cutting/cut-service.ts'
import type { CutMethod } from '#shared/domain/cut.ts'
import { aCutStudy, cutDependencies, DURATION_MS } from '../../../../../helpers/a-cut-study.ts'
import { aControl } from '../../../../../helpers/a-study.ts'
import { tempFolder, writeVideos } from '../../../../../helpers/temp-folder.ts'

describe('a proposal', () => {
  const fixed: CutMethod = { kind: 'fixed', lengthMs: 7010, strideMs: 7010 }
  const face: CutMethod = { kind: 'face', gapMs: 2000, minLengthMs: 3000, maxLengthMs: 20_000 }
  const speech: CutMethod = {
    ...{ kind: 'speech', silenceMs: 700, thresholdDb: 10 },
    ...{ minLengthMs: 2000, maxLengthMs: 20_000 },
  }

  function withFile(changes: Partial<CutServiceDeps> = {}, hasAudio = false) {
    const folder = tempFolder()
    writeVideos(folder, { 'P001/baseline/clip-1.mp4': Buffer.alloc(1000) })
    const test = aCutStudy(cutDependencies(changes), folder)
    test.db.prepare('UPDATE videos SET has_audio = ?').run(hasAudio ? 1 : 0)
    const propose = (method: CutMethod, control = aControl()) =>
      test.cuts.propose(test.videoId, method, control)
    return { ...test, folder, propose }
  }

  it('of a fixed length lies on pictures and changes nothing', async () => {
    const { propose, cuts, videoId, announced } = withFile()
    const before = cuts.state(videoId)
    expect(await propose(fixed)).toEqual({
      videoId,
      method: fixed,
      spans: [
        { startMs: 0, endMs: 7000 },
        { startMs: 7000, endMs: 14_000 },
        { startMs: 14_000, endMs: 21_040 },
        { startMs: 21_040, endMs: 30_000 },
      ],
      note: 'Clips of 7 s; the last one has 9 s.',
    })
    expect([cuts.state(videoId), announced]).toEqual([before, []])
  })

  it('by face needs people that were found', async () => {
    await expect(withFile().propose(face)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/^Find the people first/) as string,
    })
  })

  it('by face keeps where the patient is, and says so', async () => {
    // Every 200 ms; nobody knows where the face is between 10 and 18 s.
    const times = Float64Array.from({ length: 150 }, (_, look) => look * 200)
    const boxes = Float32Array.from(times, (time) => (time >= 10_000 && time < 18_000 ? NaN : 0.5))
    const subject = (): SubjectPath => ({
      times,
      boxes: Float32Array.from({ length: times.length * 5 }, (_, at) => boxes[Math.floor(at / 5)] ?? NaN),
    })
    const { propose } = withFile({ people: { subject } })
    const { spans, note } = await propose(face)
    expect(spans).toEqual([
      { startMs: 0, endMs: 9880 },
      { startMs: 17_880, endMs: 30_000 },
    ])
    expect(note).toBe("The patient's face is there for 22 s of 30 s, in 2 stretches.")
    const nobody = withFile({
      people: { subject: () => ({ times: new Float64Array(), boxes: new Float32Array() }) },
    })
    expect(await nobody.propose(face)).toMatchObject({ spans: [], note: 'The patient is not in this video.' })
  })

  it('by speech needs sound', async () => {
    await expect(withFile().propose(speech)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringContaining('clip-1.mp4 has no sound') as string,
    })
  })

  it('by speech parts at the pauses that are heard, and tells how far it is', async () => {
    const asked: unknown[] = []
    const { propose, folder } = withFile({ media: { readSound: (request) => tones(request, asked) } }, true)
    const control = aControl()
    const { spans, note } = await propose(speech, control)
    expect(asked).toEqual([
      expect.objectContaining({
        file: join(folder, 'P001/baseline/clip-1.mp4'),
        startMs: 0,
        endMs: DURATION_MS,
      }),
    ])
    // Tones from 0 to 9 s, 11 to 19 s, 21 to 30 s.
    expect(spans.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 10_000],
      [10_000, 20_000],
      [20_000, 30_000],
    ])
    expect(note).toBe('Speech was heard for 25.9 s of 30 s.')
    expect(control.steps.at(-1)).toEqual({ done: DURATION_MS, total: DURATION_MS })
  })

  it('is given up when cancelled', async () => {
    const abort = new AbortController()
    const { propose } = withFile(
      {
        media: {
          async *readSound() {
            abort.abort()
            yield await Promise.resolve(new Float32Array(1600))
          },
        },
      },
      true,
    )
    await expect(propose(speech, aControl(abort.signal))).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('says when the video is not there, and when lengths do not fit', async () => {
    await expect(aCutStudy().cuts.propose(1, fixed, aControl())).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('clip-1.mp4') as string,
    })
    await expect(withFile().propose({ ...face, maxLengthMs: 5000 })).rejects.toMatchObject({
      code: 'bad-request',
    })
  })
})

/** Three tones in a quiet room, with two pauses of two seconds. */
async function* tones(
  request: { sampleRate: number; endMs: number },
  asked: unknown[],
): AsyncGenerator<Float32Array> {
  asked.push(request)
  const { sampleRate, endMs } = request
  for (let startMs = 0; startMs < endMs; startMs += 1000) {
    const isPause = (startMs >= 9000 && startMs < 11_000) || (startMs >= 19_000 && startMs < 21_000)
    // Words: a syllable and a stop in turn, so that the room is heard between them.
    yield await Promise.resolve(
      Float32Array.from({ length: sampleRate }, (_, sample) => {
        const isVoiced = !isPause && sample % (sampleRate / 5) < sampleRate / 6
        return Math.sin(sample * 0.2) * (isVoiced ? 0.3 : 0.001)
      }),
    )
  }
}
