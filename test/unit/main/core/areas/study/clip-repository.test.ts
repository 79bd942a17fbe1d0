import type { Database } from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { createCaptionRepository } from '#core/areas/annotation/caption-repository.ts'
import { createClipRepository } from '#core/areas/study/clip-repository.ts'
import type { ShownClasses } from '#core/areas/study/clip-repository.ts'
import { createLibraryService } from '#core/areas/library/library-service.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { addSession } from '../../../../../helpers/memory-study.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'
import { thorough } from '../../../../../helpers/thorough.ts'

const RECORD = '{"precision":"fp32","sampling":{"kind":"rate"}}'

/** 50 patients x 10 visits x 100 clips, each captioned, every second one predicted twice. */
const PATIENTS = thorough(10, 50)
const VISITS = 10
const CLIPS = 100

function fill(db: Database): void {
  db.transaction(() => {
    db.exec("INSERT INTO raters (id, code, created_utc) VALUES (1, 'AB', '')")
    db.exec(`INSERT INTO packs VALUES (1, 'faces-7', '1', '${'a'.repeat(64)}', '{}')`)
    db.exec(`INSERT INTO runs VALUES (1, 'predict', 1, '${RECORD}', 'cpu', '0.1.0', '', '', 'done', NULL)`)
    db.exec(`INSERT INTO runs VALUES (2, 'predict', 1, '${RECORD}', 'cpu', '0.1.0', '', '', 'done', NULL)`)
    db.exec(
      "INSERT INTO prompt_sets VALUES (1, 'Basic', 'user', NULL, '[]', 0, NULL), (2, 'Other', 'user', NULL, '[]', 0, NULL)",
    )
    const patient = db.prepare("INSERT INTO patients VALUES (?, ?, '')")
    const session = db.prepare("INSERT INTO sessions VALUES (?, ?, ?, ?, 0, '', NULL)")
    const video = db.prepare(
      "INSERT INTO videos VALUES (?, ?, ?, ?, 0, ?, 1, 0, 'mp4', 'h264', 640, 360, 0, 25, 250, 10000, 0, 0, 1, NULL, NULL)",
    )
    const clip = db.prepare(
      'INSERT INTO clips (id, video_id, ordinal, start_ms, end_ms) VALUES (?, ?, ?, 0, 10000)',
    )
    const captions = createCaptionRepository(db)
    const text = 'A caption of usual length, about what the face does.'
    const embedding = db.prepare(
      'INSERT INTO embeddings VALUES (?, ?, 1, 1, ?, 4, 640, 360, 60, 45, NULL, ?, ?, ?, NULL, NULL)',
    )
    const prediction = db.prepare('INSERT INTO predictions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL)')
    const blob = Buffer.alloc(1024)
    let id = 0
    // From last to first, so that the order of rows is not the order that is asked for.
    for (let p = PATIENTS; p >= 1; p -= 1) {
      patient.run(p, `P${String(p)}`)
      for (let v = VISITS; v >= 1; v -= 1) {
        const sessionId = p * 100 + v
        session.run(sessionId, p, `V${String(v)}`, v === 1 ? null : `2024-01-${String(v).padStart(2, '0')}`)
        for (let c = CLIPS; c >= 1; c -= 1) {
          id += 1
          const hash = id.toString(16).padStart(64, '0')
          video.run(id, sessionId, `clip-${String(c)}.mp4`, `x/${String(id)}.mp4`, hash)
          clip.run(id, id, c)
          captions.put(
            { clipId: id, raterId: 1, startMs: null, endMs: null },
            { text, origin: 'typed', synthetic: false },
            { nowUtc: '' },
          )
          if (id % 2 === 0) {
            embedding.run(id, id, hash, blob, blob, blob)
            prediction.run(id, 1, 2, blob, blob, 'sad', 0.75)
            prediction.run(id, 2, 1, blob, blob, 'happy', 0.5)
          }
        }
      }
    }
  })()
}

describe('the library of very many clips', () => {
  it('comes in order, with the state of each, by indexes alone where there are blobs', () => {
    const db = openTestDb()
    fill(db)
    const noVideos = {
      proxyState: () => 'none' as const,
      content: () => 'same' as const,
      replaced: () => new Set<number>(),
      lookAt: () => Promise.resolve(),
    }
    const nobody = { clipQuality: () => null }
    const classes = { packRowId: 1, frameStride: null, promptSetId: 1 }
    const chosenClasses = () => classes
    const deps = { media: fakeMedia(), videos: noVideos, people: nobody, chosenClasses }
    const library = createLibraryService(aContext({ db }), deps)
    const rows = library.clips({ packId: 'faces-7', promptSetId: 1 })
    expect(rows).toHaveLength(PATIENTS * VISITS * CLIPS)
    const place = ({ patientCode, visitLabel, ordinal }: (typeof rows)[number]) =>
      `${patientCode} ${visitLabel} ${String(ordinal)}`
    expect(
      [0, 1, 99, 100, 899, 900, 999, 1000, rows.length - 1].map((index) => rows[index] && place(rows[index])),
    ).toEqual([
      'P1 V2 1',
      'P1 V2 2',
      'P1 V2 100',
      'P1 V3 1',
      'P1 V10 100',
      // The visit without a date is last.
      'P1 V1 1',
      'P1 V1 100',
      'P2 V2 1',
      `P${String(PATIENTS)} V1 100`,
    ])
    const predicted = rows.filter((row) => row.predicted)
    expect(predicted).toHaveLength(rows.length / 2)
    // Of the set that was chosen, whatever was predicted later.
    expect(
      new Set(
        predicted.map(
          ({ topClass, topProbability, faceShare }) =>
            `${String(topClass)} ${String(topProbability)} ${String(faceShare)}`,
        ),
      ),
    ).toEqual(new Set(['sad 0.75 0.75']))
    expect(rows.every(({ captioned, rated }) => captioned && !rated)).toBe(true)
    expect(library.clips().some(({ predicted: is, topClass }) => is || topClass !== null)).toBe(false)
    expect(plansOf(db, classes).filter((line) => /embeddings|predictions/.test(line))).toEqual([
      'SCAN embeddings USING COVERING INDEX embeddings_by_clip',
      'SEARCH predictions USING COVERING INDEX predictions_by_set (embedding_id=?) LEFT-JOIN',
    ])
  })
})

