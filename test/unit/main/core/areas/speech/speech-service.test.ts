import { expect, it } from 'vitest'
import { createSpeechService } from '#core/areas/speech/speech-service.ts'
import type { SpeechServiceDeps } from '#core/areas/speech/speech-service.ts'
import type { StudyContext } from '#core/areas/study/study-context.ts'
import type { JobControl } from '#core/jobs/job-control.ts'
import { AppError } from '#shared/errors.ts'
import { aTrack } from '../../../../../helpers/made-faces.ts'

const RATE = 16_000
const SECONDS = 40

const isPatients = (timeMs: number): boolean => Math.floor(timeMs / 3000) % 2 === 1

/** A tone at the beginning of every second, of three in turn the other's and the patient's, whose words last longer. */
function* interview(): Generator<Float32Array> {
  for (let second = 0; second < SECONDS; second += 1) {
    const words = RATE * (isPatients(second * 1000) ? 0.7 : 0.4)
    yield Float32Array.from({ length: RATE }, (_, n) =>
      n < words ? 0.2 * Math.sin((2 * Math.PI * 200 * n) / RATE) : 0.0005 * Math.sin(n),
    )
  }
}

/** Where the video begins on the player's clock, which the looks are on. */
const BEGIN_MS = 3500
const patient = aTrack({
  times: Array.from({ length: SECONDS * 5 }, (_, i) => BEGIN_MS + i * 200),
  measures: (i) => ({ mouthOpen: isPatients(i * 200) && i % 2 === 0 ? 0.12 : 0.02 }),
})

const session = { id: 1, patientCode: 'P01', visitLabel: 'V1' }

interface Told {
  readonly control: JobControl
  readonly failures: string[]
  readonly progress: number[]
}

function watched(signal = new AbortController().signal): Told {
  const failures: string[] = []
  const progress: number[] = []
  const control: JobControl = {
    signal,
    gate: { wait: () => Promise.resolve() },
    progress: (done, total) => progress.push(done / total),
    stage: () => undefined,
    failure: (item, message) => failures.push(`${item}: ${message}`),
    notice: () => undefined,
  }
  return { control, failures, progress }
}

/** One visit with videos of these names, each with sound and the patient in it unless told otherwise. */
function service(names: readonly string[], changes: Partial<SpeechServiceDeps> = {}) {
  const videos = names.map((fileName, at) => ({
    id: at + 1,
    fileName,
    probe: {
      hasAudio: fileName !== 'mute.mp4',
      startMs: BEGIN_MS,
      durationMs: BEGIN_MS + SECONDS * 1000,
    },
  }))
  const deps: SpeechServiceDeps = {
    media: {
      async *readSound() {
        yield* await Promise.resolve(interview())
      },
    },
    people: { patientTracks: () => [patient] },
    videoFile: () => '/videos/one.mp4',
    ...changes,
  }
  const repositories = { sessions: { list: () => [session] }, videos: { ofSession: () => videos } }
  return createSpeechService({ repositories } as unknown as Pick<StudyContext, 'repositories'>, deps)
}

it('measures a visit from what is heard and seen, on one clock', async () => {
  const { control, progress } = watched()
  const [found] = await service(['one.mp4']).measure(null, control)
  expect(found).toMatchObject({ patientCode: 'P01', visitLabel: 'V1', nVideos: 1, leftOut: [] })
  const { measures } = found ?? {}
  // Of 40 seconds, 19 begin with words of the patient's.
  expect(measures?.speakingShare.value).toBeCloseTo((19 * 0.7) / 39.8, 1)
  expect(Math.abs((measures?.pauseMedianMs.value ?? 0) - 300)).toBeLessThanOrEqual(30)
  expect(Math.abs((measures?.responseMedianMs.value ?? 0) - 600)).toBeLessThanOrEqual(30)
  expect(Math.abs((measures?.turnMedianMs.value ?? 0) - 2700)).toBeLessThanOrEqual(30)
  expect(progress.at(-1)).toBe(1)
  expect(progress.every((share, i) => share >= (progress[i - 1] ?? 0))).toBe(true)
})

it('says of each video why it is not measured', async () => {
  const { control, failures } = watched()
  const measure = async (changes: Partial<SpeechServiceDeps>) =>
    (await service(['one.mp4', 'mute.mp4'], changes).measure(null, control))[0]
  expect(await measure({ people: { patientTracks: () => null } })).toMatchObject({
    measures: null,
    leftOut: [
      { fileName: 'one.mp4', reason: 'people-not-found' },
      { fileName: 'mute.mp4', reason: 'no-sound' },
    ],
  })
  expect((await measure({ people: { patientTracks: () => [] } }))?.leftOut[0]?.reason).toBe('no-patient')
  expect(failures).toEqual([])
  expect((await measure({ videoFile: () => null }))?.leftOut[0]?.reason).toBe('unreadable')
  expect(failures).toEqual(['one.mp4: The video is not where the study expects it.'])
})

it('goes on after a video that cannot be listened to, and not after being cancelled', async () => {
  const { control, failures } = watched()
  let first = true
  const videoFile = () => {
    if (!first) return '/videos/two.mp4'
    first = false
    throw new AppError('media-unreadable', 'one.mp4 has sound that cannot be decoded.')
  }
  const [found] = await service(['one.mp4', 'two.mp4'], { videoFile }).measure(null, control)
  expect(found).toMatchObject({ nVideos: 1, leftOut: [{ fileName: 'one.mp4', reason: 'unreadable' }] })
  expect(failures).toHaveLength(1)
  const aborted = watched(AbortSignal.abort())
  await expect(service(['one.mp4']).measure(null, aborted.control)).rejects.toMatchObject({
    code: 'cancelled',
  })
})

it('leaves out visits that were not asked for', async () => {
  expect(await service(['one.mp4']).measure([7], watched().control)).toEqual([])
})
