import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Job } from '#shared/domain/job.ts'
import { answerFolderDialogs, ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { aFaceStudy, facePatients as patients } from '../helpers/face-study.ts'
import { HANGING_MS } from '../helpers/patience.ts'
import { thorough } from '../helpers/thorough.ts'

const jobOf = async (page: Page, jobId: string): Promise<Job | undefined> =>
  (await ask(page, 'job.list')).find((job) => job.jobId === jobId)

const predictJobs = async (page: Page): Promise<Job[]> =>
  (await ask(page, 'job.list')).filter(({ kind }) => kind === 'predict')

const predicted = async (page: Page): Promise<number> =>
  (await ask(page, 'library.clips')).filter((clip) => clip.predicted).length

/** Of how many clips a prediction is that is disturbed: enough that some are left when the first are through. */
const disturbed = thorough(4, patients)

/** Starts a prediction, waits until the first clips are through, and gives the id of the job. */
async function predicting(page: Page, count = disturbed): Promise<string> {
  const [promptSet] = await ask(page, 'promptSet.list')
  const clipIds = (await ask(page, 'library.clips')).slice(0, count).map(({ id }) => id)
  const request = { clipIds, packId: 'face-api-7', promptSetId: promptSet!.id }
  const { jobId } = await ask(page, 'prediction.start', request)
  await expect.poll(() => predicted(page), { timeout: HANGING_MS, interval: 50 }).toBeGreaterThan(0)
  return jobId
}

describe('when things end badly', () => {
  let folder = ''
  let count = 0
  let study = ''
  let launched: LaunchedApp
  const start = async (): Promise<void> => {
    launched = await launchApp({ userData: join(folder, 'user'), study })
    await launched.page.getByTestId('clip-row').first().waitFor()
  }
  const isRunning = (): boolean => launched.app.process().exitCode === null && !launched.app.process().killed

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resilience-'))
    // Everybody was found: it is the longest part of a prediction, and none of the tests ends things in it.
    await aFaceStudy(folder, 'found')
  })
  afterAll(async () => {
    if (isRunning()) await launched.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })
  // A study of its own for each, in the program of the one before where that has not ended it.
  beforeEach(async () => {
    study = join(folder, `study-${++count}`)
    // Beside the one that was made, from where the videos are found as well.
    await cp(join(folder, 'study'), study, { recursive: true })
    if (count === 1 || !isRunning()) {
      await start()
      return
    }
    const { page } = launched
    await answerFolderDialogs(launched, study)
    expect(await ask(page, 'study.open')).not.toBeNull()
    await page.getByTestId('clip-row').first().waitFor()
    expect(await predicted(page)).toBe(0)
  })

  const answerQuestions = (response: number): Promise<void> =>
    launched.inMain(({ dialog }, answer) => {
      const asked: string[] = []
      Object.assign(globalThis, { asked })
      dialog.showMessageBox = (...given: unknown[]) => {
        asked.push((given.at(-1) as { message: string }).message)
        return Promise.resolve({ response: answer, checkboxChecked: false })
      }
    }, response)
  const closeWindow = (): Promise<void> =>
    launched.actInMain(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]!.close()
    })

  it('predicts on when the inference process is killed in the middle, and asks before it cuts that off', async () => {
    const { page } = launched
    const jobId = await predicting(page)
    await answerQuestions(0)
    await launched.actInMain(({ app: electron }) => {
      const host = electron
        .getAppMetrics()
        .find(({ serviceName, name }) => [serviceName, name].some((text) => text?.includes('inference')))
      if (host === undefined) throw new Error('no inference process is there')
      process.kill(host.pid, 'SIGKILL')
    })
    // There is work as long as another process has to be started for it.
    await closeWindow()
    await expect.poll(async () => (await jobOf(page, jobId))?.status, { timeout: HANGING_MS }).toBe('done')
    expect(await jobOf(page, jobId)).toMatchObject({ failures: [] })
    expect(await predicted(page)).toBe(disturbed)
    expect(await launched.inMain(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual([
      'Stop the work that is not finished?',
    ])
  })

  it('stops in order when told to, and has kept what was done', async () => {
    const { app, page } = launched
    await predicting(page)
    await answerQuestions(1)
    const ended = new Promise<number | null>((done) => app.process().once('exit', done))
    await closeWindow()
    expect(await ended).toBe(0)

    await start()
    const kept = await predicted(launched.page)
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThanOrEqual(disturbed)
  })

  it('offers to go on after it was killed, and looks at no clip twice', async () => {
    const jobId = await predicting(launched.page)
    await launched.kill()

    await start()
    const { page } = launched
    await page.getByTestId('resume-prediction').waitFor()
    expect(await predictJobs(page)).toMatchObject([
      { jobId, status: 'interrupted', continuable: true, attempts: 1 },
    ])
    expect(await page.getByTestId('interrupted').innerText()).toContain(`prediction of ${disturbed} clips`)
    const before = await ask(page, 'prediction.interrupted')
    expect(before).toMatchObject({ total: disturbed })
    expect(before?.done).toBeGreaterThan(0)
    await page.getByTestId('resume-prediction').click()
    const statuses = async (): Promise<string[]> => (await predictJobs(page)).map(({ status }) => status)
    await expect.poll(statuses, { timeout: HANGING_MS }).toEqual(['done'])
    expect(await predictJobs(page)).toMatchObject([{ jobId, attempts: 2, failures: [] }])
    expect(await predicted(page)).toBe(disturbed)
    expect(await ask(page, 'prediction.interrupted')).toBeNull()
    await expect.poll(() => page.getByTestId('resume-prediction').count()).toBe(0)
  })

  it('pauses, holds still and goes on, and opens another study only when no work is left on this one', async () => {
    const { page } = launched
    const jobId = await predicting(page, patients)
    await ask(page, 'job.pause', { jobId })
    expect(await jobOf(page, jobId)).toMatchObject({ status: 'paused' })
    // What was on its way may still arrive, late on a busy machine; then nothing more.
    const through = async (): Promise<number> => (await jobOf(page, jobId))!.done
    let held = await through()
    const isHeld = async (): Promise<boolean> => {
      const before = held
      await page.waitForTimeout(1500)
      held = await through()
      return held === before
    }
    await expect.poll(isHeld, { timeout: 30_000 }).toBe(true)
    expect(await isHeld()).toBe(true)
    expect(held).toBeLessThan(patients)
    await ask(page, 'job.resume', { jobId })
    await expect.poll(through, { timeout: HANGING_MS }).toBeGreaterThan(held)

    await expect(ask(page, 'study.close')).rejects.toThrow('still at work')
    await ask(page, 'job.cancel', { jobId })
    await expect.poll(async () => (await jobOf(page, jobId))?.status, { timeout: 30_000 }).toBe('cancelled')
    expect(await jobOf(page, jobId)).toMatchObject({ failures: [] })
    await ask(page, 'study.close')
    await page.locator('[data-view="start"]').waitFor()
  })
})
