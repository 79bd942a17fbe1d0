import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { cli, cliDocument as json, cliProcess, cliProgram } from '../helpers/cli.ts'
import { aVideo } from '../helpers/make-video.ts'
import { HANGING_MS } from '../helpers/patience.ts'
import { isThorough } from '../helpers/thorough.ts'
import { clipFps, clipSeconds } from '../helpers/face-sessions.ts'
import { aFaceStudy, facePatients as patients } from '../helpers/face-study.ts'

type Document = Record<string, unknown>

describe('the command line', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-'))
    await aFaceStudy(folder, 'found')
    await rename(join(folder, 'study'), join(folder, 'study-found'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  // One study, step by step: each test stands on the ones before.
  describe('from folders to tables', () => {
    it('makes a study, and refuses to make it twice', async () => {
      const { code, stdout } = await cliProcess(folder, ['init', 'study', '--title', 'Trial', '--json'])
      expect({ code, document: JSON.parse(stdout) as Document }).toMatchObject({
        code: 0,
        document: {
          study: { title: 'Trial', folder: join(folder, 'study'), schemaVersion: migrations.length },
          failures: [],
        },
      })
      const again = await json(folder, 'init', 'study')
      expect(again).toMatchObject({ code: 2, document: { error: { code: 'conflict' } } })
    })

    it('shows what an import would do and writes nothing', async () => {
      const dry = await json(folder, 'import', 'study', 'sessions', '--dry-run')
      expect(dry).toMatchObject({ code: 0, document: { dryRun: true, videos: { new: patients } } })
      expect((await json(folder, 'info', 'study')).document).toMatchObject({ clips: [], patients: [] })
    })

    it('imports, and changes nothing the second time', async () => {
      const first = await json(folder, 'import', 'study', 'sessions')
      expect(first).toMatchObject({
        code: 0,
        document: { dryRun: false, videos: { new: patients }, scores: { new: patients * 7 }, failures: [] },
      })
      const before = (await json(folder, 'info', 'study')).document
      const second = await json(folder, 'import', 'study', 'sessions')
      expect(second).toMatchObject({
        code: 0,
        document: { videos: { new: 0, known: patients }, scores: { new: 0 } },
      })
      expect((await json(folder, 'info', 'study')).document).toEqual(before)
    })

    it('predicts with real faces, and takes the stored video pass the second time', async () => {
      // Goes on with the same study after everybody was found, which takes longest and is what people.test.ts shows.
      await rm(join(folder, 'study'), { recursive: true })
      await cp(join(folder, 'study-found'), join(folder, 'study'), { recursive: true })
      const first = await json(folder, 'predict', 'study')
      expect(first).toMatchObject({
        code: 0,
        document: { pack: 'face-api-7', predicted: patients, reused: 0 },
      })
      const second = await json(folder, 'predict', 'study')
      expect(second).toMatchObject({ code: 0, document: { predicted: 0, reused: patients } })
    })

    it('tells who is in each session, and takes a word on who is the patient', async () => {
      const listed = await json(folder, 'people', 'list', 'study')
      type Sessions = { people: { id: number; role: string; confirmed: boolean }[] }[]
      const sessions = listed.document['sessions'] as Sessions
      expect(sessions).toHaveLength(patients)
      const patientsOf = (people: Sessions[number]['people']) =>
        people.filter(({ role }) => role === 'patient')
      for (const { people } of sessions) expect(patientsOf(people)).toMatchObject([{ confirmed: false }])
      const id = patientsOf(sessions[0]?.people ?? [])[0]?.id ?? NaN
      const said = await json(folder, 'people', 'role', 'study', '--person', String(id), '--role', 'patient')
      expect(said).toMatchObject({ code: 0, document: { sessions: [{ patient: 'T001' }] } })
      const again = await json(folder, 'people', 'find', 'study')
      expect(again).toMatchObject({ code: 0, document: { videos: patients, failures: [] } })
      const [first] = again.document['sessions'] as Sessions
      expect(patientsOf(first?.people ?? [])).toMatchObject([{ id, confirmed: true }])
    })

    it('tells everything about a clip, frame by frame', async () => {
      const { document } = await json(folder, 'info', 'study')
      const [clip] = document['clips'] as Document[]
      expect(clip).toMatchObject({
        patient: 'T001',
        visit: 'baseline',
        durationMs: clipSeconds * 1000,
        frames: clipSeconds * clipFps,
        fps: clipFps,
        width: 320,
        height: 240,
        missing: false,
        state: { captioned: false, rated: true, predicted: true, problem: false },
        problems: [],
      })
      const [prediction] = clip!['predictions'] as Document[]
      const classes = prediction!['classes'] as string[]
      expect(Object.keys(prediction!['probabilities'] as object)).toEqual(classes)
      expect(prediction).toMatchObject({
        pack: 'face-api-7',
        packSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        precision: 'fp32',
        windows: null,
      })
      const frames = prediction!['frames'] as {
        timeMs: number
        face: boolean
        probabilities: object | null
      }[]
      expect(frames[0]).toMatchObject({ timeMs: 0, face: true, box: { confidence: expect.any(Number) } })
      for (const frame of frames) {
        expect(frame.probabilities !== null).toBe(frame.face)
        const sum = Object.values(frame.probabilities ?? { none: 1 }).reduce(
          (all: number, p: number) => all + p,
          0,
        )
        expect(sum).toBeCloseTo(1, 9)
      }
    })

    it('tells how many patients and how good with every model it fits', async () => {
      const { code, document } = await json(
        folder,
        'fit',
        'study',
        '--scale',
        'panss-negative',
        '--item',
        'n1',
      )
      expect(code).toBe(0)
      expect(document['models']).toMatchObject([
        { itemId: 'n1', nPatients: patients, synthetic: true, trainedOn: expect.any(String) },
      ])
      const { stdout } = await cli(folder, ['fit', 'study', '--scale', 'panss-negative', '--item', 'n1'])
      expect(stdout).toContain(`n = ${String(patients)} patients`)
      expect(stdout).toMatch(/MAE [\d.]+ \(95 % interval [\d.]+ to [\d.]+\)/)
      expect(stdout).toMatch(/\(p [\d.]+, adjusted over 1 item [\d.]+; 999 permutations of patients\)/)
      expect(stdout).toMatch(/concordance c [\d.]+ \(95 % interval [\d.]+ to [\d.]+\); 0\.5 is no order/)
      expect(stdout).toMatch(/PCC -?[\d.]+ \(95 of 100 permutations -?[\d.]+ to -?[\d.]+\), CCC -?[\d.]+ \(/)
      expect(stdout).toMatch(/Note on PCC, CCC: Leans below 0 by construction/)
      expect(stdout).toMatch(/Feasibility result, as there are fewer than 100 patients: with 8, /)
      expect(stdout).toMatch(/SYNTHETIC/)
    })

    it('fits just what a protocol plans, several heads beside one another, and what somebody insists on', async () => {
      const plan = {
        ...{ title: 'Blunted affect', scaleId: 'panss-negative', itemIds: ['n1'], head: 'ridge' },
        ...{ features: 'mean', packId: 'face-api-7', permutations: 19, alpha: 0.05, minPatients: 8 },
      }
      await writeFile(join(folder, 'plan.json'), JSON.stringify(plan))
      expect((await cli(folder, ['protocol', 'freeze', 'study', '--file', 'plan.json'])).code).toBe(0)
      const planned = await json(folder, 'fit', 'study', '--protocol', '1')
      expect(planned).toMatchObject({
        code: 0,
        document: {
          models: [
            {
              itemId: 'n1',
              planning: { protocol: { n: 1 } },
              metrics: { permutation: { permutations: 19 } },
            },
          ],
        },
      })
      const scale = ['fit', 'study', '--scale', 'panss-negative', '--item']
      const heads = await cli(folder, [...scale, 'n1', '--head', 'ridge', 'pls'])
      expect(heads.stdout).toMatch(
        /heads compared on the same visits\n {2}ridge regression .*\n {2}partial least squares .*less that of ridge regression/iu,
      )
      const refused = await cli(folder, [...scale, 'n2'])
      expect(refused.code).not.toBe(0)
      const insisted = await json(folder, ...scale, 'n2', '--insist')
      expect(insisted).toMatchObject({ code: 0, document: { models: [{ itemId: 'n2' }] } })
    })

    it('exports tables that their description fits', async () => {
      const { code, document } = await json(folder, 'export', 'study', '--out', 'tables')
      expect(code).toBe(0)
      const names = (document['files'] as { name: string }[]).map(({ name }) => name)
      expect(await readdir(join(folder, 'tables'))).toEqual([...names].sort())
      const described = JSON.parse(await readFile(join(folder, 'tables', 'datapackage.json'), 'utf8')) as {
        resources: { path: string }[]
      }
      const others = ['datapackage.json', 'read-in-R.R', 'read_in_python.py', 'read-in-SPSS.sps']
      expect([...described.resources.map(({ path }) => path), ...others].sort()).toEqual([...names].sort())
    })

    // That the window gives the numbers of the command line is in the test of the main job.
    if (isThorough) {
      it('gives a second study the same numbers to the last digit', async () => {
        for (const args of [
          ['init', 'twin'],
          ['import', 'twin', 'sessions'],
        ]) {
          expect((await cli(folder, args)).code).toBe(0)
        }
        // By the program as it is started, where the first was predicted in this process.
        expect((await cliProcess(folder, ['predict', 'twin'])).code).toBe(0)
        const predictionsOf = async (study: string): Promise<unknown[]> =>
          ((await json(folder, 'info', study)).document['clips'] as Document[]).map(
            (clip) => clip['predictions'],
          )
        expect(await predictionsOf('twin')).toEqual(await predictionsOf('study'))
      })
    }
  })

  describe('when something is wrong', () => {
    it('goes on past bad files, lists each with its sentence and ends with 1', async () => {
      const bad = join(folder, 'mixed', 'P001', '2024-05-03_baseline')
      await mkdir(bad, { recursive: true })
      await aVideo({ file: join(bad, 'good.mp4'), source: 'color=c=gray:s=160x120:r=25' })
      await writeFile(join(bad, 'empty.mp4'), '')
      await writeFile(join(bad, 'text.mp4'), 'this is not a video')
      await writeFile(join(bad, 'scores.csv'), 'rater,panss_n1\nAB,9\n')
      await cli(folder, ['init', 'study-mixed'])
      const { code, stdout } = await cli(folder, ['import', 'study-mixed', 'mixed', '--json'])
      const document = JSON.parse(stdout) as { failures: { item: string; message: string }[]; videos: object }
      expect(code).toBe(1)
      expect(document.videos).toMatchObject({ new: 1, refused: 2 })
      const items = document.failures.map(({ item }) => item).sort()
      expect(items).toEqual([
        expect.stringContaining('empty.mp4'),
        expect.stringMatching(/scores\.csv, line 2$/),
        expect.stringContaining('text.mp4'),
      ])
      for (const { message } of document.failures) expect(message).not.toContain(folder)
      const human = await cli(folder, ['import', 'study-mixed', 'mixed'])
      expect(human.code).toBe(1)
      expect(human.stderr).toContain('empty.mp4')
    })

    it('lists the clips in which it found no face and ends with 1', async () => {
      const { code, document } = await json(folder, 'predict', 'study-mixed')
      expect(code).toBe(1)
      expect(document['failures']).toMatchObject([
        { item: 'good.mp4', message: 'No face was found in this clip.' },
      ])
    })

    it('refuses to fit below 8 patients with the sentence that says why', async () => {
      const { code, document } = await json(folder, 'fit', 'study-mixed', '--scale', 'panss-negative')
      expect(code).toBe(1)
      expect(document).toMatchObject({
        error: { code: 'too-few-patients', message: expect.stringContaining('8 patients') },
      })
    })

    it.each([
      ['an unknown command', ['frobnicate']],
      ['a missing argument', ['import', 'study']],
      ['an unknown option', ['info', 'study', '--colour']],
      ['a missing option', ['fit', 'study']],
      ['an unknown scale', ['fit', 'study-mixed', '--scale', 'nope']],
      ['an unknown item', ['fit', 'study-mixed', '--scale', 'panss-negative', '--item', 'n99']],
      ['an unknown prompt set', ['predict', 'study-mixed', '--prompts', 'nope']],
      ['an unknown pack', ['predict', 'study-mixed', '--pack', 'nope']],
      ['an unknown precision', ['predict', 'study-mixed', '--precision', 'fp64']],
      ['windows of a pack without', ['predict', 'study-mixed', '--windows', 'first']],
      ['a seed for nothing random', ['predict', 'study-mixed', '--seed', '3']],
      ['a seed that is no number', ['predict', 'study-mixed', '--windows', 'random', '--seed', '-3']],
      ['a person who is not there', ['people', 'role', 'study-mixed', '--person', '99', '--role', 'patient']],
      ['an unknown role', ['people', 'role', 'study-mixed', '--person', '1', '--role', 'nurse']],
      ['resuming with another pack', ['predict', 'study-mixed', '--resume', '--pack', 'face-api-7']],
    ])('ends with 2 for %s', async (_, args) => {
      const { code, document } = await json(folder, ...args)
      expect(document).toMatchObject({ error: { message: expect.any(String) } })
      expect(code).toBe(2)
      const human = await cli(folder, args)
      expect([human.code, human.stdout]).toEqual([2, ''])
      expect(human.stderr).not.toBe('')
    })

    it.each([
      ['is not there', async () => 'nowhere'],
      [
        'holds no study',
        async () => {
          await mkdir(join(folder, 'bare'), { recursive: true })
          return 'bare'
        },
      ],
      [
        'holds a damaged one',
        async () => {
          await cp(join(folder, 'study-mixed'), join(folder, 'damaged'), { recursive: true })
          await writeFile(
            join(folder, 'damaged', 'study.sqlite'),
            'no database at all, but long enough to be read',
          )
          return 'damaged'
        },
      ],
    ])('ends with 3 when the folder %s', async (_, prepare) => {
      const study = await prepare()
      for (const args of [
        ['info', study],
        ['predict', study],
        ['export', study, '--out', 'x'],
      ]) {
        const { code, document } = await json(folder, ...args)
        expect(document).toMatchObject({ error: { message: expect.any(String) } })
        expect(code).toBe(3)
      }
    })

    it('stops in order on Ctrl+C and keeps what was done', async () => {
      await rename(join(folder, 'study-found'), join(folder, 'study-stopped'))
      const child = spawn(process.execPath, [...cliProgram, 'predict', 'study-stopped', '--json'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      let stdout = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      const ended = new Promise<number | null>((done) => child.on('close', done))
      const predictedClips = (): number => {
        const db = new BetterSqlite(join(folder, 'study-stopped', 'study.sqlite'), { readonly: true })
        try {
          return db.prepare<[], number>('SELECT count(*) FROM predictions').pluck().get() ?? 0
        } finally {
          db.close()
        }
      }
      await expect.poll(predictedClips, { timeout: HANGING_MS, interval: 50 }).toBeGreaterThan(0)
      child.kill('SIGINT')
      expect(await ended).toBe(130)
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled' } })
      const kept = predictedClips()
      expect(kept).toBeGreaterThan(0)
      expect(kept).toBeLessThan(patients)
      // What is left is predicted in the same way as after a kill, which job-kill.test.ts does.
      if (!isThorough) return
      const rest = await json(folder, 'predict', 'study-stopped', '--resume')
      expect(rest).toMatchObject({
        code: 0,
        document: { pack: 'face-api-7', resumed: true, reused: 0, predicted: patients - kept },
      })
      const nothing = await json(folder, 'predict', 'study-stopped', '--resume')
      expect(nothing).toMatchObject({ code: 1, document: { error: { code: 'nothing-to-do' } } })
    })
  })

  it('reports by its exit code how it ended, and keeps standard output free', async () => {
    const wrong = await cliProcess(folder, ['info', 'nowhere'])
    expect([wrong.code, wrong.stdout]).toEqual([3, ''])
    expect(wrong.stderr).not.toBe('')
  })

  it('explains itself', async () => {
    const { code, stdout } = await cli(folder, ['--help'])
    expect(code).toBe(0)
    for (const command of ['init', 'import', 'people', 'predict', 'fit', 'export', 'info'])
      expect(stdout).toContain(command)
  })
})
