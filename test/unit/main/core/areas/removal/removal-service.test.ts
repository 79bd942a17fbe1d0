import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Removable } from '#shared/domain/removal.ts'
import { openStudy } from '#core/study.ts'
import type { Study } from '#core/study-services.ts'
import {
  aStudyOfTwo,
  bytesOf,
  filesHolding,
  leaving,
  rowsAbout,
  staying,
} from '../../../../../helpers/a-study-of-two.ts'
import type { StudyOfTwo } from '../../../../../helpers/a-study-of-two.ts'

function patient(folder: string, code: string): Removable {
  const db = new BetterSqlite(join(folder, 'study.sqlite'), { readonly: true })
  const id = db.prepare('SELECT id FROM patients WHERE code = ?').pluck().get(code) as number
  db.close()
  return { kind: 'patient', id }
}

async function withStudy<Result>(
  { folder, environment }: StudyOfTwo,
  use: (study: Study) => Promise<Result> | Result,
): Promise<Result> {
  const study = openStudy(folder, environment)
  try {
    return await use(study)
  } finally {
    study.close()
  }
}

const request = (what: Removable, changes: object = {}) => ({
  ...{ what, confirmed: leaving.code, deleteBackups: true, rater: 'AB' },
  ...changes,
})

describe('a patient who withdraws', () => {
  it('is nowhere in the study’s folder afterwards, as bytes, and nothing of another one is changed', async () => {
    const two = await aStudyOfTwo()
    const { folder, inbox } = two
    for (const bytes of [leaving.code, leaving.word, bytesOf(leaving)]) {
      expect(filesHolding(folder, bytes)).not.toEqual([])
    }
    const stays = rowsAbout(folder, staying)
    const files = filesHolding(folder, bytesOf(staying)).filter((name) => !name.startsWith('backups'))
    const counted = await withStudy(two, ({ removals }) => removals.count(patient(folder, leaving.code)))
    expect(counted).toMatchObject({
      ...{
        name: leaving.code,
        visits: 2,
        videos: 3,
        copiedVideos: 3,
        clips: 3,
        captions: 6,
        captionRaters: 2,
      },
      ...{ scores: 2, scoreRaters: 1, predictedClips: 1, faces: 1, estimates: 1, severityModels: 1 },
    })
    expect(counted.backups).toHaveLength(1)
    expect(counted.journalEntries).toBeGreaterThan(6)

    await withStudy(two, async ({ removals, journal, library, captions }) => {
      const [clip] = library.clips().filter(({ patientCode }) => patientCode === leaving.code)
      // Somebody is just writing.
      const typed = { clipId: clip?.id ?? 0, raterId: 1, startMs: null, endMs: null }
      captions.type({ ...typed, text: `now she ${leaving.word}` })
      const { finished, keptBackups } = await removals.remove(request(patient(folder, leaving.code)))
      expect([finished, keptBackups]).toEqual([true, []])
      // Already while it is open.
      for (const bytes of [leaving.code, leaving.word, bytesOf(leaving)]) {
        expect(filesHolding(folder, bytes)).toEqual([])
      }
      const report = journal.verify()
      expect(report.problems).toEqual([])
      expect(report.erased).toBe(counted.journalEntries)
      expect(library.clips().map(({ patientCode }) => patientCode)).toEqual(Array(3).fill(staying.code))
    })
    for (const bytes of [leaving.code, leaving.word, bytesOf(leaving)]) {
      expect(filesHolding(folder, bytes)).toEqual([])
    }
    expect(rowsAbout(folder, staying)).toEqual(stays)
    // Lists of what an import left out keep what is said of others.
    expect(filesHolding(folder, `${staying.code}/x.mp4`)).toEqual(['study.sqlite'])
    expect(filesHolding(folder, bytesOf(staying)).filter((name) => !name.startsWith('backups'))).toEqual(
      files,
    )
    expect(filesHolding(inbox, bytesOf(leaving))).toHaveLength(3)
    await withStudy(two, ({ journal }) => {
      expect(journal.verify().problems).toEqual([])
      expect(journal.list({ kind: 'visits' }, { limit: 1 }).entries).toMatchObject([
        { rater: 'AB', label: 'removal of a patient: 3 videos, 3 clips' },
      ])
    })
  })

  it('stays as they are when another code is typed', async () => {
    const two = await aStudyOfTwo()
    const before = rowsAbout(two.folder, leaving)
    await withStudy(two, async ({ removals }) => {
      const wanted = request(patient(two.folder, leaving.code), { confirmed: staying.code })
      await expect(removals.remove(wanted)).rejects.toMatchObject({ code: 'bad-request' })
    })
    expect(rowsAbout(two.folder, leaving)).toEqual(before)
  })

  it('is in the backups only when these are kept, which are named', async () => {
    const two = await aStudyOfTwo()
    const [name = ''] = readdirSync(join(two.folder, 'backups'))
    await withStudy(two, async ({ removals }) => {
      const wanted = request(patient(two.folder, leaving.code), { deleteBackups: false })
      const { keptBackups } = await removals.remove(wanted)
      expect(keptBackups).toMatchObject([{ name: `backups/${name}` }])
    })
    expect(filesHolding(two.folder, leaving.word)).toEqual([`backups/${name}`])
  })

  it('is in no picture that was just being made', async () => {
    const { folder, inbox, environment } = await aStudyOfTwo()
    let finish = (): void => undefined
    const isMade = new Promise<void>((resolve) => (finish = resolve))
    const media = {
      ...environment.media,
      thumbnail: async () => {
        await isMade
        return bytesOf(leaving)
      },
    }
    await withStudy({ folder, inbox, environment: { ...environment, media } }, async (study) => {
      const clip = study.library.clips().find(({ patientCode }) => patientCode === leaving.code)
      const picture = study.library.thumbnailFile(clip?.id ?? 0)
      const removal = study.removals.remove(request(patient(folder, leaving.code)))
      // The rows are gone; the picture is still on its way.
      await expect.poll(() => study.library.sessions().length).toBe(2)
      finish()
      expect(await picture).not.toBeNull()
      await removal
      expect(filesHolding(folder, bytesOf(leaving))).toEqual([])
    })
  })

  it('is gone after the next opening, when the program was killed before the files and the pages were cleared', async () => {
    const two = await aStudyOfTwo()
    await withStudy(two, async ({ removals }) => {
      await removals.remove(request(patient(two.folder, leaving.code), { deleteBackups: false }))
    })
    const [backup = ''] = readdirSync(join(two.folder, 'backups'))
    const db = new BetterSqlite(join(two.folder, 'study.sqlite'))
    db.prepare(`INSERT INTO removals (begun_utc, files_json) VALUES ('', ?)`).run(
      JSON.stringify([`backups/${backup}`, '../inbox', 'study.sqlite', '/etc/hostname']),
    )
    // As deleted rows are left in pages of the file.
    db.exec(`CREATE TABLE gone (text TEXT)`)
    db.prepare('INSERT INTO gone VALUES (?)').run(leaving.word)
    db.exec('DROP TABLE gone')
    db.close()
    expect(filesHolding(two.folder, leaving.word).sort()).toEqual([`backups/${backup}`, 'study.sqlite'])
    await withStudy(two, () => {
      expect(filesHolding(two.folder, leaving.word)).toEqual([])
    })
    expect(existsSync(two.inbox)).toBe(true)
  })
})

describe('a part of what there is of a patient', () => {
  it.each(['visit', 'video', 'clip'] as const)('can be removed: a %s', async (kind) => {
    const two = await aStudyOfTwo()
    const stays = rowsAbout(two.folder, staying)
    await withStudy(two, async ({ removals, journal, library }) => {
      const before = library.clips().filter(({ patientCode }) => patientCode === leaving.code)
      const [first] = before
      if (first === undefined) throw new Error('There is a clip.')
      const id = { visit: first.sessionId, video: first.videoId, clip: first.id }[kind]
      const { count } = await removals.remove(request({ kind, id }))
      expect(count.clips).toBe(kind === 'visit' ? 2 : 1)
      const left = library.clips().filter(({ patientCode }) => patientCode === leaving.code)
      expect(left.map((clip) => clip.id)).toEqual(before.slice(count.clips).map((clip) => clip.id))
      expect(left[0]?.ordinal).toBe(1)
      expect(journal.verify().problems).toEqual([])
    })
    const left = rowsAbout(two.folder, leaving)
    expect([left.embeddings, left.predictions, left.estimates, left.models]).toEqual([[], [], [], []])
    expect(rowsAbout(two.folder, staying)).toEqual(stays)
  })
})
