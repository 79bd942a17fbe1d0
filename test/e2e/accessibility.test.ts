import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { aFaceStudy } from '../helpers/face-study.ts'
import { thorough } from '../helpers/thorough.ts'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'

const checkpoints = resolve(import.meta.dirname, '../fixtures/checkpoints')
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeReport {
  passes: unknown[]
  violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
}

/** Of a dialog alone where it lies over a screen that was looked at before. */
type Place = 'screen' | 'dialog'

/** WCAG 2.2 AA. */
const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** Those of them whose answer a theme changes; everything else of a screen is the same in both. */
const rulesOfColour = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/** What axe finds against these rules, in words. */
async function violations(
  launched: LaunchedApp,
  { place, runOnly, least }: { place: Place; runOnly: unknown; least: number },
): Promise<string[]> {
  const context = place === 'screen' ? 'document' : "'[role=dialog]'"
  const call = `axe.run(${context}, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })})`
  const report = (await launched.inMain(async ({ BrowserWindow }, given) => {
    const [window] = BrowserWindow.getAllWindows()
    return (await window!.webContents.executeJavaScript(given)) as unknown
  }, call)) as AxeReport
  // A run that looked at nothing would find nothing wrong, too.
  expect(report.passes.length).toBeGreaterThanOrEqual(least)
  return report.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}) at ${target.join(' ')}: ${failureSummary}`),
  )
}

/**
 * What axe finds on the screen that is shown, in the theme that it is shown in and in the other one. A dialog is drawn in
 * the colours of screens, whose contrast in both themes is in styles/tokens.test.ts as well: there is one theme for it
 * in the short run.
 */
async function violationsInThemes(launched: LaunchedApp, place: Place = 'screen'): Promise<string[]> {
  const { page } = launched
  const found: string[] = []
  const shown = await page.evaluate(() => document.documentElement.dataset['theme'])
  const themes: readonly ('light' | 'dark')[] = shown === 'dark' ? ['dark', 'light'] : ['light', 'dark']
  for (const colorScheme of themes.slice(0, place === 'dialog' ? thorough(1, 2) : 2)) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor()
    // Charts are drawn, and what fades has its colour.
    await page.waitForTimeout(300)
    const isWhole = colorScheme === shown || thorough(false, true)
    const rules = isWhole ? { runOnly: everyRule, least: 11 } : { runOnly: rulesOfColour, least: 1 }
    const seen = await violations(launched, { place, ...rules })
    found.push(...seen.map((text) => `${colorScheme}: ${text}`))
  }
  return found
}

describe('accessibility', () => {
  let folder = ''
  let launched: LaunchedApp
  let page: Page
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'accessibility-'))
    const study = await aFaceStudy(folder, 'fitted')
    await mkdir(join(folder, 'user'))
    const settings = { theme: 'system', reviewTheme: 'follow' }
    await writeFile(join(folder, 'user', 'settings.json'), JSON.stringify(settings))
    launched = await launchApp({ userData: join(folder, 'user'), study })
    page = launched.page
    await page.locator('[data-view="library"]').waitFor()
    // Through the main process: the page's own policy rightly refuses a script that is not its own.
    await launched.inMain(async ({ BrowserWindow }, source) => {
      await BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(source)
    }, axeSource)
  })
  afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it.each(['library', 'cut', 'people', 'review', 'rate', 'analysis', 'packs', 'settings'])(
    '%s passes axe in both themes',
    async (view) => {
      await page.locator(`[data-nav="${view}"]`).click()
      await page.locator(`[data-view="${view}"]`).waitFor()
      await page.waitForTimeout(400)
      expect(await violationsInThemes(launched)).toEqual([])
    },
  )

  it.each([
    ['the command palette', 'Control+K'],
    ['the list of keys', '?'],
    ['the import dialog', 'Control+I'],
    ['the export dialog', 'Control+E'],
  ])('%s passes axe', async (_, keys) => {
    await page.locator('[data-nav="library"]').click()
    await page.keyboard.press(keys)
    await page.getByRole('dialog').waitFor()
    expect(await violationsInThemes(launched, 'dialog')).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  describe('of adding a pack', () => {
    afterEach(async () => {
      await page.getByRole('button', { name: 'Discard' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    })

    it.each([
      ['a checkpoint that makes a pack', 'emoclip.pth', 'pack-licence'],
      ['a checkpoint that lacks tensors', 'downstream.pth', 'plan-problem'],
    ])('the plan of %s passes axe', async (_, file, sign) => {
      await page.locator('[data-nav="packs"]').click()
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByTestId('choose-checkpoint').click(),
      ])
      await chooser.setFiles(join(checkpoints, file))
      await page.getByTestId(sign).waitFor()
      expect(await violationsInThemes(launched, 'dialog')).toEqual([])
    })
  })

  it('the start screen passes axe in both themes', async () => {
    await ask(page, 'study.close')
    await page.locator('[data-view="start"]').waitFor()
    expect(await violationsInThemes(launched)).toEqual([])
  })
})
