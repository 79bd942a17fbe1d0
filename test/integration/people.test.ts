import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Study } from '#core/study-services.ts'
import { openStudy } from '#core/study.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { openEnvironment } from '../../src-main/cli/environment.ts'
import { plainFaces, smilingFaces } from '../../scripts/tools/sample-study/views.ts'
import { aControl } from '../helpers/a-study.ts'
import { cliDocument, cliDone, cliProgram } from '../helpers/cli.ts'
import { HANGING_MS } from '../helpers/patience.ts'
import { peopleVideo, stage } from '../helpers/people-video.ts'
import { isThorough, thorough } from '../helpers/thorough.ts'

/**
 * So long that faces are looked for in two stretches: 30 s, and the rest; or less, as job-kill.test.ts shows that none is
 * missing or double when a search is killed.
 */
const seconds = thorough(5, 36)
/** One sits on the left for the whole time; the other, smaller, is on the right until then. */
const leavesAt = thorough(3, 20)
const left = { x: 260, y: 270 }
const right = { x: 720, y: 270 }
const scene = {
  seconds,
  appearances: [
    {
      face: plainFaces.barMiddle,
      from: { second: 0, ...left },
      to: { second: seconds, ...left },
      heightPx: 190,
    },
    {
      face: smilingFaces.terraceRight,
      from: { second: 0, ...right },
      to: { second: leavesAt, ...right },
      heightPx: 120,
    },
  ],
}

/** Faces in it are large enough for the small pictures of them. */
const smaller = { width: 704, height: 396 }

/** Steps on one study: each stands on the ones before. */
describe('two people in a session', () => {
  let folder: string
  let environment: StudyEnvironment
  let study: Study
  const stored = (): { id: number; from_ms: number; to_ms: number }[] => {
    const db = new BetterSqlite(join(folder, 'study', 'study.sqlite'), { readonly: true })
    try {
      return db.prepare('SELECT id, from_ms, to_ms FROM face_observations ORDER BY id').all() as ReturnType<
        typeof stored
      >
    } finally {
      db.close()
    }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'people-'))
    const session = join(folder, 'sessions', 'P001', '2026-01-01_baseline')
    await mkdir(session, { recursive: true })
    await peopleVideo(join(session, 'interview.mp4'), [scene], thorough(smaller, stage))
    await cliDone(folder, 'init', 'study')
    await cliDone(folder, 'import', 'study', 'sessions')
    // With what the command line found out about the packs on this computer, where it tried them before.
    environment = await openEnvironment('0.1.0')
  })

  afterAll(async () => {
    study.close()
    await environment.inference.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  const found = { videos: 1, people: 2, failures: [] }

  async function findAfterKill(): Promise<void> {
    const child = spawn(process.execPath, [...cliProgram, 'people', 'find', 'study'], {
      cwd: folder,
      stdio: 'ignore',
    })
    const ended = new Promise((done) => child.on('close', done))
    await expect.poll(() => stored().length, { timeout: HANGING_MS, interval: 20 }).toBe(1)
    child.kill('SIGKILL')
    await ended
    const [first] = stored()
    const { code, document } = await cliDocument(folder, 'people', 'find', 'study')
    expect(code).toBe(0)
    expect(document).toMatchObject(found)
    expect(stored()).toMatchObject([
      { ...first, from_ms: 0, to_ms: 30_000 },
      { from_ms: 30_000, to_ms: seconds * 1000 },
    ])
  }

  it('are found; also after the search was killed in the middle, which goes on after the last stretch', async () => {
    if (isThorough) await findAfterKill()
    else {
      const { code, document } = await cliDocument(folder, 'people', 'find', 'study')
      expect(code).toBe(0)
      expect(document).toMatchObject(found)
      expect(stored()).toMatchObject([{ from_ms: 0, to_ms: seconds * 1000 }])
    }
    study = openStudy(join(folder, 'study'), environment)
  })

  it('are told apart, and the larger one who is always there is proposed as the patient', () => {
    const { people } = study.people.get(1)
    expect(people.map(({ role, seenShare }) => [role, Math.round(seenShare * 10)])).toEqual([
      ['patient', 10],
      ['unknown', 6],
    ])
  })

  it('are listed by the command, neither of them as seen briefly', async () => {
    const { document } = await cliDocument(folder, 'people', 'list', 'study')
    expect(document).toMatchObject({
      sessions: [
        {
          people: [
            { role: 'patient', brief: false },
            { role: 'unknown', brief: false },
          ],
        },
      ],
    })
  })

  it('have a small picture each, of their face alone', async () => {
    const files = await Promise.all(
      study.people.get(1).people.map(({ tracks }) => study.people.facePictureFile(tracks[0]?.id ?? NaN)),
    )
    for (const file of files) {
      expect([...(await readFile(file ?? '')).subarray(0, 2)]).toEqual([0xff, 0xd8])
      const entries = ['-v', 'error', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', file ?? '']
      const { stdout } = await promisify(execFile)(environment.media.tools.ffprobe, entries)
      const [width, height] = stdout.split(',').map(Number)
      expect(width).toBe(160)
      expect(height).toBe(160)
    }
    expect(new Set(files).size).toBe(2)
  })

  /** The middles of the boxes that the prediction looked at, in pixels of the stage. */
  async function predictedMiddles(): Promise<number[]> {
    const packId = 'face-api-7'
    const promptSetId = study.promptSets.list().find((set) => set.packId === packId)?.id ?? NaN
    const result = await study.predictions.run({ clipIds: null, packId, promptSetId }, aControl())
    expect(result.failed).toEqual([])
    const prediction = await study.predictions.get({ clipId: 1, packId, promptSetId })
    const scale = stage.width / (prediction?.pictureWidth ?? NaN)
    return (prediction?.frames ?? []).flatMap(({ face }) =>
      face === null ? [] : [(face.x + face.width / 2) * scale],
    )
  }

  it('are predicted by the face of the patient alone, and of another once somebody says so', async () => {
    const before = await predictedMiddles()
    expect(before.length).toBeGreaterThan(seconds * 2.5)
    expect(before.every((x) => Math.abs(x - left.x) < 60)).toBe(true)
    const other = study.people.get(1).people.find(({ role }) => role !== 'patient')
    study.people.edit(1, { kind: 'role', personId: other?.id ?? NaN, role: 'patient' })
    const after = await predictedMiddles()
    expect(after.length).toBeGreaterThan(leavesAt * 2.5)
    expect(after.every((x) => Math.abs(x - right.x) < 60)).toBe(true)
  })
})
