/**
 * Pictures of every screen of the built program on a study, light and dark, small and large:
 *
 *   node scripts/tools/screenshots.ts --study FOLDER --out FOLDER [--sessions FOLDER] [--only NAME]
 *
 * writes `<screen>-<theme>-<width>x<height>.png`. `--sessions` are folders for the import preview to show;
 * nothing is imported. Settings go to a folder of their own, so the user's stay as they are.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { answerFolderDialogs, ask, launchApp } from './launch-app.ts'
import type { LaunchedApp } from './launch-app.ts'

const themes = ['light', 'dark'] as const
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const

interface Screen {
  readonly name: string
  /** Leads to it from the library. */
  show(page: Page): Promise<void>
}

const go = async (page: Page, view: string): Promise<void> => {
  await page.locator(`[data-nav="${view}"]`).click()
  await page.locator(`[data-view="${view}"]`).waitFor()
}

const tab = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('tab', { name, exact: true }).click()
}

const dialog = async (page: Page, keys: string): Promise<void> => {
  await page.keyboard.press(keys)
  await page.getByRole('dialog').waitFor()
}

/** Of the row that is pointed at, the line of its menu that says this. */
const fromMenu = async (page: Page, row: Locator, words: RegExp): Promise<void> => {
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: words }).click()
  await page.getByRole('dialog').waitFor()
}

const openClip = async (page: Page): Promise<void> => {
  await page.getByTestId('clip-row').first().dblclick()
  await page.locator('[data-view="review"]').waitFor()
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2)
}

const screens: readonly Screen[] = [
  {
    name: 'library',
    show: async (page) => {
      await page.getByTestId('clip-row').first().click()
    },
  },
  { name: 'cut', show: (page) => go(page, 'cut') },
  { name: 'people', show: (page) => go(page, 'people') },
  {
    name: 'review-caption',
    show: async (page) => {
      await openClip(page)
      await tab(page, 'Caption')
    },
  },
  {
    name: 'review-prediction',
    show: async (page) => {
      await openClip(page)
      await tab(page, 'Prediction')
    },
  },
  {
    name: 'rate',
    show: async (page) => {
      await go(page, 'rate')
      await page.getByTestId('session-row').first().click()
    },
  },
  ...['Severity', 'Agreement', 'Trajectories'].map((name) => ({
    name: `analysis-${name.toLowerCase()}`,
    show: async (page: Page) => {
      await go(page, 'analysis')
      await tab(page, name)
    },
  })),
  { name: 'packs', show: (page) => go(page, 'packs') },
  {
    name: 'prompt-sets',
    show: async (page) => {
      await go(page, 'packs')
      await tab(page, 'Prompt sets')
    },
  },
  {
    name: 'history',
    show: async (page) => {
      await go(page, 'history')
      await page.locator('[data-view="history"]').getByRole('option').first().click()
      await page.getByTestId('history-detail').waitFor()
    },
  },
  {
    name: 'history-of-clip',
    show: (page) => fromMenu(page, page.getByTestId('clip-row').first(), /^History of this clip/),
  },
  {
    name: 'removal',
    show: (page) => fromMenu(page, page.getByTestId('clip-row').first(), /^Delete clip/),
  },
  ...[
    { name: 'rename-patient', row: 1, words: /^Rename/ },
    { name: 'merge-patient', row: 1, words: /^Merge/ },
    { name: 'rename-visit', row: 2, words: /^Rename/ },
    { name: 'date-visit', row: 2, words: /^Change the date/ },
    { name: 'move-visit', row: 2, words: /^Move/ },
    { name: 'remove-patient', row: 1, words: /^Delete patient/ },
  ].map(({ name, row, words }) => ({
    name,
    // The first line of the tree is all clips, then a patient and their visits.
    show: (page: Page) => fromMenu(page, page.getByRole('treeitem').nth(row), words),
  })),
  { name: 'settings', show: (page) => go(page, 'settings') },
  {
    name: 'import',
    show: async (page) => {
      await dialog(page, 'Control+I')
      if (values.sessions === undefined) return
      await page.getByTestId('import-choose').click()
      await page.getByTestId('import-confirm').waitFor({ timeout: 120_000 })
    },
  },
  { name: 'export', show: (page) => dialog(page, 'Control+E') },
  { name: 'palette', show: (page) => dialog(page, 'Control+K') },
  { name: 'shortcuts', show: (page) => dialog(page, '?') },
  {
    name: 'jobs',
    show: async (page) => {
      await page.getByTestId('job-tray-button').click()
      await page.getByTestId('job-tray').waitFor()
    },
  },
]

