import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { aFaceStudy } from '../helpers/face-study.ts'
import { usersEnvironment } from '../helpers/quick-ffmpeg.ts'

/** What the application menu says of a command. */
function menuEntry(
  launched: LaunchedApp,
  id: string,
): Promise<{ label: string; keys: string | null } | null> {
  return launched.inMain(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted) ?? null
    return item === null ? null : { label: item.label, keys: item.accelerator?.toString() ?? null }
  }, id)
}

/** The system's own menus cannot be driven: keeps what the next one would show, and chooses that entry. */
async function answerSystemMenu(launched: LaunchedApp, label: string): Promise<void> {
  await launched.inMain(({ Menu, BrowserWindow }, chosen) => {
    const kept = globalThis as unknown as { shownLabels: string[] }
    kept.shownLabels = []
    Menu.prototype.popup = function popup(this: Electron.Menu) {
      kept.shownLabels = this.items.map((item) => item.label).filter((text) => text !== '')
      const item = this.items.find((known) => known.label === chosen)
      const [window] = BrowserWindow.getAllWindows()
      if (item?.role === undefined) item?.click()
      else if (item.role === 'paste') window?.webContents.paste()
    }
  }, label)
}

const shownLabels = (launched: LaunchedApp): Promise<string[]> =>
  launched.inMain(() => (globalThis as unknown as { shownLabels: string[] }).shownLabels)

describe('commands', () => {
  let folder = ''
  let study = ''
  let launched: LaunchedApp
  let page: Page
  const open = async (): Promise<void> => {
    // With the ffmpeg that the program finds on its user's desk.
    launched = await launchApp({ userData: join(folder, 'user'), study, env: usersEnvironment() })
    page = launched.page
    await page.locator('[data-view="library"]').waitFor()
  }
  const menu = () => page.getByRole('menu')
  const line = (label: string) => page.getByRole('menuitem', { name: label })
  const focusedRole = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('role') ?? null)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commands-'))
    study = await aFaceStudy(folder, 'imported')
    await open()
  })
  afterAll(async () => {
    await launched.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it('are in the menu of a clip by right click, which selects it, and run from there', async () => {
    const second = page.getByTestId('clip-row').nth(1)
    await second.click({ button: 'right' })
    await menu().waitFor()
    expect(await second.getAttribute('aria-selected')).toBe('true')
    await line('Who is in this video').click()
    await page.locator('[data-view="people"]').waitFor()
    await expect.poll(() => menu().count()).toBe(0)
    await page.locator('[data-nav="library"]').click()
  })

  it.each(['ContextMenu', 'Shift+F10'])(
    'are in the same menu by %s, which gives the focus back',
    async (key) => {
      await page.getByTestId('clip-row').first().click()
      await page.keyboard.press(key)
      await menu().waitFor()
      await expect.poll(focusedRole).toBe('menuitem')
      expect(await menu().count()).toBe(1)
      await page.keyboard.press('Escape')
      await expect.poll(() => menu().count()).toBe(0)
      expect(await focusedRole()).toBe('listbox')
    },
  )

  it('are chosen there by keyboard', async () => {
    await page.getByTestId('clip-row').first().click()
    await page.keyboard.press('ContextMenu')
    await expect.poll(focusedRole).toBe('menuitem')
    // The first: it opens the clip in Review.
    await page.keyboard.press('Enter')
    await page.locator('[data-view="review"]').waitFor()
    await page.locator('[data-nav="library"]').click()
  })

  it('leave text fields the menu of the system, which cuts, copies and pastes', async () => {
    const search = page.getByRole('searchbox', { name: 'Search clips' })
    await launched.inMain(({ clipboard }) => clipboard.writeText('P00'))
    await answerSystemMenu(launched, 'Paste')
    await search.click({ button: 'right' })
    await expect.poll(() => search.inputValue()).toBe('P00')
    expect(await shownLabels(launched)).toEqual([...['Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select all']])
    expect(await menu().count()).toBe(0)
    await search.fill('')
  })

  it('keep a key that was chosen after a restart, in the window and in the menu', async () => {
    await page.keyboard.press('Control+8')
    await page.getByRole('tab', { name: 'Keys' }).click()
    await page.locator('[data-command="go-cut"]').getByTestId('change-key').click()
    await page.keyboard.press('Alt+C')
    await expect.poll(async () => (await ask(page, 'app.settings')).keys).toEqual({ 'go-cut': ['Alt+C'] })
    await expect.poll(() => menuEntry(launched, 'go-cut')).toMatchObject({ keys: 'Alt+C' })
    await launched.close()

    const stored = await readFile(join(folder, 'user', 'settings.json'), 'utf8')
    expect(JSON.parse(stored)).toMatchObject({ keys: { 'go-cut': ['Alt+C'] } })
    await open()
    await page.keyboard.press('Control+2')
    expect(await page.locator('[data-view="library"]').count()).toBe(1)
    await page.keyboard.press('Alt+C')
    await page.locator('[data-view="cut"]').waitFor()
    expect(await menuEntry(launched, 'go-cut')).toEqual({
      label: expect.any(String) as string,
      keys: 'Alt+C',
    })
  })
})
