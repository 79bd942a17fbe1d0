import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import { isPlayable } from '#core/media/probe/playable.ts'
import { scaleSchema } from '#shared/domain/scale.ts'
import { chooseEncoder } from '../../scripts/tools/sample-study/encoder.ts'
import { clipSeconds, planStudy } from '../../scripts/tools/sample-study/plan.ts'
import { writeStudy } from '../../scripts/tools/sample-study/write-study.ts'
import { testFfmpeg } from '../helpers/make-video.ts'

let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sample-study-'))
})

afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

describe('the folders of one patient', () => {
  const plans = planStudy().filter(({ patient }) => patient === 'P004')
  const visits = ['2024-04-18_baseline', '2024-07-11_followup']
  let patient: string
  let extension: string

  beforeAll(async () => {
    const tools = await testFfmpeg()
    const encoder = await chooseEncoder(tools)
    const photos = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')
    const scale = scaleSchema.parse(JSON.parse(await readFile('resources/scales/cains.json', 'utf8')))
    extension = encoder.extension
    const folder = join(root, 'study')
    await writeStudy(folder, {
      tools,
      encoder,
      photoFolder: join(dirname(photos), 'demo'),
      scales: [scale],
      stamp: { name: '.stamp', text: 'made' },
      patients: ['P004'],
      onClip: () => undefined,
    })
    patient = join(folder, 'P004')
  })

  it('are laid out as an import reads them, and moved into place whole', async () => {
    expect((await readdir(root)).sort()).toEqual(['study'])
    expect((await readdir(join(root, 'study'))).sort()).toEqual(['.stamp', 'P004', 'README.txt'])
    expect((await readdir(patient)).sort()).toEqual(visits)
    const files = [
      'captions.csv',
      ...[1, 2].map((n) => `interview-${n}.${extension}`),
      'scores.csv',
      'session.json',
    ]
    for (const visit of visits) expect((await readdir(join(patient, visit))).sort()).toEqual(files)
  })

  it('say that they are synthetic', async () => {
    const session: unknown = JSON.parse(
      await readFile(join(patient, visits[0] ?? '', 'session.json'), 'utf8'),
    )
    expect(session).toEqual({
      formatVersion: 1,
      patient: 'P004',
      visit: 'baseline',
      date: '2024-04-18',
      synthetic: true,
    })
    expect(await readFile(join(root, 'study', 'README.txt'), 'utf8')).toMatch(/^SYNTHETIC/)
  })

  it('hold videos that play, as long as planned, no two alike', async () => {
    const media = createMediaTools(await testFfmpeg())
    const hashes = new Set<string>()
    for (const [index, visit] of visits.entries()) {
      for (const clip of plans[index]?.clips ?? []) {
        const file = join(patient, visit, `${clip.name}.${extension}`)
        const probe = await media.probe(file)
        expect(isPlayable(probe)).toBe(true)
        expect(probe).toMatchObject({ width: 640, height: 480, fps: 25 })
        expect(Math.abs(probe.durationMs - clipSeconds(clip) * 1000)).toBeLessThan(80)
        hashes.add(
          createHash('sha256')
            .update(await readFile(file))
            .digest('hex'),
        )
      }
    }
    expect(hashes.size).toBe(4)
  })
})

it('the script clears no folder that holds something else', async () => {
  const folder = join(root, 'mine')
  await mkdir(folder)
  await writeFile(join(folder, 'thesis.txt'), 'years of work')
  const script = promisify(execFile)(process.execPath, [
    'scripts/tools/make-sample-study.ts',
    '--out',
    folder,
  ])
  await expect(script).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('other files') as string,
  })
  expect(await readdir(folder)).toEqual(['thesis.txt'])
})
