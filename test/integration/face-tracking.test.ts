import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainFaces, smilingFaces } from '../../scripts/tools/sample-study/views.ts'
import { groupPeople } from '#core/areas/people/group-people.ts'
import { personEmbedding } from '#core/faces/likeness.ts'
import { proposePatient } from '#core/areas/people/propose-patient.ts'
import { boxAt, subjectPath } from '#core/faces/subject-path.ts'
import { trackFaces } from '#core/areas/people/track-faces.ts'
import type { FaceObservations, Track } from '#core/faces/types.ts'
import type { FaceEvent, ModelHost } from '#core/inference/host/client.ts'
import { createInProcessInference } from '#core/inference/host/in-process-client.ts'
import { createPackStore } from '#core/packs/pack-store.ts'
import { openGate } from '#core/async/pause-gate.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import { aVideo, testFfmpeg } from '../helpers/make-video.ts'
import { peopleVideo, picture, stage, whoIsAt } from '../helpers/people-video.ts'
import type { Appearance, PhotoFace, PictureSize, Scene } from '../helpers/people-video.ts'
import { isThorough, thorough } from '../helpers/thorough.ts'

const { stairsBack, sofaRight, rowSecond, windowThird, barMiddle } = plainFaces
const { terraceMiddle, terraceRight } = smilingFaces
/** The woman of `terraceMiddle` on another day: laughing, her head tilted. */
const sameWomanLater: PhotoFace = { photo: 1, x: 1575, y: 350, faceHeight: 250 }

const models = resolve(import.meta.dirname, '../../resources/models')

let folder: string
let inference: ModelHost
let facePackFolder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-tracking-'))
  facePackFolder = createPackStore({ folders: [models] }).faces().folder
  inference = createInProcessInference({ media: createMediaTools(await testFfmpeg()) })
})

afterAll(async () => {
  await inference.dispose()
  await rm(folder, { recursive: true, force: true })
})

async function look(...files: readonly { file: string; seconds: number }[]): Promise<FaceEvent[]> {
  const events: FaceEvent[] = []
  const videos = files.map(({ file, seconds }, i) => ({
    videoId: i + 1,
    file,
    startMs: 0,
    endMs: seconds * 1000,
  }))
  const control = { signal: new AbortController().signal, gate: openGate }
  await inference.findFaces({ facePackFolder, videos, fps: 5 }, (event) => void events.push(event), control)
  return events
}

const observationsIn = (events: readonly FaceEvent[], videoId = 1): FaceObservations[] =>
  events.flatMap((event) =>
    event.type === 'faces' && event.observations.videoId === videoId ? [event.observations] : [],
  )

async function filmed(name: string, scenes: readonly Scene[], size: PictureSize = picture) {
  const seconds = scenes.reduce((sum, scene) => sum + scene.seconds, 0)
  const file = await peopleVideo(join(folder, name), scenes, size)
  const observations = observationsIn(await look({ file, seconds }))
  return { observations, tracks: trackFaces(observations) }
}

const standing = (face: PhotoFace, x: number, seconds: number, heightPx = 130): Appearance => ({
  face,
  heightPx,
  from: { second: 0, x, y: 270 },
  to: { second: seconds, x, y: 270 },
})

const going = (
  face: PhotoFace,
  [fromX, toX]: readonly [number, number],
  [start, end]: readonly [number, number],
  y = 270,
): Appearance => ({
  face,
  heightPx: 130,
  from: { second: start, x: fromX, y },
  to: { second: end, x: toX, y },
})

/** The people whose faces a track goes over. */
function facesIn(track: Track, scenes: readonly Scene[]): Set<PhotoFace | null> {
  const found = new Set<PhotoFace | null>()
  for (const [i, timeMs] of track.times.entries()) {
    const box = track.boxes.subarray(i * 5, i * 5 + 4).map((pixels) => (pixels * stage.width) / picture.width)
    const [x = 0, y = 0, width = 0, height = 0] = box
    found.add(whoIsAt(scenes, { timeMs, x: x + width / 2, y: y + height / 2 }))
  }
  return found
}

