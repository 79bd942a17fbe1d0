import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Study } from '#core/study-services.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { eventually } from '../../../../../helpers/eventually.ts'
import { createFakeInference, embeddingOf, fakePackStore } from '../../../../../helpers/fake-inference.ts'
import { patientFace } from '../../../../../helpers/people-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const replaced =
  'b.mp4 is not the recording that was imported: another one of the same name and size lies in its place, which ' +
  'is neither shown nor computed from. Put the original back, or import the new one as a video of its own.'

const changedUtc = new Date('2026-01-01T00:00:00Z')

/** Three visits with one video each, of which the second can be replaced by one of its size, time and name. */
async function threeVideos() {
  const inference = createFakeInference(
    ({ clipId }) => embeddingOf(clipId, [1, 0]),
    () => [patientFace],
  )
  const test = aStudy({ inference, packs: fakePackStore() })
  const { study, inbox } = test
  const files = { 'P001/V1/a.mp4': 'one', 'P002/V1/b.mp4': 'two', 'P003/V1/c.mp4': 'three' }
  writeFiles(inbox, files)
  for (const file of Object.keys(files)) utimesSync(join(inbox, file), changedUtc, changedUtc)
  const importAll = async () => {
    const { planId } = await study.imports.preview([inbox], aControl())
    return study.imports.run(planId, { copyVideos: false }, aControl())
  }
  await importAll()
  const replace = (content = 'new'): void => {
    const file = join(inbox, 'P002/V1/b.mp4')
    writeFileSync(file, content)
    utimesSync(file, changedUtc, changedUtc)
  }
  const directions = ['up', 'down'].map((sentence) => ({ label: sentence, sentence }))
  const promptSet = study.promptSets.create({
    name: 'Directions',
    classes: directions,
  })
  const predict = (control = aControl()) =>
    study.predictions.run({ clipIds: null, packId: 'two-numbers', promptSetId: promptSet.id }, control)
  return { ...test, inference, importAll, replace, predict }
}

function clipOfB(study: Study): { clipId: number; videoId: number; sessionId: number } {
  const clip = study.library.clips().find(({ fileName }) => fileName === 'b.mp4')
  if (clip === undefined) throw new Error('the clip is gone')
  return { clipId: clip.id, videoId: clip.videoId, sessionId: clip.sessionId }
}

it('is not predicted, which is told, while the other clips are', async () => {
  const { study, inference, replace, predict } = await threeVideos()
  await study.people.find(null, aControl())
  replace()
  const result = await predict()
  expect(result).toMatchObject({ predicted: 2, failed: [{ message: replaced }] })
  expect(inference.looked).toHaveLength(2)
  const { clipId } = clipOfB(study)
  expect(study.library.clip(clipId).problems).toEqual([{ code: 'file-unreadable', message: replaced }])
  replace('two')
  expect(await predict()).toMatchObject({ predicted: 1, reused: 2, failed: [] })
})

it('is not looked at for people, nor cut, nor shown in pictures, by the time that it is noticed', async () => {
  const { study, replace } = await threeVideos()
  replace()
  const control = aControl()
  await study.people.find(null, control)
  expect(control.failures).toEqual([{ item: 'b.mp4', message: replaced }])
  const { clipId, videoId } = clipOfB(study)
  const fixed = { kind: 'fixed', lengthMs: 5000, strideMs: 5000 } as const
  await expect(study.cuts.propose(videoId, fixed, aControl())).rejects.toThrow(replaced)
  await expect(study.videos.frameTimes(videoId)).rejects.toThrow(replaced)
  await expect(study.videos.makeProxy(videoId, aControl())).rejects.toThrow(replaced)
  expect(await study.library.thumbnailFile(clipId)).toBeNull()
})

it('is not played, and is known to every list once it was looked at or asked for', async () => {
  const { study, inbox, replace } = await threeVideos()
  const { clipId, videoId } = clipOfB(study)
  const problems = (): string[] => study.library.clips().flatMap(({ problem }) => problem ?? [])
  const before = study.library.summary().problemClips
  expect(await study.videos.playedFile(videoId)).toBe(join(inbox, 'P002/V1/b.mp4'))
  expect(study.library.clip(clipId).video.content).toBe('same')
  replace()
  const changes: (readonly StudyArea[])[] = []
  study.onChange(({ areas }) => changes.push(areas))
  expect(await study.videos.playedFile(videoId)).toBeNull()
  expect(changes).toEqual([['library']])
  expect(study.library.clip(clipId)).toMatchObject({
    video: { missing: false, content: 'replaced' },
    problems: [{ code: 'replaced', message: replaced }],
  })
  expect([problems(), study.library.summary().problemClips]).toEqual([[replaced], before + 1])
  replace('two')
  await study.library.lookForMissing()
  expect([problems(), study.library.summary().problemClips]).toEqual([[], before])
  expect(await study.videos.playedFile(videoId)).toBe(join(inbox, 'P002/V1/b.mp4'))
})

it('is noticed when the window comes back, where its time is another', async () => {
  const { study, inbox } = await threeVideos()
  writeFileSync(join(inbox, 'P002/V1/b.mp4'), 'new')
  await study.library.lookForMissing()
  expect(study.library.clips().flatMap(({ problem }) => problem ?? [])).toEqual([replaced])
})

it('gives no filmstrip', async () => {
  const { study, replace } = await threeVideos()
  replace()
  const { videoId } = clipOfB(study)
  const strip = await eventually(async () => {
    const now = await study.videos.strip(videoId)
    expect(now.state).not.toBe('making')
    return now
  })
  expect(strip).toMatchObject({ state: 'failed', message: replaced, tiles: 0, waveform: null })
  expect(study.videos.stripSheetFile(videoId, 0)).toBeNull()
})

it('gives no pictures of faces', async () => {
  const { study, replace } = await threeVideos()
  await study.people.find(null, aControl())
  const { sessionId } = clipOfB(study)
  const [track] = study.people.get(sessionId).people.flatMap(({ tracks }) => tracks)
  if (track === undefined) throw new Error('nobody was found')
  replace()
  expect(await study.people.facePictureFile(track.id)).toBeNull()
  replace('two')
  expect(await study.people.facePictureFile(track.id)).not.toBeNull()
})

it('is not copied for passing on', async () => {
  const { study, inbox, replace } = await threeVideos()
  await study.people.find(null, aControl())
  replace()
  const control = aControl()
  const folder = join(inbox, '..', 'out')
  const { clipId } = clipOfB(study)
  const result = await study.deidentify.run({ clipIds: [clipId], keepSound: false, folder }, control)
  expect(result).toEqual({ written: 0, files: [] })
  expect(control.failures).toEqual([{ item: 'P002 V1, clip 1', message: replaced }])
  expect(readdirSync(folder)).toEqual([])
})

it('is a further video when its folder is imported again, even with the time of the original', async () => {
  const { study, importAll, replace } = await threeVideos()
  replace()
  await importAll()
  expect(study.library.clips().filter(({ fileName }) => fileName === 'b.mp4')).toHaveLength(2)
})

it('is looked for in other folders as a missing one is', async () => {
  const { study, inbox, replace } = await threeVideos()
  replace()
  writeFiles(inbox, { '../elsewhere/original.mp4': 'two' })
  expect(await study.library.relink(join(inbox, '..', 'elsewhere'), aControl())).toEqual({
    found: 1,
    stillMissing: 0,
  })
})
