import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Study } from '#core/services/service-types.ts'
import { aControl, aStudy } from '../../../../helpers/a-study.ts'
import { createFakeInference, embeddingOf, fakePackStore } from '../../../../helpers/fake-inference.ts'
import { patientFace } from '../../../../helpers/people-study.ts'
import { writeFiles } from '../../../../helpers/temp-folder.ts'

const replaced =
  'b.mp4 is not the recording that was imported: another one of the same name and size lies in its place, and ' +
  'nothing was computed from it. Put the original back, or import the new one as a video of its own.'

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

function clipOfB(study: Study): { clipId: number; videoId: number } {
  const clip = study.library.clips().find(({ fileName }) => fileName === 'b.mp4')
  if (clip === undefined) throw new Error('the clip is gone')
  return { clipId: clip.id, videoId: clip.videoId }
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
