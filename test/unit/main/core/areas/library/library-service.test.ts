import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const videos = {
  'P10/baseline/a.mp4': 'one',
  'P2/2024-08-02_late/b.mp4': 'two',
  'P2/2024-05-03_early/c.mp4': 'three',
  'P2/undated/d.avi': 'four, no picture',
}

async function withVideos(changes: Parameters<typeof aStudy>[0] = {}) {
  const test = aStudy(changes)
  writeFiles(test.inbox, videos)
  const { planId } = await test.study.imports.preview([test.inbox], aControl())
  await test.study.imports.run(planId, { copyVideos: false }, aControl())
  return { ...test, library: test.study.library, clips: test.study.library.clips() }
}

describe('the library', () => {
  it('orders patients as people count, visits by date, undated ones last', async () => {
    const { clips } = await withVideos()
    expect(clips.map(({ patientCode, visitLabel }) => `${patientCode} ${visitLabel}`)).toEqual([
      'P2 early',
      'P2 late',
      'P2 undated',
      'P10 baseline',
    ])
  })

  it('sums the study up', async () => {
    const { study, library, clips } = await withVideos()
    const rater = study.raters.ensure('AB')
    const [first, second] = clips
    study.captions.save({
      clipId: first?.id ?? 0,
      raterId: rater.id,
      text: 'Smiles',
      startMs: null,
      endMs: null,
    })
    study.captions.save({ clipId: second?.id ?? 0, raterId: rater.id, text: '', startMs: null, endMs: null })
    const key = { sessionId: first?.sessionId ?? 0, raterId: rater.id, scaleId: 'cains', itemId: 'c10' }
    study.scores.save({ ...key, value: 2, missingReason: null })
    expect(library.summary()).toEqual({
      title: 'Test study',
      folderName: 'study',
      schemaVersion: migrations.length,
      lookOnly: false,
      damages: [],
      patients: 2,
      sessions: 4,
      clips: 4,
      captionedClips: 1,
      predictedClips: 0,
      ratedSessions: 1,
      problemClips: 0,
      synthetic: false,
    })
    expect(library.clips().map(({ captioned, rated }) => [captioned, rated])).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [false, false],
    ])
    expect(library.clip(first?.id ?? 0).row).toEqual(library.clips()[0])
  })

  it('tells whether the player can show a video', async () => {
    const { library, clips } = await withVideos()
    expect(library.clip(clips[0]?.id ?? 0).video).toMatchObject({
      playable: true,
      missing: false,
      fileName: 'c.mp4',
    })
  })

  it('refuses a clip that the study does not have', async () => {
    const { library } = await withVideos()
    expect(() => library.clip(999)).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(library.videoFile(999)).toBeNull()
    expect(await library.thumbnailFile(999)).toBeNull()
  })

  it('notices a video that is gone or was changed', async () => {
    const { library, clips, inbox } = await withVideos()
    const [early, late] = clips
    rmSync(join(inbox, 'P2/2024-05-03_early/c.mp4'))
    writeFileSync(join(inbox, 'P2/2024-08-02_late/b.mp4'), 'something longer')
    expect([early, late].map((clip) => library.videoFile(clip?.videoId ?? 0))).toEqual([null, null])
    const { video, problems } = library.clip(early?.id ?? 0)
    expect(video.missing).toBe(true)
    expect(problems).toMatchObject([{ code: 'missing', message: expect.stringContaining('c.mp4') as string }])
  })
})

describe('thumbnails', () => {
  it('are made once, also when many ask at the same time, and kept under the content of the video', async () => {
    const media = fakeMedia()
    const { library, clips, study } = await withVideos({ media })
    const clipId = clips[0]?.id ?? 0
    const files = await Promise.all([1, 2, 3].map(() => library.thumbnailFile(clipId)))
    await library.thumbnailFile(clipId)
    expect(media.thumbnailsMade).toEqual(['c.mp4'])
    expect(new Set(files).size).toBe(1)
    expect(readFileSync(files[0] ?? '', 'utf8')).toBe('jpeg of three')
    const { video } = library.clip(clipId)
    expect(readdirSync(join(study.folder, 'cache', 'thumbnails'))).toEqual([`${video.sha256}-5000.jpg`])
  })

  it('are none for a video that cannot be read or is gone', async () => {
    const { library, clips, inbox } = await withVideos()
    rmSync(join(inbox, 'P10/baseline/a.mp4'))
    const [undated, gone] = clips.slice(2)
    expect(await library.thumbnailFile(undated?.id ?? 0)).toBeNull()
    expect(await library.thumbnailFile(gone?.id ?? 0)).toBeNull()
  })
})

describe('videos that are not there', () => {
  it('are known to the whole library once they were looked for, before a clip is opened', async () => {
    const { study, library, inbox } = await withVideos()
    const changes: (readonly StudyArea[])[] = []
    study.onChange(({ areas }) => changes.push(areas))
    const problems = (): string[] =>
      library
        .clips()
        .flatMap(({ fileName, problem }) =>
          problem?.includes('not where it was') === true ? [fileName] : [],
        )
    await library.lookForMissing()
    expect([problems(), changes]).toEqual([[], []])
    const before = library.summary().problemClips
    renameSync(join(inbox, 'P10'), join(inbox, '..', 'P10-moved'))
    await library.lookForMissing()
    expect(problems()).toEqual(['a.mp4'])
    expect(library.summary().problemClips).toBe(before + 1)
    expect(changes).toEqual([['library']])
    await library.lookForMissing()
    expect(changes).toHaveLength(1)
    renameSync(join(inbox, '..', 'P10-moved'), join(inbox, 'P10'))
    await library.lookForMissing()
    expect([problems(), library.summary().problemClips]).toEqual([[], before])
  })

  it('are no problem any more once they are found in another folder', async () => {
    const { library, inbox } = await withVideos()
    const moved = join(inbox, '..', 'elsewhere')
    renameSync(join(inbox, 'P10'), moved)
    await library.lookForMissing()
    const before = library.summary().problemClips
    await library.relink(moved, aControl())
    expect(library.summary().problemClips).toBe(before - 1)
  })
})

describe('relinking', () => {
  it('finds videos again by content, whatever they are called now', async () => {
    const { library, clips, inbox } = await withVideos()
    const moved = `${inbox}-moved`
    renameSync(inbox, moved)
    renameSync(join(moved, 'P10/baseline/a.mp4'), join(moved, 'renamed.mov'))
    rmSync(join(moved, 'P2/undated/d.avi'))
    writeFiles(moved, { 'P2/undated/same-size.avi': 'x'.repeat(videos['P2/undated/d.avi'].length) })
    expect(clips.map(({ videoId }) => library.videoFile(videoId))).toEqual([null, null, null, null])
    expect(await library.relink(moved, aControl())).toEqual({ found: 3, stillMissing: 1 })
    expect(clips.map(({ videoId }) => library.videoFile(videoId))).toEqual([
      join(moved, 'P2/2024-05-03_early/c.mp4'),
      join(moved, 'P2/2024-08-02_late/b.mp4'),
      null,
      join(moved, 'renamed.mov'),
    ])
  })

  it('looks for nothing when nothing is missing', async () => {
    const { library, inbox } = await withVideos()
    expect(await library.relink(inbox, aControl())).toEqual({ found: 0, stillMissing: 0 })
  })
})
