import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClipRow } from '#shared/domain/clip.ts'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { cliDone } from '../helpers/cli.ts'
import { clipSeconds, faceSessions } from '../helpers/face-sessions.ts'
import { runFfmpeg, testFfmpeg } from '../helpers/make-video.ts'
import { thorough } from '../helpers/thorough.ts'

const patients = thorough(3, 5)
const clipsPerVideo = thorough(4, 41)
/** The clips after these are for the other ways in which text comes. */
const captionCount = thorough(5, 200)

/** Every single letter of them is a key of the player or of a screen. */
function captionOf(index: number): string {
  return `Patient ${String(index + 1)} nods, jaw flat`
}

/** A study with one long video a patient, cut into clips of equal length. */
async function longStudy(folder: string): Promise<string> {
  const sessions = join(folder, 'sessions')
  const codes = await faceSessions(sessions, patients)
  const { ffmpeg } = await testFfmpeg()
  const study = join(folder, 'study')
  for (const code of codes) {
    const visit = join(sessions, code, '2024-01-01_baseline')
    const name = (await readdir(visit)).find((file) => file.startsWith('clip.')) ?? ''
    const [short, long] = [join(visit, name), join(visit, `long-${name}`)]
    await runFfmpeg(ffmpeg, ['-stream_loop', String(clipsPerVideo - 1), '-i', short, '-c', 'copy', long])
    await rename(long, short)
  }
  await cliDone(folder, 'init', study)
  await cliDone(folder, 'import', study, sessions)
  return study
}

/** Presses the keys at that pace, as a hand does: without waiting until the program has answered. */
async function typeAt(page: Page, keys: readonly string[], paceMs: number): Promise<void> {
  const sent: Promise<void>[] = []
  for (const key of keys) {
    sent.push(page.keyboard.press(key))
    await wait(paceMs)
  }
  await Promise.all(sent)
}

const isLive = async (page: Page): Promise<boolean> =>
  (await ask(page, 'job.list')).some(({ status }) => status === 'running' || status === 'queued')

