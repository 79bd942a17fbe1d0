import { describe, expect, test } from 'vitest'
import { createProblemRepository } from '#core/areas/study/problem-repository.ts'
import { AppError } from '#shared/errors.ts'
import { aPrediction, packId, preferencesByDefault } from '../../../../../helpers/a-prediction.ts'
import { embeddingOf, fakeStretchMs } from '../../../../../helpers/fake-inference.ts'
import type { FakeFaces } from '../../../../../helpers/fake-inference.ts'
import { watchedControl } from '../../../../../helpers/memory-study.ts'
import { clinicianFace, patientFace, patientOf, personOf } from '../../../../../helpers/people-study.ts'

const both: FakeFaces = () => [patientFace, clinicianFace]

/** Where the face of a clip is, in pixels of the picture that was looked at. */
const faceX = ({ boxes }: { readonly boxes: Float32Array }): number => Math.round((boxes[0] ?? NaN) * 640)

function setUp(faces: FakeFaces = both, clips = 1) {
  const prediction = aPrediction({
    clips,
    faces,
    // The embedding tells whose face was looked at.
    answer: ({ clipId, subject }) => embeddingOf(clipId, [faceX(subject) === patientFace.x ? 2 : -2, 0]),
  })
  const { service, people, promptSetId, clipIds } = prediction
  const request = { clipIds: null, packId, promptSetId }
  const clipId = clipIds[0] ?? NaN
  return {
    ...prediction,
    clipId,
    run: (control = watchedControl()) => service.run(request, control),
    top: async () => (await service.get({ clipId, packId, promptSetId }))?.topClass ?? null,
    give: (label: string, role: 'patient' | 'clinician' | 'other') =>
      people().edit(1, { kind: 'role', personId: personOf(people().get(1), label).id, role }),
    problem: () => createProblemRepository(prediction.db).get(clipId),
  }
}

describe('a run', () => {
  test('first looks for faces in the videos concerned, and hands over the patient’s alone', async () => {
    const { service, inference, clipIds, promptSetId } = setUp(both, 3)
    await service.run({ clipIds: clipIds.slice(1), packId, promptSetId }, watchedControl())
    expect(inference.searched.map(({ videoId }) => videoId)).toEqual([2, 3])
    expect(inference.sources.map(({ clipId }) => clipId)).toEqual(clipIds.slice(1))
    for (const { subject } of inference.sources) {
      const places = subject.boxes.filter((_, at) => at % 5 === 0 && !Number.isNaN(subject.boxes[at]))
      expect(places.length).toBeGreaterThan(5)
      expect(places.every((share) => share * 640 < patientFace.x + 1)).toBe(true)
    }
    await service.run({ clipIds: clipIds.slice(1), packId, promptSetId }, watchedControl())
    expect(inference.searched).toHaveLength(2)
  })

  test('hands over what a clip can see of the patient, not the whole of a long video', async () => {
    const { db, run, inference } = setUp()
    db.exec('UPDATE videos SET duration_ms = 60000; UPDATE clips SET start_ms = 20000, end_ms = 22000')
    await run()
    const times = inference.sources[0]?.subject.times ?? new Float64Array()
    expect([times[0], times.at(-1), times.length]).toEqual([19_800, 22_000, 12])
  })

  test('with another patient looks anew; the earlier prediction is kept, and counts again with its patient', async () => {
    const { run, top, give, inference, service, clipId } = setUp()
    await run()
    expect(await top()).toBe('up')
    give('Person B', 'patient')
    expect([await top(), service.stored(clipId)]).toEqual([null, []])
    expect(await run()).toMatchObject({ predicted: 1, reused: 0 })
    expect([await top(), service.stored(clipId).length]).toEqual(['down', 1])
    give('Person A', 'patient')
    expect(await top()).toBe('up')
    expect(await run()).toMatchObject({ predicted: 0, reused: 1 })
    expect([await top(), inference.looked.length]).toEqual(['up', 2])
  })

  test('with the same patient, now confirmed, takes what is stored', async () => {
    const { run, give, inference } = setUp()
    await run()
    give('Person A', 'patient')
    expect(await run()).toMatchObject({ predicted: 0, reused: 1 })
    expect(inference.looked).toHaveLength(1)
  })

  test('that is cut off while it looks for faces goes on there when it is resumed', async () => {
    const control = watchedControl()
    const { db, service, promptSetId, inference, clipIds } = setUp((_, timeMs) => {
      if (timeMs >= 2 * fakeStretchMs) control.abort.abort()
      return [patientFace]
    })
    db.exec('UPDATE videos SET duration_ms = 60000')
    const cut = service.run({ clipIds: null, packId, promptSetId }, control)
    await expect(cut).rejects.toMatchObject({ code: 'cancelled' })
    expect(service.interrupted()).toMatchObject({ done: 0, total: 1 })
    expect(await service.resume(1, watchedControl())).toMatchObject({ predicted: 1 })
    expect(inference.searched.map(({ startMs }) => startMs / fakeStretchMs)).toEqual([0, 1, 2, 3, 4, 5])
    expect(inference.looked).toEqual(clipIds)
  })

  test('with a broken detector fails as that, not for want of a face', async () => {
    const { run, problem } = setUp(() => {
      throw new AppError('detector-failed', 'The face detector gave no usable answer.')
    })
    await expect(run()).rejects.toMatchObject({ code: 'detector-failed' })
    expect(problem()).toBeNull()
  })
})