/** The query plan of the library, as SQLite tells it. */
function plansOf(db: Database, classes: ShownClasses): string[] {
  const sources: string[] = []
  const spy = new Proxy(db, {
    get: (target, property) =>
      property === 'prepare'
        ? (source: string) => {
            sources.push(source)
            return target.prepare(source)
          }
        : (Reflect.get(target, property) as unknown),
  })
  createClipRepository(spy)
  return db
    .prepare<ShownClasses, { detail: string }>(`EXPLAIN QUERY PLAN ${sources[0] ?? ''}`)
    .all(classes)
    .map(({ detail }) => detail)
}

describe('one clip', () => {
  it('is told as in the list, with its face share before any prompt was compared', () => {
    const db = openTestDb()
    db.exec(`
      INSERT INTO patients VALUES (1, 'P001', '');
      INSERT INTO sessions VALUES (1, 1, 'V1', NULL, 1, '', NULL);
      INSERT INTO videos VALUES (1, 1, 'a.mp4', 'a.mp4', 0, '${'b'.repeat(64)}', 1, 0, 'mp4', 'h264', 640, 360, 0, NULL, NULL, 100, 0, 0, 1, NULL, NULL);
      INSERT INTO clips VALUES (1, 1, 1, 0, 100, 'hand', 'excluded', NULL);
      INSERT INTO clip_quality VALUES (1, 0.5, 40, 10, 'poor', '[]', '${'d'.repeat(64)}');
      INSERT INTO packs VALUES (1, 'faces-7', '1', '${'a'.repeat(64)}', '{}');
      INSERT INTO runs VALUES (1, 'predict', 1, '${RECORD}', 'cpu', '0.1.0', '', '', 'done', NULL);
      INSERT INTO embeddings VALUES (1, 1, 1, 1, '${'c'.repeat(64)}', 4, 640, 360, 10, 0, NULL, x'', x'', x'', NULL, NULL);
      INSERT INTO clip_problems VALUES (1, 1, 'no-face', 'No face was found.', '');`)
    const clips = createClipRepository(db)
    const classes = { packRowId: 1, frameStride: null, promptSetId: 1 }
    expect(clips.row(1, classes)).toEqual({
      id: 1,
      videoId: 1,
      sessionId: 1,
      patientCode: 'P001',
      visitLabel: 'V1',
      visitDate: null,
      fileName: 'a.mp4',
      ordinal: 1,
      startMs: 0,
      endMs: 100,
      captioned: false,
      rated: false,
      predicted: false,
      faceShare: 0,
      topClass: null,
      topProbability: null,
      problem: 'No face was found.',
      grade: 'poor',
      excluded: true,
      synthetic: true,
    })
    expect(clips.row(1, classes)).toEqual(clips.rows(classes)[0])
    expect(clips.problems(1)).toEqual([{ code: 'no-face', message: 'No face was found.' }])
  })
})

describe('a clip that was cut away', () => {
  const cut = () => {
    const db = openTestDb()
    const { sessionId, clipIds } = addSession(db, { patient: 'P001', clips: 3 })
    const clips = createClipRepository(db)
    const [first = NaN, second = NaN, third = NaN] = clipIds
    clips.mark(second, { state: 'removed', origin: 'whole' })
    return { clips, sessionId, first, second, third }
  }

  it('is not told of, but found by its span', () => {
    const { clips, first, second, third } = cut()
    expect(clips.rows().map(({ id }) => id)).toEqual([first, third])
    expect([clips.row(second), clips.get(second)]).toEqual([null, null])
    const videoId = second
    expect(clips.find(videoId, { startMs: 0, endMs: 2000 })).toMatchObject({ id: second, state: 'removed' })
    expect(clips.find(videoId, { startMs: 0, endMs: 1999 })).toBeNull()
  })

  it('leaves no gap in the numbers of its session', () => {
    const { clips, sessionId, first, second, third } = cut()
    const numbers = () => clips.rows().map(({ id, ordinal }) => [id, ordinal])
    clips.renumber(sessionId)
    expect(numbers()).toEqual([
      [first, 1],
      [third, 2],
    ])
    clips.insert({ videoId: first, startMs: 500, endMs: 900, state: 'excluded', origin: 'hand' })
    clips.mark(second, { state: 'active', origin: 'whole' })
    clips.renumber(sessionId)
    expect(clips.rows().sort((a, b) => a.ordinal - b.ordinal)).toMatchObject([
      { id: first, ordinal: 1 },
      { startMs: 500, ordinal: 2, excluded: true },
      { id: second, ordinal: 3 },
      { id: third, ordinal: 4 },
    ])
  })
})
