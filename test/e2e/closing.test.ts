import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { aFaceStudy } from '../helpers/face-study.ts'

describe.skipIf(process.platform === 'win32')('a caption that cannot be saved when the program ends', () => {
  let folder = ''
  let launched: LaunchedApp
  const file = (): string => join(folder, 'study', 'study.sqlite')

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'closing-'))
    await aFaceStudy(folder, 'imported')
    launched = await launchApp({ userData: join(folder, 'user'), study: join(folder, 'study') })
  })
  afterAll(async () => {
    if (launched.app.process().exitCode === null) await launched.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  /** Presses this button in every question from now on. */
  const press = (button: string): Promise<void> =>
    launched.inMain(({ dialog }, pressed) => {
      const asked: string[] = []
      Object.assign(globalThis, { asked })
      dialog.showMessageBox = (...given: unknown[]) => {
        const { message, buttons } = given.at(-1) as { message: string; buttons: string[] }
        asked.push(message)
        return Promise.resolve({ response: buttons.indexOf(pressed), checkboxChecked: false })
      }
    }, button)
  const asked = (): Promise<string[]> =>
    launched.inMain(() => (globalThis as unknown as { asked: string[] }).asked)
  const texts = (): unknown[] => {
    const db = new Database(file(), { readonly: true })
    const found = db.prepare('SELECT text FROM annotations').pluck().all()
    db.close()
    return found
  }

  it('is asked about when the window is closed, and is on disk when the program has ended in order', async () => {
    const { app, page } = launched
    await page.getByTestId('clip-row').first().dblclick()
    await page.getByTestId('rater-code').fill('AB')
    await page.getByTestId('rater-code').press('Enter')
    await page.getByTestId('caption-editor').click()
    await page.keyboard.type('Looks down')
    await expect.poll(texts).toEqual(['Looks down'])

    await rename(file(), join(folder, 'away.sqlite'))
    await page.getByTestId('caption-editor').press('End')
    await page.keyboard.insertText(' and sighs')
    await press('Stay here')
    await launched.actInMain(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]!.close()
    })
    await expect.poll(asked).toEqual(['One caption could not be saved.'])
    await expect.poll(() => page.getByTestId('caption-editor').inputValue()).toBe('Looks down and sighs')

    // Its drive is plugged in again, and the menu ends the program.
    await rename(join(folder, 'away.sqlite'), file())
    await press('Try again')
    const ended = new Promise<number | null>((done) => app.process().once('exit', done))
    await launched.actInMain(({ app: electron }) => {
      electron.quit()
    })
    expect(await ended).toBe(0)
    expect(texts()).toEqual(['Looks down and sighs'])
  })
})