function peopleOf(tracks: readonly Track[]): Track[][] {
  const people: Track[][] = []
  for (const [i, person] of groupPeople(tracks).entries()) {
    const track = tracks[i]
    if (track !== undefined) (people[person] ??= []).push(track)
  }
  return people
}

/**
 * Each track that can be known is one person's, and each person is one group. Faces that are half hidden behind
 * others cannot be known; they are nobody's.
 */
function expectNoSwitch(tracks: readonly Track[], scenes: readonly Scene[], people: readonly PhotoFace[]) {
  const groups = groupPeople(tracks)
  const groupsOf = new Map(people.map((person) => [person, new Set<number>()]))
  for (const [i, track] of tracks.entries()) {
    if (track.embedding === null) continue
    const [face, ...others] = facesIn(track, scenes)
    expect(others).toEqual([])
    groupsOf.get(face as PhotoFace)?.add(groups[i] ?? -1)
  }
  const found = [...groupsOf.values()].map((ofPerson) => [...ofPerson])
  expect(found.map((ofPerson) => ofPerson.length)).toEqual(people.map(() => 1))
  expect(new Set(found.flat()).size).toBe(people.length)
  const unknown = groups.filter((_, i) => tracks[i]?.embedding === null)
  expect(unknown.filter((group) => found.flat().includes(group))).toEqual([])
}

test('of a face that somebody passes in front of, no piece is a person of its own, and who sits is proposed', async () => {
  const scenes: Scene[] = [
    {
      seconds: 3,
      appearances: [standing(barMiddle, 330, 3, 170), going(terraceRight, [860, 100], [0, 2.2], 250)],
    },
  ]
  const { tracks } = await filmed('pass.mp4', scenes)
  expectNoSwitch(tracks, scenes, [barMiddle, terraceRight])
  const people = peopleOf(tracks)
  expect(people).toHaveLength(2)
  const proposed = people[proposePatient(people, null)?.index ?? -1] ?? []
  expect(proposed.map((track) => [...facesIn(track, scenes)])).toContainEqual([barMiddle])
  expect(proposed.every((track) => !facesIn(track, scenes).has(terraceRight))).toBe(true)
})

/** Seconds that they take from one side to the other. */
const crossing = thorough(4, 6)

test('two people who cross, one in front of the other, stay who they are', async () => {
  const scenes: Scene[] = [
    {
      seconds: crossing,
      appearances: [
        going(sofaRight, [160, 800], [0, crossing]),
        going(stairsBack, [800, 160], [0, crossing]),
      ],
    },
  ]
  const { tracks } = await filmed('cross.mp4', scenes)
  expectNoSwitch(tracks, scenes, [sofaRight, stairsBack])
})

// Who crosses is above, who is elsewhere after a cut below; who leaves and returns is in the tests of the grouping.
if (isThorough) {
  test('four people, two of them much alike, who leave, return and change places at a cut are four groups', async () => {
    const scenes: Scene[] = [
      {
        seconds: 8,
        appearances: [
          standing(rowSecond, 140, 8),
          standing(windowThird, 380, 8),
          going(stairsBack, [620, 1100], [0, 3]),
          going(stairsBack, [1100, 620], [5, 8]),
          going(sofaRight, [840, 820], [0, 8], 280),
        ],
      },
      // At the cut, everybody is in somebody else's place.
      {
        seconds: 4,
        appearances: [
          standing(windowThird, 140, 4),
          standing(rowSecond, 380, 4),
          standing(sofaRight, 620, 4),
          standing(stairsBack, 820, 4),
        ],
      },
    ]
    const { tracks } = await filmed('four.mp4', scenes)
    expectNoSwitch(tracks, scenes, [rowSecond, windowThird, stairsBack, sofaRight])
  })
}

