import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeRandomEmoclip } from '../../scripts/tools/checkpoints/random-emoclip.ts'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { aFaceStudy, facePatients as patients } from '../helpers/face-study.ts'
import type { FaceStudyStage } from '../helpers/face-study.ts'
import { HANGING_MS } from '../helpers/patience.ts'
import { thorough } from '../helpers/thorough.ts'
import type { Job } from '#shared/domain/job.ts'

/** The newest job of that kind, once it has ended. */
async function jobEnded(page: Page, kind: string): Promise<Job | undefined> {
  const newest = async (): Promise<Job | undefined> =>
    (await ask(page, 'job.list')).filter((job) => job.kind === kind).at(-1)
  await expect
    .poll(async () => (await newest())?.status ?? 'none', { timeout: HANGING_MS, interval: 200 })
    .not.toMatch(/none|queued|running/)
  return newest()
}

// A method person's story: the lab's own checkpoint becomes a pack, and everything runs through it.
describe('an EmoCLIP pack from a checkpoint file, in the window', () => {
  let folder = ''
  let launched: LaunchedApp
  let packId = ''
  const at = (name: string): string => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emoclip-pack-'))
    await writeRandomEmoclip(at('emoclip.pth'), { size: 'small', seed: 7 })
    // The search is a part of a prediction that is in other tests as well.
    await aFaceStudy(folder, thorough<FaceStudyStage>('found', 'imported'))
    // Blind is the default: without this, nothing of the estimates is handed to the window.
    await mkdir(at('user'))
    await writeFile(join(at('user'), 'settings.json'), JSON.stringify({ blindRating: false }))
    launched = await launchApp({ userData: at('user'), study: at('study') })
    await launched.page.getByTestId('clip-row').first().waitFor()
  })
  afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it('shows what is in the file before anything is built', async () => {
    const { page } = launched
    await page.locator('[data-nav="packs"]').click()
    const chooser = page.waitForEvent('filechooser')
    await page.getByTestId('choose-checkpoint').click()
    await (await chooser).setFiles(at('emoclip.pth'))
    const dialog = page.getByRole('dialog')
    await dialog.getByText('emoclip.pth').first().waitFor()
    expect(await dialog.innerText()).toMatch(/temporal/i)
    expect((await ask(page, 'pack.list')).some(({ zeroShot }) => zeroShot)).toBe(false)
  })

  it('builds, checks and lists the pack', async () => {
    const { page } = launched
    await page.getByTestId('pack-title').fill('Random EmoCLIP')
    await page.getByTestId('pack-licence').fill('made for a test')
    await page.getByTestId('build-pack').click()
    expect(await jobEnded(page, 'pack-build')).toMatchObject({ status: 'done' })
    await page.getByText('Random EmoCLIP').first().waitFor()
    const built = (await ask(page, 'pack.list')).find(({ zeroShot }) => zeroShot)
    expect(built).toMatchObject({ problem: null, licence: 'made for a test', removable: true })
    expect(built?.precisions).toEqual(['fp32', 'int8'])
    packId = built?.id ?? ''
  })

  it('is chosen, and predicts every clip window by window', async () => {
    const { page } = launched
    await page.locator(`[data-pack="${packId}"]`).getByTestId('use-pack').click()
    await expect.poll(async () => (await ask(page, 'app.settings')).packId).toBe(packId)
    await page.locator('[data-nav="library"]').click()
    await page.getByTestId('predict').click()
    expect(await jobEnded(page, 'predict')).toMatchObject({ status: 'done', failures: [] })
    const [clip] = await ask(page, 'library.clips')
    const [set] = (await ask(page, 'promptSet.list')).filter((one) => one.packId === packId)
    const prediction = await ask(page, 'prediction.get', {
      clipId: clip?.id ?? 0,
      packId,
      promptSetId: set?.id ?? 0,
    })
    expect(prediction?.windows?.length).toBeGreaterThan(0)
    expect(prediction?.provenance.packId).toBe(packId)
    for (const window of prediction?.windows ?? []) {
      expect(window.probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    }
  })

  it('reads any sentence, and compares new classes without another look at the videos', async () => {
    const { page } = launched
    const [reading] = await ask(page, 'promptSet.read', {
      packId,
      sentences: ['The lips are pressed and the gaze is turned away.'],
    })
    expect(reading).toMatchObject({ kind: 'embedded', tokenCount: 13 })
    const set = await ask(page, 'promptSet.create', {
      name: 'Gaze',
      classes: [
        { label: 'away', sentence: 'The gaze is turned away.' },
        { label: 'here', sentence: 'The eyes look into the camera.' },
      ],
    })
    const [clip] = await ask(page, 'library.clips')
    const request = { clipId: clip?.id ?? 0, packId, promptSetId: set.id }
    expect((await ask(page, 'prediction.get', request))?.labels).toEqual(['away', 'here'])
  })

  it('shows the windows of a clip on its timeline', async () => {
    const { page } = launched
    await page.locator('[data-nav="library"]').click()
    await page.getByTestId('clip-row').first().dblclick()
    await page.locator('[data-view="review"]').waitFor()
    await page.locator('.timeline .segment').first().waitFor()
  })

  it('carries a severity model, which says what it was trained on', async () => {
    const { page } = launched
    await page.locator('[data-nav="analysis"]').click()
    await page.getByTestId('fit').click()
    expect(await jobEnded(page, 'fit')).toMatchObject({ status: 'done' })
    const models = await ask(page, 'severity.models')
    expect(models.length).toBeGreaterThan(0)
    for (const model of models) {
      expect(model.trainedOn).toContain('Random EmoCLIP')
      expect(model.nPatients).toBe(patients)
    }
  })

  it('has its files checked, and is taken off again', async () => {
    const { page } = launched
    await page.locator('[data-nav="packs"]').click()
    await page.locator(`[data-pack="${packId}"]`).getByTestId('verify-pack').click()
    expect(await jobEnded(page, 'pack-verify')).toMatchObject({ status: 'done' })
    await page.locator(`[data-pack="${packId}"]`).getByTestId('remove-pack').click()
    await page
      .getByRole('alertdialog')
      .or(page.getByRole('dialog'))
      .getByRole('button', { name: /remove/i })
      .click()
    await expect.poll(async () => (await ask(page, 'pack.list')).map(({ id }) => id)).not.toContain(packId)
  })
})
