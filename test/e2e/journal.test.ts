import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { aFaceStudy } from '../helpers/face-study.ts'
import { isThorough } from '../helpers/thorough.ts'

describe('what is taken back after the program was closed', () => {
  let folder = ''
  let launched: LaunchedApp
  const open = async (): Promise<void> => {
    launched = await launchApp({ userData: join(folder, 'user'), study: join(folder, 'study') })
    await launched.page.locator('[data-view="library"]').waitFor()
  }
  const end = async (): Promise<void> => {
    const { app } = launched
    const ended = new Promise<number | null>((done) => app.process().once('exit', done))
    await launched.actInMain(({ app: electron }) => {
      electron.quit()
    })
    expect(await ended).toBe(0)
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'))
    await aFaceStudy(folder, 'imported')
    await open()
  })
  afterAll(async () => {
    if (launched.app.process().exitCode === null) await launched.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  /** Texts and values that the study holds. */
  const held = async (): Promise<unknown[]> => {
    const { page } = launched
    const [clip] = await ask(page, 'library.clips')
    const captions = await ask(page, 'caption.list', { clipId: clip?.id ?? 0 })
    const scores = await ask(page, 'score.list', { sessionId: clip?.sessionId ?? 0 })
    return [captions.map(({ text }) => text), scores.map(({ value }) => value)]
  }

  it('is a score and a caption, each as one step, at the place that it changed; and done again', async () => {
    const first = launched.page
    await first.getByTestId('clip-row').first().dblclick()
    await first.getByTestId('rater-code').fill('AB')
    await first.getByTestId('rater-code').press('Enter')
    await first.locator('[data-nav="rate"]').click()
    await first.getByTestId('score-input-n1').focus()
    await first.keyboard.press('5')
    await expect.poll(held).toEqual([[], [5]])
    await first.locator('[data-nav="review"]').click()
    await first.getByTestId('caption-editor').click()
    await first.keyboard.type('Looks down and sighs')
    await end()

    await open()
    const second = launched.page
    expect(await held()).toEqual([['Looks down and sighs'], [5]])
    await second.keyboard.press('Control+z')
    await second.locator('[data-view="review"]').waitFor()
    await expect.poll(held).toEqual([[], [5]])
    await expect.poll(() => second.getByTestId('caption-editor').inputValue()).toBe('')
    await second.keyboard.press('Control+z')
    await second.locator('[data-view="rate"]').waitFor()
    await expect.poll(held).toEqual([[], []])
    await expect.poll(() => second.evaluate(() => document.activeElement?.outerHTML ?? '')).toContain('n1')
    // What may be done again is read from the same entries as what may be taken back.
    if (isThorough) {
      await end()
      await open()
    }
    await launched.page.keyboard.press('Control+Shift+z')
    await expect.poll(held).toEqual([[], [5]])
    await launched.page.keyboard.press('Control+Shift+z')
    await expect.poll(held).toEqual([['Looks down and sighs'], [5]])
  })

  it('is listed in the history of its clip, by the menu of the keyboard, and in that of the study, which is filtered and checked', async () => {
    const { page } = launched
    const rows = page.getByTestId('history-row')
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
    await page.locator('[data-nav="library"]').click()
    await page.getByTestId('clip-row').first().click()
    await page.keyboard.press('ContextMenu')
    await page.getByRole('menu').waitFor()
    for (let step = 0; step < 30 && !(await focused()).startsWith('History of this clip'); step += 1)
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByTestId('history-dialog').waitFor()
    // Written, taken back, and done again.
    await expect.poll(() => rows.count()).toBe(3)
    expect(await rows.first().textContent()).toContain('Looks down and sighs')
    await page.keyboard.press('Escape')
    await page.getByTestId('history-dialog').waitFor({ state: 'detached' })

    await page.keyboard.press('Control+9')
    await page.locator('[data-view="history"]').waitFor()
    // Both of the caption's and the score's three, and the import.
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(7)
    const all = await rows.count()
    await page.keyboard.press('/')
    await page.keyboard.type('score of')
    await expect.poll(() => rows.count()).toBe(3)
    expect(await rows.first().textContent()).toContain('done again: score of')
    await page.keyboard.press('Escape')
    await expect.poll(() => rows.count()).toBe(all)
    await page.getByTestId('check-chain').click()
    await expect
      .poll(() => page.getByTestId('chain-report').textContent())
      .toContain('each is as it was written, and the study holds what they say')
  })
})
