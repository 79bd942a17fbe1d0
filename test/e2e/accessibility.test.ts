import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cliDone } from '../helpers/cli.ts'
import { faceSessions } from '../helpers/face-sessions.ts'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'

const checkpoints = resolve(import.meta.dirname, '../fixtures/checkpoints')
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeReport {
  passes: unknown[]
  violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
}

/** What axe finds against WCAG 2.2 AA, in words. */
async function violations(launched: LaunchedApp): Promise<string[]> {
  // Through the debugger: the page's own policy rightly refuses a script that is not its own.
  const report = (await launched.inMain(async ({ BrowserWindow }, source) => {
    const [window] = BrowserWindow.getAllWindows()
    await window!.webContents.executeJavaScript(source)
    return (await window!.webContents.executeJavaScript(
      "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], })",
    )) as unknown
  }, axeSource)) as AxeReport
  // A run that looked at nothing would find nothing wrong, too.
  expect(report.passes.length).toBeGreaterThan(10)
  return report.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}) at ${target.join(' ')}: ${failureSummary}`),
  )
}

describe('accessibility', () => {
  let folder = ''
  let launched: LaunchedApp
  let page: Page
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'accessibility-'))
    const sessions = join(folder, 'sessions')
    const study = join(folder, 'study')
    await faceSessions(sessions, 9)
    for (const args of [
      ['init', study],
      ['import', study, sessions],
      ['predict', study],
      ['fit', study, '--scale', 'panss-negative'],
    ]) {
      await cliDone(folder, ...args)
    }
    launched = await launchApp({ userData: join(folder, 'user'), study })
    page = launched.page
    await page.locator('[data-view="library"]').waitFor()
  })
  afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
    beforeAll(async () => {
      await ask(page, 'app.saveSettings', { theme, reviewTheme: 'follow' })
      await page.reload()
      await page.locator('[data-nav="library"]').waitFor()
    })

    it.each(['library', 'cut', 'people', 'review', 'rate', 'analysis', 'packs', 'settings'])(
      '%s passes axe',
      async (view) => {
        await page.locator(`[data-nav="${view}"]`).click()
        await page.locator(`[data-view="${view}"]`).waitFor()
        await page.waitForTimeout(700)
        expect(await violations(launched)).toEqual([])
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
      await page.waitForTimeout(300)
      expect(await violations(launched)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    })
  })

  describe.each(['light', 'dark'] as const)('of adding a pack in the %s theme', (theme) => {
    beforeAll(async () => {
      await ask(page, 'app.saveSettings', { theme })
      await page.reload()
      await page.locator('[data-nav="packs"]').click()
      await page.locator('[data-view="packs"]').waitFor()
    })
    afterEach(async () => {
      await page.getByRole('button', { name: 'Discard' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    })

    it.each([
      ['a checkpoint that makes a pack', 'emoclip.pth', 'pack-licence'],
      ['a checkpoint that lacks tensors', 'downstream.pth', 'plan-problem'],
    ])('the plan of %s passes axe', async (_, file, sign) => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByTestId('choose-checkpoint').click(),
      ])
      await chooser.setFiles(join(checkpoints, file))
      await page.getByTestId(sign).waitFor()
      await page.waitForTimeout(300)
      expect(await violations(launched)).toEqual([])
    })
  })

  it('the start screen passes axe', async () => {
    await ask(page, 'study.close')
    await page.locator('[data-view="start"]').waitFor()
    expect(await violations(launched)).toEqual([])
  })
})
