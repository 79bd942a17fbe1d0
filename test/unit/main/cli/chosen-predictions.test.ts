import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createEmbeddingRepository } from '#core/areas/prediction/embedding-repository.ts'
import { createPackRepository } from '#core/areas/prediction/pack-repository.ts'
import { createPredictionRepository } from '#core/areas/prediction/prediction-repository.ts'
import { createRunRepository } from '#core/areas/study/run-repository.ts'
import { openStudy } from '#core/study.ts'
import { AppError } from '#shared/errors.ts'
import { predictCommand } from '../../../../src-main/cli/commands/predict.ts'
import { aCliContext } from '../../../helpers/a-cli-context.ts'
import { aStudy } from '../../../helpers/a-study.ts'
import { cli } from '../../../helpers/cli.ts'
import type { TestStudy } from '../../../helpers/a-study.ts'
import { createFakeInference, embeddingOf, fakePack, fakePackStore } from '../../../helpers/fake-inference.ts'
import type { FakeInference } from '../../../helpers/fake-inference.ts'
import { addSession } from '../../../helpers/memory-study.ts'

const aPack = (id: string, sha256: string) => {
  const pack = fakePack('1.0.0', sha256.repeat(64))
  return { ...pack, manifest: { ...pack.manifest, id } }
}
const known = [aPack('face-api-7', 'a'), aPack('other-faces', 'b')]

const packs = {
  ...fakePackStore(),
  clipText: (id: string) => {
    const found = known.find(({ manifest }) => manifest.id === id)
    if (found === undefined) throw new AppError('not-found', `There is no pack ${id}.`)
    return found
  },
}

const classesOf = (labels: readonly string[]) => labels.map((label) => ({ label, sentence: label }))

interface Stored {
  readonly clipId: number
  readonly promptSetIds: readonly number[]
  readonly pack: (typeof known)[number]
}

/** One run of a pack over a clip, with its prediction of each set. */
function store(db: Database.Database, { clipId, promptSetIds, pack }: Stored): void {
  const packRowId = createPackRepository(db).ensure(pack)
  const runId = createRunRepository(db).start({
    ...{ kind: 'predict', packRowId, appVersion: '0.1.0', startedUtc: '2026-01-01T00:00:00.000Z' },
    parameters: { sampling: { kind: 'rate', fps: 2, maxFrames: 100 }, precision: 'fp32' },
  })
  const embeddingId = createEmbeddingRepository(db).insert({
    ...{ embedding: embeddingOf(clipId, [1, 0]), dim: 2, runId, packRowId },
    ...{ cacheKey: pack.sha256, subjectKey: 'd'.repeat(64) },
  })
  for (const promptSetId of promptSetIds) {
    createPredictionRepository(db).save({
      ...{ embeddingId, promptSetId, runId, topClass: 'up', topProbability: 0.75, windowProbabilities: null },
      probabilities: Float64Array.of(0.75, 0.25),
      frameProbabilities: Float64Array.of(0.75, 0.25, 0.75, 0.25, 0.75, 0.25),
    })
  }
}

let inference: FakeInference
let testStudy: TestStudy

/** A clip that two packs predicted, each with two prompt sets. */
beforeEach(() => {
  inference = createFakeInference(({ clipId }) => embeddingOf(clipId, [1, 0]))
  testStudy = aStudy({ packs, inference })
  const { study } = testStudy
  const promptSetIds = [
    study.promptSets.create({ name: 'Directions of mine', classes: classesOf(['up', 'down']) }).id,
    study.promptSets.create({ name: 'Sideways', classes: classesOf(['down', 'up']) }).id,
  ]
  study.close()
  const db = new Database(join(study.folder, 'study.sqlite'))
  const [clipId = NaN] = addSession(db, { patient: 'P001' }).clipIds
  for (const pack of known) store(db, { clipId, promptSetIds, pack })
  db.close()
})

describe('export', () => {
  const run = (...args: string[]) => cli(dirname(testStudy.study.folder), ['export', 'study', ...args])

  async function exported(...args: string[]): Promise<string[]> {
    const { code } = await run('--out', 'tables', ...args)
    expect(code).toBe(0)
    const table = readFileSync(join(dirname(testStudy.study.folder), 'tables', 'predictions.csv'), 'utf8')
    const [head = '', ...rows] = table
      .replace(/^\uFEFF/u, '')
      .trimEnd()
      .split('\r\n')
    const columns = ['pack_id', 'prompt_set'].map((name) => head.split(',').indexOf(name))
    const chosen = rows.map((row) => columns.map((column) => row.split(',')[column]).join(': '))
    return [...new Set(chosen)]
  }

  it('writes the predictions of the pack and the prompt set that are asked for, in any letters', async () => {
    expect(await exported('--prompts', 'sideways', '--pack', 'other-faces')).toEqual([
      'other-faces: Sideways',
    ])
    expect(await exported('--prompts', 'Directions of mine', '--pack', 'face-api-7')).toEqual([
      'face-api-7: Directions of mine',
    ])
    expect(await exported('--prompts', 'Sideways')).toEqual(['face-api-7: Sideways'])
    expect(await exported('--pack', 'other-faces')).toEqual([expect.stringMatching(/^other-faces: /u)])
  })

  it.each([
    ['prompt set', ['--prompts', 'Nowhere']],
    ['pack', ['--pack', 'nowhere']],
  ])('refuses a %s without predictions and tells which there are', async (_, args) => {
    const { code, stdout, stderr } = await run('--out', 'tables', ...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Sideways')
  })
})

describe('predict', () => {
  function asked(options: Parameters<typeof predictCommand>[0]) {
    const study = openStudy(testStudy.study.folder, testStudy.environment)
    onTestFinished(() => {
      study.close()
    })
    return predictCommand(options)(aCliContext({ ...testStudy, study }))
  }

  it('compares with the prompt set and looks with the pack that are asked for', async () => {
    const { document, failures } = await asked({ study: 'study', prompts: 'SIDEWAYS', pack: 'other-faces' })
    expect(document).toMatchObject({ pack: 'other-faces', promptSet: 'Sideways' })
    expect(inference.read).toEqual(['down', 'up'])
    expect(failures).toMatchObject([{ item: 'clip-1.mp4' }])
  })

  it('refuses a prompt set that is not there, and tells which there are', async () => {
    await expect(asked({ study: 'study', prompts: 'Nowhere' })).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no prompt set “Nowhere” for this pack; there are “Directions of mine”, “Sideways”.',
    })
  })
})
