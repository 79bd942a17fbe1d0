import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faceMeasures } from '#core/faces/types.ts'
import type { FaceMeasure, Track } from '#core/faces/types.ts'
import { clearestFace } from '#core/areas/people/face-pictures.ts'
import { watchedControl } from '../../../../../helpers/memory-study.ts'
import { addLongVideo, aPeopleStudy, personOf } from '../../../../../helpers/people-study.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

type Sight = Partial<Record<FaceMeasure, number>> & { readonly height?: number; readonly confidence?: number }

function trackOf(...sights: Sight[]): Track {
  return {
    videoId: 1,
    times: Float64Array.from(sights, (_, i) => i * 200),
    boxes: Float32Array.from(
      sights.flatMap(({ height = 100, confidence = 1 }, i) => [i, 0, 80, height, confidence]),
    ),
    measures: Float32Array.from(sights.flatMap((sight) => faceMeasures.map((name) => sight[name] ?? 0))),
    embedding: null,
  }
}

test.each<[string, Sight]>([
  ['smaller', { height: 90 }],
  ['less sure', { confidence: 0.5 }],
  ['turned away', { yawDeg: -50 }],
  ['covered', { occlusion: 0.5 }],
])('a face that is %s is not the clearest', (_, worse) => {
  expect(clearestFace(trackOf(worse, {}, worse))).toEqual({
    timeMs: 200,
    box: { x: 1, y: 0, width: 80, height: 100 },
  })
})

test('the picture is made once, of the square around the face, and kept in the study’s cache', async () => {
  const folder = tempFolder()
  writeFiles(folder, { 'a.mp4': 'a video' })
  const { db, people, media } = aPeopleStudy({ folder, videoFile: () => join(folder, 'a.mp4') })
  const { sessionId } = addLongVideo(db, { seconds: 2 })
  await people.find(null, watchedControl())
  const trackId = personOf(people.get(sessionId), 'Person A').tracks[0]?.id ?? NaN
  const [file, again] = await Promise.all([people.facePictureFile(trackId), people.facePictureFile(trackId)])
  expect(again).toBe(file)
  expect(file?.startsWith(join(folder, 'cache', 'faces'))).toBe(true)
  expect(readFileSync(file ?? '', 'utf8')).toBe('jpeg of a video')
  expect(await people.facePictureFile(trackId)).toBe(file)
  expect(media.thumbnailsMade).toEqual(['a.mp4'])
})

test('of a video that cannot be read or is not there, and of an unknown track, there is none', async () => {
  const folder = tempFolder()
  writeFiles(folder, { 'a.mp4': 'no picture' })
  const places = { videoFile: join(folder, 'a.mp4') as string | null }
  const { db, people } = aPeopleStudy({ folder, videoFile: () => places.videoFile })
  const { sessionId } = addLongVideo(db, { seconds: 2 })
  await people.find(null, watchedControl())
  const trackId = personOf(people.get(sessionId), 'Person A').tracks[0]?.id ?? NaN
  expect(await people.facePictureFile(trackId)).toBeNull()
  places.videoFile = null
  expect(await people.facePictureFile(trackId)).toBeNull()
  expect(await people.facePictureFile(999)).toBeNull()
})
