import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliDocument } from '../helpers/cli.ts'
import { clipFps, faceSessions } from '../helpers/face-sessions.ts'
import { aFaceStudy, facePatients as patients } from '../helpers/face-study.ts'
import { HANGING_MS } from '../helpers/patience.ts'
import { thorough } from '../helpers/thorough.ts'
import type { Job } from '#shared/domain/job.ts'
import { answerFolderDialogs, ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'

const caption = 'Looks down, lips pressed; no smile at the joke. “Blunted”, I am fairly sure.'

interface InfoDocument {
  clips: {
    patient: string
    captions: { rater: string; text: string }[]
    predictions: { probabilities: Record<string, number>; frames: unknown[]; topClass: string }[]
  }[]
  sessions: { patient: string; scores: { rater: string; item: string; value: number }[] }[]
}

/** Who is imported and looked at in the window: looking for faces takes longest of all. */
const imported = thorough(2, patients)

/** What the command line reports of a study. */
async function infoOf(study: string): Promise<InfoDocument> {
  const { document } = await cliDocument(study, 'info', '.')
  return document as unknown as InfoDocument
}

const timeMs = async (page: Page): Promise<number> => {
  const [minutes = 0, seconds = 0] = (await page.getByTestId('timecode').innerText()).split(':').map(Number)
  return Math.round((minutes * 60 + seconds) * 1000)
}

/** Resolves when the newest job of that kind has ended; it must have ended well, with every item. */
async function jobDone(page: Page, kind: string): Promise<void> {
  const newest = async (): Promise<Job | undefined> =>
    (await ask(page, 'job.list')).filter((job) => job.kind === kind).at(-1)
  await expect
    .poll(async () => (await newest())?.status ?? 'none', { timeout: HANGING_MS, interval: 200 })
    .not.toMatch(/none|queued|running/)
  expect(await newest()).toMatchObject({ status: 'done', failures: [] })
}

// One story in the order in which a clinician lives it: each step stands on the one before.
describe('the main job in the window', () => {
  let folder = ''
  let codes: string[] = []
  let launched: LaunchedApp
  const at = (name: string): string => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'main-job-'))
    codes = await faceSessions(at('sessions'), imported)
    launched = await launchApp({ userData: at('user') })
  })
  afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it('makes a study in a folder that the user chooses', async () => {
    const { page } = launched
    await answerFolderDialogs(launched, at('study'))
    await page.getByTestId('new-study').click()
    await page.getByLabel('Title').fill('Trial of the window')
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.locator('[data-view="library"]').waitFor()
    expect(await readdir(at('study'))).toContain('study.sqlite')
  })

  it('previews a folder of sessions, writes nothing before the user says so, and imports it', async () => {
    const { page } = launched
    await answerFolderDialogs(launched, at('sessions'))
    await page.getByTestId('import').first().click()
    await page.getByTestId('import-choose').click()
    await page.getByTestId('import-confirm').waitFor()
    expect((await infoOf(at('study'))).clips).toEqual([])
    await page.getByTestId('import-confirm').click()
    await page.getByTestId('import-done').click()
    await page.getByTestId('clip-row').first().waitFor()
    expect((await infoOf(at('study'))).clips.map((clip) => clip.patient)).toEqual(codes)
  })

  it('plays a clip and steps through it frame by frame', async () => {
    const { page } = launched
    await page.getByTestId('clip-row').first().dblclick()
    await page.locator('[data-view="review"]').waitFor()
    await page.getByTestId('play').click()
    await expect.poll(() => timeMs(page), { timeout: 60_000 }).toBeGreaterThan(200)
    await page.getByTestId('play').click()
    await page.getByRole('button', { name: 'To the start' }).click()
    await expect.poll(() => timeMs(page)).toBe(0)
    await page.getByTestId('step-forward').click()
    await expect.poll(() => timeMs(page)).toBe(1000 / clipFps)
    await page.getByTestId('step-forward').click()
    await expect.poll(() => timeMs(page)).toBe(2000 / clipFps)
    await page.getByTestId('step-back').click()
    await expect.poll(() => timeMs(page)).toBe(1000 / clipFps)
  })

  it('has a caption on disk that was shown as saved, also after the program was killed', async () => {
    const { page } = launched
    await page.getByLabel('Your initials or code').or(page.getByLabel('Somebody else')).fill('AB')
    await page.keyboard.press('Enter')
    await page.getByTestId('caption-editor').fill(caption)
    await expect.poll(() => page.getByTestId('caption-status').innerText()).toMatch(/^saved/)
    await launched.kill()

    launched = await launchApp({ userData: at('user') })
    await launched.page.getByText('Trial of the window').click()
    await launched.page.getByTestId('clip-row').first().dblclick()
    const editor = launched.page.getByTestId('caption-editor')
    await expect.poll(() => editor.inputValue()).toBe(caption)
    const [first] = (await infoOf(at('study'))).clips
    expect(first?.captions).toMatchObject([{ rater: 'AB', text: caption }])
  })

  it('keeps a rating', async () => {
    const { page } = launched
    await page.locator('[data-nav="rate"]').click()
    await page.getByTestId('session-row').first().click()
    const item = page.getByTestId('score-input-n1')
    await item.click({ position: { x: 1, y: 1 } })
    await item.press('5')
    await expect.poll(() => item.getAttribute('data-value')).toBe('5')
    await expect
      .poll(
        async () => (await infoOf(at('study'))).sessions[0]?.scores.filter(({ rater }) => rater === 'AB'),
        { timeout: 20_000 },
      )
      .toMatchObject([{ item: 'n1', value: 5 }])
  })

  it('predicts every clip, with the same numbers as the command line to the last digit', async () => {
    const { page } = launched
    await page.locator('[data-nav="library"]').click()
    await page.getByTestId('predict').click()
    await jobDone(page, 'predict')
    const inWindow = (await infoOf(at('study'))).clips.map((clip) => clip.predictions)
    expect(inWindow.map((predictions) => predictions.length)).toEqual(codes.map(() => 1))

    // The same sessions in a study that the command line made, found people in and predicted.
    const byCli = (await infoOf(await aFaceStudy(at('by-cli'), 'predicted'))).clips
      .filter(({ patient }) => codes.includes(patient))
      .map((clip) => clip.predictions)
    expect(byCli).toEqual(inWindow)
  })

  /** Exports the study by the buttons of the window. */
  const exportTo = async (folder: string): Promise<void> => {
    const { page } = launched
    await answerFolderDialogs(launched, folder)
    await page.getByTestId('export').click()
    await page.getByTestId('export-run').click()
    await page.getByTestId('export-result').waitFor()
  }

  it('exports tables that hold the rating and the caption', async () => {
    await exportTo(at('export'))
    expect(await readFile(join(at('export'), 'symptom_scores_long.csv'), 'utf8')).toMatch(/T001.*AB/)
    expect(await readFile(join(at('export'), 'captions.csv'), 'utf8')).toContain('lips pressed')
    expect(JSON.parse(await readFile(join(at('export'), 'datapackage.json'), 'utf8'))).toHaveProperty(
      'resources',
    )
    await launched.page.keyboard.press('Escape')
    await launched.page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('fits the items that a face can show, in a study of enough patients, and exports the estimates', async () => {
    const { page } = launched
    await answerFolderDialogs(launched, at('by-cli/study'))
    expect(await ask(page, 'study.open')).not.toBeNull()
    await expect.poll(async () => (await ask(page, 'library.clips')).length).toBe(patients)
    await page.locator('[data-view="library"]').waitFor()
    await page.locator('[data-nav="analysis"]').click()
    await page.getByTestId('fit').click()
    await jobDone(page, 'fit')
    const models = await ask(page, 'severity.models')
    expect(models.map(({ itemId }) => itemId).sort()).toEqual(['n1', 'n3', 'n6'])
    for (const model of models) expect(model).toMatchObject({ nPatients: patients, synthetic: true })

    await exportTo(at('estimates'))
    expect(await readFile(join(at('estimates'), 'symptom_scores_long.csv'), 'utf8')).toMatch(/model/)
  })

  it('brings the running program to the front instead of starting a second one', async () => {
    await expect(launchApp({ userData: at('user') })).rejects.toThrow()
    expect(await launched.page.locator('[data-view]').count()).toBeGreaterThan(0)
  })
})