describe('a clip gets no prediction but a sentence', () => {
  test('when the patient’s face is not seen in it, though others are', async () => {
    const { db, run, give, people, inference, problem } = setUp((_, timeMs) =>
      timeMs < 4000 ? [patientFace, clinicianFace] : [clinicianFace],
    )
    db.exec('UPDATE videos SET duration_ms = 12000; UPDATE clips SET start_ms = 6000, end_ms = 8000')
    await people().find(null, watchedControl())
    give('Person B', 'patient')
    await run()
    expect(inference.looked).toEqual([])
    expect(problem()).toEqual({
      code: 'no-face',
      message:
        'The patient’s face is not seen in this clip, but another person’s is: People says who the patient is.',
    })
  })

  test('when nobody is seen at all', async () => {
    const { run, problem } = setUp(() => [])
    expect((await run()).failed).toHaveLength(1)
    expect(problem()?.code).toBe('no-face')
  })

  test('when too little of it shows a usable face, by the share that is set', async () => {
    const { start, promptSetId, problem, inference } = setUp((_, timeMs) =>
      timeMs < 500 ? [patientFace] : [],
    )
    const request = { clipIds: null, packId, promptSetId }
    const runWith = (minUsableShare: number) =>
      start({ preferences: () => ({ ...preferencesByDefault, minUsableShare }) }).run(
        request,
        watchedControl(),
      )
    await runWith(0.5)
    expect(problem()?.code).toBe('face-unusable')
    expect(problem()?.message).toMatch(
      /^The patient’s face can be used in 30 % of this clip, less than the 50 % that the settings ask for\. \S.*\.$/,
    )
    expect(inference.looked).toEqual([])
    await runWith(0.3)
    expect([inference.looked.length, problem()]).toEqual([1, null])
  })

  test('when there are people and nobody is the patient; who is said to be it afterwards is predicted', async () => {
    const { run, give, problem, people, inference } = setUp()
    await people().find(null, watchedControl())
    give('Person A', 'clinician')
    give('Person B', 'other')
    await run()
    expect(problem()).toEqual({
      code: 'no-patient',
      message: 'Nobody in P001 baseline is the patient: say in People who it is.',
    })
    give('Person A', 'patient')
    expect(problem()).toBeNull()
    expect(await run()).toMatchObject({ predicted: 1 })
    expect(inference.looked).toHaveLength(1)
  })

  test('when its video cannot be looked at, and the clips of others go on', async () => {
    const message = 'clip-1.mp4 is damaged.'
    const { run, problem } = setUp(
      ({ videoId }) => (videoId === 1 ? { code: 'media-unreadable', message } : [patientFace]),
      2,
    )
    const control = watchedControl()
    expect(await run(control)).toMatchObject({ predicted: 1, failed: [{ clipId: 1, message }] })
    expect(problem()).toEqual({ code: 'media-unreadable', message })
    expect(control.steps.at(-1)).toEqual([2, 2])
  })

  test('when its video breaks off before its end, while earlier clips of it are predicted', async () => {
    const message = 'long.mp4 is damaged from 00:20 on.'
    const { db, run, inference, clipIds } = setUp((_, timeMs) =>
      timeMs >= 2 * fakeStretchMs ? { code: 'media-unreadable', message } : [patientFace],
    )
    db.exec(`UPDATE videos SET duration_ms = 60000;
      INSERT INTO clips (video_id, ordinal, start_ms, end_ms) VALUES (1, 2, 19000, 21000)`)
    expect(await run()).toMatchObject({ predicted: 1, failed: [{ message }] })
    expect(inference.looked).toEqual(clipIds)
  })
})

test('the patient of the run is who is proposed as long as nobody has said who it is', async () => {
  const { run, people } = setUp()
  await run()
  expect(patientOf(people().get(1))).toMatchObject({ label: 'Person A', confirmed: false })
})