/** Fonts and pictures are there, nothing moves any more, and charts have had the time to draw. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.fonts.status === 'loaded' &&
      document.querySelector('[aria-busy="true"]') === null &&
      // What is folded away is not loaded before it is shown.
      [...document.images].every((image) => image.complete || !image.checkVisibility()) &&
      [...document.querySelectorAll('video')].every(
        (video) => video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA || video.error !== null,
      ) &&
      document.getAnimations().every((animation) => {
        const { iterations } = animation.effect?.getTiming() ?? {}
        return animation.playState !== 'running' || iterations === Infinity
      }),
  )
  // The player's own sign of loading stays a while after the picture is there.
  await page.waitForTimeout((await page.locator('video').count()) > 0 ? 1500 : 700)
}

async function backToLibrary(page: Page): Promise<void> {
  await page.reload()
  await page.locator('[data-nav="library"]').click()
  await page.getByTestId('clip-row').first().waitFor()
}

async function setSize({ inMain }: LaunchedApp, size: { width: number; height: number }): Promise<void> {
  await inMain(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height)
  }, size)
}

/** The first rater of the study looks at it, and sees what the models say. */
async function chooseRater(page: Page): Promise<void> {
  const [rater] = await ask(page, 'rater.list')
  await ask(page, 'app.saveSettings', { raterCode: rater?.code ?? null, blindRating: false })
}

async function takeAll(launched: LaunchedApp, out: string): Promise<number> {
  const { page } = launched
  let taken = 0
  const shoot = async (name: string): Promise<void> => {
    await settled(page)
    await page.screenshot({ path: join(out, `${name}.png`) })
    taken++
  }
  const wanted = screens.filter(({ name }) => values.only === undefined || name === values.only)
  for (const theme of themes) {
    await ask(page, 'app.saveSettings', { theme, reviewTheme: 'follow' })
    for (const size of sizes) {
      await setSize(launched, size)
      for (const screen of wanted) {
        await backToLibrary(page)
        await screen.show(page)
        await shoot(`${screen.name}-${theme}-${size.width}x${size.height}`)
      }
    }
  }
  if (values.only !== undefined && values.only !== 'start') return taken
  await ask(page, 'study.close')
  for (const theme of themes) {
    await ask(page, 'app.saveSettings', { theme })
    await page.reload()
    await page.locator('[data-view="start"]').waitFor()
    for (const size of sizes) {
      await setSize(launched, size)
      await shoot(`start-${theme}-${size.width}x${size.height}`)
    }
  }
  return taken
}

const { values } = parseArgs({
  options: {
    study: { type: 'string' },
    out: { type: 'string' },
    sessions: { type: 'string' },
    only: { type: 'string' },
  },
})

if (values.study === undefined || values.out === undefined) {
  process.stderr.write(
    'Use: node scripts/tools/screenshots.ts --study FOLDER --out FOLDER [--sessions FOLDER]\n',
  )
  process.exitCode = 2
} else {
  const out = resolve(values.out)
  await mkdir(out, { recursive: true })
  const userData = await mkdtemp(join(tmpdir(), 'emoclip-screenshots-'))
  const launched = await launchApp({ userData, study: resolve(values.study) })
  try {
    if (values.sessions !== undefined) await answerFolderDialogs(launched, resolve(values.sessions))
    await launched.page.locator('[data-view="library"]').waitFor()
    await chooseRater(launched.page)
    process.stdout.write(`${await takeAll(launched, out)} pictures in ${out}\n`)
  } finally {
    await launched.close()
    await rm(userData, { recursive: true, force: true })
  }
}
