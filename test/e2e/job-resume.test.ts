import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Job } from '#shared/domain/job.ts'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { cliDocument } from '../helpers/cli.ts'
import { aFaceStudy, facePatients as patients } from '../helpers/face-study.ts'
import type { FaceStudyStage } from '../helpers/face-study.ts'
import { HANGING_MS } from '../helpers/patience.ts'
import { thorough } from '../helpers/thorough.ts'

/** Some are left when the first is through. */
const clipCount = thorough(3, patients)

const predictJobs = async (page: Page): Promise<Job[]> =>
  (await ask(page, 'job.list')).filter(({ kind }) => kind === 'predict')

const predicted = async (page: Page): Promise<number> =>
  (await ask(page, 'library.clips')).filter((clip) => clip.predicted).length

describe('a job of a program that was killed', () => {
  let folder = ''
  let launched: LaunchedApp
  const open = async (): Promise<Page> => {
    launched = await launchApp({ userData: join(folder, 'user'), study: join(folder, 'study') })
    await launched.page.getByTestId('clip-row').first().waitFor()
    return launched.page
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'job-resume-'))
    // The search is a part of a prediction that is in other tests as well.
    await aFaceStudy(folder, thorough<FaceStudyStage>('found', 'imported'))
  })
  afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it('is offered among the jobs, goes on there, and looks at no clip twice', async () => {
    const first = await open()
    const [promptSet] = await ask(first, 'promptSet.list')
    const clipIds = (await ask(first, 'library.clips')).slice(0, clipCount).map(({ id }) => id)
    const request = { clipIds, packId: 'face-api-7', promptSetId: promptSet!.id }
    const { jobId } = await ask(first, 'prediction.start', request)
    await expect.poll(() => predicted(first), { timeout: HANGING_MS, interval: 50 }).toBeGreaterThan(0)
    await launched.kill()

    const page = await open()
    expect(await predictJobs(page)).toMatchObject([
      { jobId, status: 'interrupted', continuable: true, attempts: 1 },
    ])
    await page.getByTestId('job-tray-button').click()
    const row = page.locator('[data-job-kind="predict"]')
    expect(await row.innerText()).toContain('The program ended before this did.')
    await row.getByRole('button', { name: 'Continue' }).click()
    await expect
      .poll(async () => (await predictJobs(page)).map(({ status }) => status), { timeout: HANGING_MS })
      .toEqual(['done'])
    expect(await predictJobs(page)).toMatchObject([{ jobId, attempts: 2, failures: [] }])
    expect(await ask(page, 'prediction.interrupted')).toBeNull()

    const { document } = await cliDocument(folder, 'info', 'study')
    const clips = document['clips'] as { predictions: unknown[] }[]
    expect(clips.map((clip) => clip.predictions.length)).toEqual(
      Array.from({ length: patients }, (_, index) => (index < clipCount ? 1 : 0)),
    )
  })
})