describe('typing captions', () => {
  let folder = ''
  let launched: LaunchedApp
  let page: Page
  let clips: readonly ClipRow[] = []

  const textOf = async (clip: ClipRow | undefined): Promise<string | null> => {
    if (clip === undefined) return null
    const captions = await ask(page, 'caption.list', { clipId: clip.id })
    return captions.find(({ raterCode, startMs }) => raterCode === 'AB' && startMs === null)?.text ?? null
  }
  const box = () => page.getByTestId('caption-editor')
  /** Opens a clip in Review with the cursor in its box. */
  async function writeAt(index: number): Promise<void> {
    await page.locator('[data-nav="review"]').click()
    const clip = clips[index]
    if (clip === undefined) throw new Error('There is no such clip.')
    // A long list holds the rows on screen only.
    await page.getByRole('listbox', { name: 'Clips of the study' }).evaluate((list, share) => {
      list.scrollTop = share * (list.scrollHeight - list.clientHeight)
    }, index / clips.length)
    await page.locator(`#review-clip-${String(clip.id)}`).click()
    await box().click()
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'typing-captions-'))
    const study = await longStudy(folder)
    launched = await launchApp({ userData: join(folder, 'user'), study })
    page = launched.page
    await page.locator('[data-view="library"]').waitFor()
    for (const { videoId } of await ask(page, 'library.clips')) {
      const spans = Array.from({ length: clipsPerVideo }, (_, index) => ({
        startMs: index * clipSeconds * 1000,
        endMs: (index + 1) * clipSeconds * 1000,
      }))
      await ask(page, 'cut.edit', { videoId, edit: { kind: 'replace', spans, origin: 'fixed' } })
    }
    clips = (await ask(page, 'library.clips')).toSorted(
      (a, b) => a.patientCode.localeCompare(b.patientCode) || a.ordinal - b.ordinal,
    )
    expect(clips.length).toBe(patients * clipsPerVideo)
    await page.getByTestId('clip-row').first().dblclick()
    await page.getByTestId('rater-code').fill('AB')
  })
  afterAll(async () => {
    // In order it would ask what is to become of the job that still runs.
    await launched.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it('puts every caption whole on its own clip, typed without a pause while a job runs', async () => {
    const pack = (await ask(page, 'pack.list')).find(({ task }) => task === 'clip-text')
    const promptSet = (await ask(page, 'promptSet.list')).find(({ packId }) => packId === pack?.id)
    if (pack === undefined || promptSet === undefined) throw new Error('The default pack brings both.')
    await ask(page, 'prediction.start', { clipIds: null, packId: pack.id, promptSetId: promptSet.id })
    const jobs = new Set<string>()
    // From the initials straight into the first caption.
    await page.getByTestId('rater-code').press('Enter')
    for (let index = 0; index < captionCount; index += 1) {
      // The prediction first, then the search for faces again and again: there is work behind every caption.
      if (!(await isLive(page))) jobs.add((await ask(page, 'people.find', { sessionIds: null })).jobId)
      const paceMs = 40 + ((index * 17) % 81)
      await typeAt(page, [...captionOf(index), 'Enter'], paceMs)
    }
    const written: (string | null)[] = []
    for (const clip of clips.slice(0, captionCount)) {
      await expect.poll(() => textOf(clip)).not.toBeNull()
      written.push(await textOf(clip))
    }
    expect(written).toEqual(Array.from({ length: captionCount }, (_, index) => captionOf(index)))
    const ended = (await ask(page, 'job.list')).filter(({ jobId }) => jobs.has(jobId))
    expect(ended.map(({ status }) => status)).not.toContain('failed')
  })

  it('gives the next clip what is inserted without a key in the very same moment', async () => {
    await writeAt(captionCount)
    await page.keyboard.type('one ')
    await box().evaluate((element) => {
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
      // Dictation and text expanders insert like this.
      // oxlint-disable-next-line typescript/no-deprecated
      document.execCommand('insertText', false, 'dictated')
    })
    await expect.poll(() => textOf(clips[captionCount])).toBe('one ')
    await expect.poll(() => textOf(clips[captionCount + 1])).toBe('dictated')
  })

  it('keeps a word that is composed by an input method while the clip changes under it', async () => {
    await writeAt(captionCount + 2)
    const devtools = await page.context().newCDPSession(page)
    await page.keyboard.press('Enter')
    await devtools.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
    await devtools.send('Input.insertText', { text: '日本' })
    await expect.poll(() => textOf(clips[captionCount + 3])).toBe('日本')
    expect(await textOf(clips[captionCount + 2])).toBeNull()
  })

  it('gives the next clip what is pasted right after Enter', async () => {
    await launched.inMain(({ clipboard }) => clipboard.writeText('pasted from a letter'))
    await writeAt(captionCount + 3)
    await Promise.all([page.keyboard.press('Enter'), page.keyboard.press('Control+v')])
    await expect.poll(() => textOf(clips[captionCount + 4])).toBe('pasted from a letter')
    expect(await textOf(clips[captionCount + 3])).toBe('日本')
  })

  it('takes a caption back with Ctrl+Z from anywhere, and never by the browser’s own history', async () => {
    await writeAt(0)
    await page.keyboard.type(' and smiles')
    await page.keyboard.press('Escape')
    await expect.poll(() => textOf(clips[0])).toBe(`${captionOf(0)} and smiles`)
    await page.locator('[data-nav="library"]').click()
    await page.keyboard.press('Control+z')
    await expect.poll(() => box().inputValue()).toBe(captionOf(0))
    await expect.poll(() => textOf(clips[0])).toBe(captionOf(0))
    // Shown, and said to screen readers.
    await page.getByText('Undone: caption of T001').first().waitFor()
    await box().focus()
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(() => textOf(clips[0])).toBe(`${captionOf(0)} and smiles`)
  })

  it('hears every key in Rate after a click on the video and on its controls', async () => {
    await page.locator('[data-nav="rate"]').click()
    const item = page.getByTestId('score-input-n1')
    await item.click({ position: { x: 1, y: 1 } })
    await page.locator('[data-view="rate"] video').click()
    await page.locator('[data-view="rate"]').getByTestId('play').click()
    await page.keyboard.press('5')
    await expect.poll(() => item.getAttribute('data-value')).toBe('5')
    await page.keyboard.press('Control+k')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(1)
  })
})
