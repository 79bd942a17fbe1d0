import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FACE_EMBEDDING_DIM, faceMeasures } from '#core/faces/types.ts'
import type { FaceObservations } from '#core/faces/types.ts'
import { uncheckedCopiesFolder } from '#core/files/study-path.ts'
import type { FaceSource, InferenceClient } from '#core/inference/host/client.ts'
import type { BlurredCopyRequest } from '#core/media/types.ts'
import { createDeidentifyService } from '#core/areas/deidentify/deidentify-service.ts'
import type { DeidentifyServiceDeps } from '#core/areas/deidentify/deidentify-service.ts'
import type { DeidentifyOptions, WrittenCopies } from '#core/areas/deidentify/service.ts'
import { AppError } from '#shared/errors.ts'
import type { FacePath, PersonRole } from '#shared/domain/people.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { deidentifyJob } from '#core/areas/deidentify/deidentify-job.ts'
import { aControl } from '../../../../../helpers/a-study.ts'
import { fakePackStore } from '../../../../../helpers/fake-inference.ts'
import { addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'
import { tempFolder, writeFiles, writeVideos } from '../../../../../helpers/temp-folder.ts'

type Rectangle = readonly [x: number, y: number, width: number, height: number]

/** In pixels of a picture of 100 x 100. */
const patientBox: Rectangle = [20, 40, 10, 20]
const otherBox: Rectangle = [70, 40, 10, 20]

const frameTimes = Float64Array.from({ length: 5 }, (_, frame) => frame * 40)

/** The same faces in every frame. */
function everyFrame(videoId: number, boxes: readonly Rectangle[], times = frameTimes): FaceObservations {
  const faces = times.length * boxes.length
  return {
    videoId,
    fromMs: 0,
    toMs: 200,
    pictureWidth: 100,
    pictureHeight: 100,
    frameTimes: times,
    frameOf: Int32Array.from({ length: faces }, (_, face) => Math.floor(face / boxes.length)),
    boxes: Float32Array.from([...times].flatMap(() => boxes.flat())),
    confidences: new Float32Array(faces).fill(0.9),
    embeddings: new Float32Array(faces * FACE_EMBEDDING_DIM).fill(NaN),
    measures: new Float32Array(faces * faceMeasures.length),
  }
}

function pathOf(role: PersonRole, [x, y, width, height]: Rectangle): FacePath {
  return {
    ...{ trackId: 1, personId: 1, label: 'Person A', role },
    timesMs: Float64Array.of(0, 200),
    boxes: Float32Array.from([x, y, width, height, x, y, width, height], (value) => value / 100),
  }
}

interface SetUp {
  readonly clips?: number
  /** What is found in a source, and in the n-th copy of it, from 1; an error that is thrown on the way. */
  readonly faces?: (source: FaceSource, copy: number) => FaceObservations | AppError
  readonly role?: PersonRole
  readonly isConfirmed?: boolean
  readonly lookedAt?: boolean
  readonly write?: (request: BlurredCopyRequest) => void
}

function bystander(source: FaceSource, copy: number): FaceObservations {
  return everyFrame(source.videoId, copy === 0 ? [patientBox, otherBox] : [patientBox])
}

/** A service over made-up video: copies are texts. */
function setUp({
  clips = 1,
  faces = bystander,
  role = 'patient',
  isConfirmed = true,
  lookedAt = true,
  write,
}: SetUp = {}) {
  const folder = tempFolder()
  const out = join(folder, 'out')
  const db = openMemoryStudy()
  const { sessionId, clipIds } = addSession(db, { patient: 'P 01', visit: 'week/4', clips })
  const context = aContext({ db, folder: join(folder, 'study') })
  for (const { path } of context.repositories.videos.ofSession(sessionId)) {
    writeVideos(join(folder, 'study'), { [path]: new Uint8Array(1000) })
  }
  const requests: BlurredCopyRequest[] = []
  const findFaces: InferenceClient['findFaces'] = async ({ videos }, onEvent) => {
    for (const video of videos) {
      const isCopy = video.file.startsWith(uncheckedCopiesFolder(context.folder))
      const found = faces(video, isCopy ? requests.length : 0)
      await onEvent({ type: 'progress', videoId: video.videoId, fraction: 0.5 })
      if (found instanceof AppError) {
        await onEvent({ type: 'problem', videoId: video.videoId, code: found.code, message: found.message })
      } else await onEvent({ type: 'faces', observations: found })
    }
  }
  const deps: DeidentifyServiceDeps = {
    media: {
      makeBlurredCopy(request) {
        requests.push(request)
        writeFileSync(request.target, 'a copy')
        write?.(request)
        request.onProgress?.(100)
        return Promise.resolve({ extension: 'mp4' })
      },
    },
    packs: fakePackStore(),
    inference: { findFaces },
    people: {
      get: () => ({
        sessionId,
        videos: context.repositories.videos
          .ofSession(sessionId)
          .map(({ id, fileName }) => ({ videoId: id, fileName, durationMs: 2000, lookedAt })),
        people: [
          {
            ...{ id: 1, sessionId, label: 'Person A', role, confirmed: isConfirmed, reason: '' },
            ...{ seenShare: 1, seenMs: 200, likeEarlierVisit: null, tracks: [] },
          },
        ],
      }),
      paths: () => [pathOf(role, patientBox)],
    },
  }
  const service = createDeidentifyService(context, deps)
  const files = (): string[] => readdirSync(out).sort()
  const run = (control = aControl(), options: DeidentifyOptions = {}) =>
    service.run({ clipIds, keepSound: false, folder: out }, control, options)
  const notes = (): unknown[] =>
    db.prepare("SELECT label FROM journal WHERE action = 'export.deidentified' ORDER BY seq").pluck().all()
  return { out, requests, clipIds, files, run, notes, service, studyFolder: context.folder }
}

describe('the de-identify service', () => {
  it('writes a copy that is named after patient, visit and clip, and says what it did', async () => {
    const { run, files, clipIds, requests } = setUp()
    expect(await run()).toEqual({
      written: 1,
      files: [
        {
          clipId: clipIds[0],
          fileName: 'P-01_week-4_clip1.mp4',
          frames: 5,
          facesBlurred: 5,
          rounds: 1,
          verified: true,
        },
      ],
    })
    expect(files()).toEqual(['P-01_week-4_clip1.mp4'])
    expect(requests[0]).toMatchObject({ endMs: 2000, keepSound: false })
  })

  it('keeps the sound when asked to', async () => {
    const { service, clipIds, out, requests } = setUp()
    await service.run({ clipIds, keepSound: true, folder: out }, aControl(), {})
    expect(requests.map(({ keepSound }) => keepSound)).toEqual([true])
  })

  it('keeps a copy that is not checked out of the folder that is passed on', async () => {
    const seen: string[][] = []
    const { run, files, requests, out, studyFolder } = setUp({
      write: () => {
        seen.push(readdirSync(out))
      },
    })
    await run()
    expect(seen).toEqual([[]])
    expect(requests.map(({ target }) => dirname(target))).toEqual([uncheckedCopiesFolder(studyFolder)])
    expect(files()).toHaveLength(1)
    expect(readdirSync(uncheckedCopiesFolder(studyFolder))).toEqual([])
  })

  it('removes what a program that was killed left there, and nothing else', async () => {
    const { run, files, out } = setUp()
    const id = '0b0f5cf1-7a4c-4f0e-9d6a-0c6f0a3f1b11'
    writeFiles(out, { [`${id}.part`]: 'unchecked', [`emoclip-${id}.part`]: 'half', 'mine.part': 'mine' })
    await run()
    expect(files()).toEqual(['P-01_week-4_clip1.mp4', 'mine.part'])
  })

  it('blurs the other face in every frame and keeps the patient’s', async () => {
    const { run, requests } = setUp()
    await run()
    const masks = requests[0]?.masks ?? []
    expect(masks.map(({ timeMs }) => timeMs)).toEqual([...frameTimes])
    for (const { kept, covered } of masks) {
      expect(kept).toEqual([expect.objectContaining({ x: expect.closeTo(0.2) })])
      expect(covered).toEqual([expect.objectContaining({ x: expect.closeTo(0.7) })])
    }
  })

  it('blurs more where a face could still be found, and tells how often', async () => {
    const hidden: Rectangle = [48, 10, 8, 16]
    const { run, requests } = setUp({
      faces: (source, copy) => everyFrame(source.videoId, copy === 1 ? [patientBox, hidden] : [patientBox]),
    })
    const { files } = await run()
    expect(files).toEqual([expect.objectContaining({ rounds: 2 })])
    expect(requests.map(({ masks }) => masks[0]?.covered.length)).toEqual([0, 1])
  })

  it('keeps no copy in which another face can still be found, says when, and goes on', async () => {
    const { run, files } = setUp({
      clips: 2,
      faces: (source, copy) =>
        everyFrame(
          source.videoId,
          source.videoId === 1 || copy === 0 ? [patientBox, otherBox] : [patientBox],
        ),
    })
    const control = aControl()
    expect((await run(control)).written).toBe(1)
    expect(control.failures).toEqual([
      {
        item: 'P 01 week/4, clip 1',
        message: 'At 00:00.160 another face could still be found, so no copy was kept.',
      },
    ])
    expect(files()).toEqual(['P-01_week-4_clip2.mp4'])
  })

  it('keeps no copy that lost pictures', async () => {
    const { run, files } = setUp({
      faces: (source, copy) =>
        everyFrame(source.videoId, [patientBox], copy === 0 ? frameTimes : frameTimes.slice(1)),
    })
    const control = aControl()
    await run(control)
    expect(control.failures[0]?.message).toBe(
      'Pictures of clip-1.mp4 were lost on the way, so no copy was kept.',
    )
    expect(files()).toEqual([])
  })

  it('overwrites nothing', async () => {
    const { run, files } = setUp()
    await run()
    expect((await run()).files[0]?.fileName).toBe('P-01_week-4_clip1-2.mp4')
    expect(files()).toHaveLength(2)
  })

  it('refuses where the patient was only proposed: a wrong guess would show the wrong face', async () => {
    const { run, requests } = setUp({ isConfirmed: false })
    const control = aControl()
    expect((await run(control)).written).toBe(0)
    expect(control.failures[0]?.message).toBe(
      'Nobody confirmed yet that Person A is the patient. Confirm it before the others are blurred.',
    )
    expect(requests).toEqual([])
  })

  it('refuses where it is not known who the patient is', async () => {
    const { run, requests } = setUp({ role: 'unknown' })
    const control = aControl()
    expect((await run(control)).written).toBe(0)
    expect(control.failures[0]?.message).toMatch(/not known who the patient is/)
    expect(requests).toEqual([])
  })

  it('refuses a video in which nobody was looked for', async () => {
    const control = aControl()
    await setUp({ lookedAt: false }).run(control)
    expect(control.failures[0]?.message).toMatch(/Find the people of this visit first/)
  })

  it('goes on after a clip that cannot be read', async () => {
    const { run } = setUp({
      clips: 2,
      faces: (source, copy) =>
        source.videoId === 1
          ? new AppError('media-unreadable', 'clip-1.mp4 is damaged.')
          : bystander(source, copy),
    })
    const control = aControl()
    expect((await run(control)).written).toBe(1)
    expect(control.failures).toEqual([{ item: 'P 01 week/4, clip 1', message: 'clip-1.mp4 is damaged.' }])
  })

  it('ends the whole work, and leaves no file, when the disk is full', async () => {
    const { run, files } = setUp({
      write: () => {
        throw new AppError('disk-full', 'The disk is full.')
      },
    })
    await expect(run()).rejects.toMatchObject({ code: 'disk-full' })
    expect(files()).toEqual([])
  })

  it('leaves no file when it is cancelled', async () => {
    const abort = new AbortController()
    const { run, files } = setUp({
      clips: 2,
      write: () => {
        abort.abort()
        throw new AppError('cancelled', 'Cancelled.')
      },
    })
    await expect(run(aControl(abort.signal))).rejects.toMatchObject({ code: 'cancelled' })
    expect(files()).toEqual([])
  })

  it('tells ever more of the work as done, also over further rounds', async () => {
    const { run } = setUp({
      clips: 2,
      faces: (source, copy) => everyFrame(source.videoId, copy === 1 ? [patientBox, otherBox] : [patientBox]),
    })
    const control = aControl()
    await run(control)
    const done = control.steps.map((step) => step.done)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(control.steps.at(-1)).toEqual({ done: 2, total: 2 })
    const [looking, blurring, checking] = deidentifyJob.stages
    // The first clip in two rounds.
    expect(control.stages).toEqual([
      ...[looking, blurring, checking, blurring, checking],
      ...[looking, blurring, checking],
    ])
  })

  it('knows no clip of another study', async () => {
    const { service, out } = setUp()
    const request = { clipIds: [99], keepSound: false, folder: out }
    await expect(service.run(request, aControl())).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('de-identifying that was cut off', () => {
  const names = ['P-01_week-4_clip1.mp4', 'P-01_week-4_clip2.mp4']
  const copyOf = (clipId: number, fileName = names[clipId - 1] ?? '') => ({
    ...{ clipId, fileName, frames: 5, facesBlurred: 5, rounds: 1, verified: true as const },
  })

  it('goes on with the clips that have no copy yet, and answers with all of them', async () => {
    const { run, requests, out } = setUp({ clips: 2 })
    writeFiles(out, { [copyOf(1).fileName]: 'a copy' })
    const before: WrittenCopies = { files: [copyOf(1)], placing: null, noted: 0 }
    const result = await run(aControl(), { before })
    expect(requests).toHaveLength(1)
    expect(result).toMatchObject({ written: 2, files: names.map((fileName) => ({ fileName })) })
  })

  it.each([
    ['before its place was kept', {}, 2],
    ['while its place was kept', { [copyOf(1).fileName]: '' }, 2],
    ['when it was in its place', { [copyOf(1).fileName]: 'a copy' }, 1],
  ])('while a copy was given its name, %s, has each copy once', async (_, found, made) => {
    const { run, requests, files, out } = setUp({ clips: 2 })
    writeFiles(out, found)
    const before: WrittenCopies = { files: [], placing: copyOf(1), noted: 0 }
    expect((await run(aControl(), { before })).files.map(({ fileName }) => fileName)).toEqual(names)
    expect(requests).toHaveLength(made)
    expect(files()).toEqual(names)
  })

  it('is told of each copy before it has its name, and after', async () => {
    const kept: WrittenCopies[] = []
    const { run } = setUp({ clips: 2 })
    await run(aControl(), { keep: (written) => void kept.push(written) })
    expect(kept.map(({ files, placing, noted }) => [files.length, placing?.fileName ?? null, noted])).toEqual(
      [
        [0, names[0], 0],
        [1, null, 0],
        [1, names[1], 0],
        [2, null, 0],
        [2, null, 2],
      ],
    )
  })

  it('is in the journal with the copies that were written, each counted once', async () => {
    const abort = new AbortController()
    const kept: WrittenCopies[] = []
    const { run, notes } = setUp({
      clips: 2,
      write: ({ masks }) => {
        if (kept.at(-1)?.files.length !== 1 || abort.signal.aborted || masks.length === 0) return
        abort.abort()
        throw new AppError('cancelled', 'Cancelled.')
      },
    })
    const keep = (written: WrittenCopies): void => void kept.push(written)
    await expect(run(aControl(abort.signal), { keep })).rejects.toMatchObject({ code: 'cancelled' })
    expect(notes()).toEqual(['de-identified copies of 1 clip'])
    await run(aControl(), { before: kept.at(-1) ?? null })
    expect(notes()).toEqual(['de-identified copies of 1 clip', 'de-identified copies of 1 clip'])
  })

  it('is in the journal also when it shall not go on', () => {
    const { service, notes } = setUp({ clips: 2 })
    const written = { files: [copyOf(1), copyOf(2)], placing: null, noted: 1 }
    service.leave(written, 'AB')
    expect(notes()).toEqual(['de-identified copies of 1 clip'])
  })
})
