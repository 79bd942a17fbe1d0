import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import type { StudyEnvironment } from '#core/study.ts'
import { launchApp } from '../tools/launch-app.ts'
import { makeLargeStudy } from './large-study.ts'
import { median, quantile } from './report.ts'
import type { BenchRow } from './report.ts'

const projectRoot = dirname(dirname(import.meta.dirname))
const startRuns = 5
const scrolledFrames = 300
/** A fast wheel: about a screen of rows every ten frames. */
const pixelsPerFrame = 60

/** From the start of the process to the first picture with content, in ms. */
async function firstPaintMs(appFolder: string, userData: string): Promise<number> {
  const startedAt = Date.now()
  const app = await launchApp({ program: appFolder, userData })
  try {
    const { page } = app
    const paintedAt = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const entry = list.getEntriesByName('first-contentful-paint')[0]
            if (entry !== undefined) resolve(performance.timeOrigin + entry.startTime)
          }).observe({ type: 'paint', buffered: true })
        }),
    )
    return paintedAt - startedAt
  } finally {
    await app.close()
  }
}

/** The least that Electron can show: one window with one word. */
async function makeBareApp(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'bare', version: '0.0.0', main: 'main.cjs' }),
  )
  await writeFile(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile('index.html'))
app.on('window-all-closed', () => app.quit())
`,
  )
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>bare</title><p>bare</p>')
  return folder
}

/** Cold start to first paint, in turns with an empty Electron window. */
export async function benchColdStart(folder: string): Promise<BenchRow[]> {
  const bare = await makeBareApp(join(folder, 'bare'))
  const ours: number[] = []
  const theirs: number[] = []
  for (let run = 0; run < startRuns; run += 1) {
    theirs.push(await firstPaintMs(bare, join(folder, `bare-data-${String(run)}`)))
    ours.push(await firstPaintMs(projectRoot, join(folder, `our-data-${String(run)}`)))
  }
  return [
    {
      name: 'cold start to first paint',
      unit: 'ms',
      ours: median(ours),
      baselineName: 'empty Electron window',
      baseline: median(theirs),
      ratio: median(theirs) / median(ours),
      note: `medians of ${String(startRuns)}, new user data each`,
    },
  ]
}

/** Scrolls the clip list frame by frame; returns the time between frames in ms. */
async function scrollFrames(page: Page): Promise<number[]> {
  return await page.evaluate(
    ({ frames, step }) =>
      new Promise<number[]>((resolve, reject) => {
        const row = document.querySelector('[data-testid="clip-row"]')
        let list = row?.parentElement ?? null
        while (list !== null && list.scrollHeight <= list.clientHeight + 1) list = list.parentElement
        if (list === null) {
          reject(new Error('The clip list does not scroll.'))
          return
        }
        const scroller = list
        const gaps: number[] = []
        let last = performance.now()
        const next = (now: number): void => {
          gaps.push(now - last)
          last = now
          if (gaps.length > frames) {
            resolve(gaps.slice(1))
            return
          }
          scroller.scrollTop += step
          requestAnimationFrame(next)
        }
        requestAnimationFrame(next)
      }),
    { frames: scrolledFrames, step: pixelsPerFrame },
  )
}

async function scrollStudy(folder: string, study: string): Promise<{ gaps: number[]; readyMs: number }> {
  const startedAt = Date.now()
  const app = await launchApp({ study, userData: join(folder, `data-${String(startedAt)}`) })
  try {
    const { page } = app
    await page.locator('[data-testid="clip-row"]').first().waitFor({ timeout: 60_000 })
    const readyMs = Date.now() - startedAt
    // Thumbnails of the first screen are made before the clock runs.
    await page.waitForTimeout(3000)
    return { gaps: await scrollFrames(page), readyMs }
  } finally {
    await app.close()
  }
}

/** Scrolling 50,000 clips against scrolling 500: a list must not feel its length. */
export async function benchLibraryScroll(environment: StudyEnvironment, folder: string): Promise<BenchRow[]> {
  const source = 'testsrc2=size=160x120:rate=25:duration=1'
  const model = join(folder, 'model.mp4')
  const args = ['-y', '-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', model]
  await promisify(execFile)(environment.media.tools.ffmpeg, args)
  const small = join(folder, 'small-study')
  const large = join(folder, 'large-study')
  makeLargeStudy(environment, small, 500)
  makeLargeStudy(environment, large, 50_000)
  const few = await scrollStudy(folder, small)
  const many = await scrollStudy(folder, large)
  const rows = [
    {
      name: 'scroll 50,000 clips, median frame',
      unit: 'ms',
      ours: median(many.gaps),
      baseline: median(few.gaps),
    },
    {
      name: 'scroll 50,000 clips, 95th percentile',
      unit: 'ms',
      ours: quantile(many.gaps, 0.95),
      baseline: quantile(few.gaps, 0.95),
    },
    { name: 'start to first clip row, 50,000 clips', unit: 'ms', ours: many.readyMs, baseline: few.readyMs },
  ]
  return rows.map((row) => ({
    ...row,
    baselineName: '500 clips',
    ratio: row.baseline / row.ours,
    note: `${String(scrolledFrames)} frames of ${String(pixelsPerFrame)} px`,
  }))
}
