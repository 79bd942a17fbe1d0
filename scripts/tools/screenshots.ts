/**
 * Pictures of every screen of the built program on a study, light and dark, small and large:
 *
 *   node scripts/tools/screenshots.ts --study FOLDER --out FOLDER [--sessions FOLDER] [--only NAME,…] [--sizes 1280x800,…]
 *
 * writes `<screen>-<theme>-<width>x<height>.png`. `--sessions` are folders for the import preview to show;
 * nothing is imported. Settings go to a folder of their own, so the user's stay as they are.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { answerFolderDialogs, ask, launchApp } from './launch-app.ts'
import type { LaunchedApp } from './launch-app.ts'
import { screensOf } from './screens.ts'

const themes = ['light', 'dark'] as const

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
  const only = values.only?.split(',')
  const wanted = screensOf(values.sessions !== undefined).filter(({ name }) => only?.includes(name) ?? true)
  const sizes = values.sizes.split(',').map((text) => {
    const [width = 0, height = 0] = text.split('x').map(Number)
    return { width, height }
  })
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
  if (only?.includes('start') === false) return taken
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
    sizes: { type: 'string', default: '1280x800,1920x1080' },
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