test('at a cut from one close-up to another in the same place, nobody’s face is given for the other’s', async () => {
  const shot = thorough(1, 2)
  const close = (face: PhotoFace): Scene => ({
    seconds: shot,
    appearances: [standing(face, 480, shot, 260)],
  })
  const scenes = [close(sofaRight), close(stairsBack), close(sofaRight)]
  const { tracks, observations } = await filmed('cuts.mp4', scenes)
  expectNoSwitch(tracks, scenes, [sofaRight, stairsBack])
  const groups = groupPeople(tracks)
  const patient = tracks.filter((_, i) => groups[i] === groups[0])
  const path = subjectPath(patient, picture)
  const frames = Array.from({ length: 3 * shot * stage.fps }, (_, frame) => frame)
  const isThere = frames.map((frame) => boxAt(path, frame * 40) !== null)
  const isOther = frames.map((frame) => Math.floor(frame / (shot * stage.fps)) === 1)
  expect(isThere.some((there, frame) => there && isOther[frame] === true)).toBe(false)
  // A fifth of a second is lost at the end of each shot, between two looks.
  const lost = 2 * 0.2 * stage.fps
  expect(isThere.filter(Boolean).length).toBeGreaterThanOrEqual(2 * shot * stage.fps - lost)
  expect(observations[0]?.frameTimes).toHaveLength(15 * shot)
})

test('the patient of one visit is known at the next, beside somebody who is seen more', async () => {
  // Longer than somebody who is seen but briefly.
  const seconds = thorough(1.4, 3)
  const first: Scene[] = [
    {
      seconds,
      appearances: [standing(terraceMiddle, 300, seconds, 180), standing(stairsBack, 700, seconds)],
    },
  ]
  const second: Scene[] = [
    {
      seconds,
      appearances: [standing(sameWomanLater, 300, seconds), standing(windowThird, 700, seconds, 220)],
    },
  ]
  const before = peopleOf((await filmed('first.mp4', first)).tracks)
  const patient = before.find((tracks) => tracks.some((track) => facesIn(track, first).has(terraceMiddle)))
  const { tracks } = await filmed('second.mp4', second)
  const people = peopleOf(tracks)
  const proposal = proposePatient(people, personEmbedding(patient ?? []))
  expect(proposal?.reason).toContain('Looks like the patient of an earlier visit')
  const proposed = people[proposal?.index ?? -1] ?? []
  expect(proposed.every((track) => facesIn(track, second).has(sameWomanLater))).toBe(true)
  // Without an earlier visit, the larger face would be it.
  const other = people[proposePatient(people, null)?.index ?? -1] ?? []
  expect(other.every((track) => facesIn(track, second).has(windowThird))).toBe(true)
})

test('small faces of a wide shot are found', async () => {
  // As large as 84 pixels in 1080p.
  const scenes: Scene[] = [
    { seconds: 1, appearances: [standing(sofaRight, 300, 1, 42), standing(stairsBack, 600, 1, 42)] },
  ]
  const { observations } = await filmed('wide.mp4', scenes, stage)
  expect(observations[0]?.frameOf).toHaveLength(10)
})

test('a video without faces is looked at, and one that is no video is a problem that names it', async () => {
  const grey = await aVideo({
    file: join(folder, 'grey.mp4'),
    seconds: 2,
    source: 'color=gray:s=320x240:r=25',
  })
  const events = await look({ file: join(folder, 'missing.mp4'), seconds: 2 }, { file: grey, seconds: 2 })
  const problems = events.filter((event) => event.type === 'problem')
  expect(problems).toMatchObject([{ videoId: 1, code: 'media-unreadable' }])
  expect(problems[0]?.message).toContain('missing.mp4')
  const [looked] = observationsIn(events, 2)
  expect(looked).toMatchObject({ fromMs: 0, toMs: 2000 })
  expect(looked?.frameTimes).toHaveLength(10)
  expect(looked?.frameOf).toHaveLength(0)
})
