/**
 * npm run demo: from a fresh clone to a window with a sample study in it. Sets up, builds, makes the sample's
 * session folders, does the main job on them through the command line (import, predict, fit, export) and
 * opens the window; without a display, on a virtual one, of which it keeps pictures. What is done already is
 * not done again.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { SOURCES, buildApp } from './build.mjs'
import { runCommandLine } from './command-line.mjs'
import { contentHash } from './content-hash.mjs'
import { hasDisplay, withDisplay } from './display.mjs'
import { electronEnvironment, electronSwitches, readRuntime } from './electron-runtime.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { cacheFolder, projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { formatDuration } from './steps/progress.mjs'
import { setUp } from './steps/set-up.mjs'

const demoFolder = join(projectRoot, 'demo')
const studyFolder = join(demoFolder, 'study')
const exportFolder = join(demoFolder, 'export')
const screenshotsFolder = join(demoFolder, 'screenshots')
const doneFile = join(demoFolder, '.done')
const shownFile = join(screenshotsFolder, '.taken-of')
const sampleFolder = join(cacheFolder(), 'sample-study-sources')

/** What the results in demo/ hang on. */
const INGREDIENTS = [
  'package-lock.json',
  'resources/models/face-api-7/pack.json',
  'resources/models/faces-tiny/pack.json',
  'resources/scales',
  'scripts/tools/make-sample-study.ts',
  'scripts/tools/sample-study',
  'src-main/cli',
  'src-main/core',
  'src-shared',
]

/** A step that failed and has said why; the demo ends there. */
class StepFailed extends Error {}

/** @param {string} title @param {() => Promise<number>} run gives an exit code */
async function step(title, run) {
  const startedAt = performance.now()
  process.stdout.write(`\n${title}\n`)
  if ((await run()) !== 0) throw new StepFailed(title)
  process.stdout.write(`  (${formatDuration(performance.now() - startedAt)})\n`)
}

/** @param {string} script @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const runScript = (script, args, env = process.env) =>
  passThrough(nodeForTools(), ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: projectRoot,
    env: { ...env, ...electronEnvironment() },
  })

/** @param {string[]} args */
const command = (...args) => {
  const shown = args.map((arg) => (arg.includes(projectRoot) ? relative(projectRoot, arg) : arg))
  return step(`npm run -s cli -- ${shown.join(' ')}`, () => runCommandLine(args, { cwd: projectRoot }))
}

async function makeStudy() {
  const recipe = await contentHash(projectRoot, INGREDIENTS)
  const doneBy = await readFile(doneFile, 'utf8').catch(() => '')
  if (doneBy === recipe && existsSync(studyFolder) && existsSync(exportFolder)) {
    process.stdout.write('\nThe study in demo/study is up to date.\n')
    return
  }
  // Only a study that was never begun properly is thrown away; captions typed into an older demo stay.
  if (!existsSync(doneFile)) {
    await rm(studyFolder, { recursive: true, force: true })
    await mkdir(demoFolder, { recursive: true })
    await command('init', studyFolder, '--title', 'Sample study (synthetic)')
  }
  await writeFile(doneFile, 'begun')
  await command('import', studyFolder, sampleFolder)
  await command('predict', studyFolder)
  await command('fit', studyFolder, '--scale', 'panss-negative')
  await command('fit', studyFolder, '--scale', 'cains')
  await command('export', studyFolder, '--out', exportFolder)
  await writeFile(doneFile, recipe)
}

/** With a display the user has the window, until it is closed. */
function openWindow() {
  const { electron } = readRuntime()
  if (electron === null) return Promise.resolve(1)
  const args = [...electronSwitches(), projectRoot, `--study=${studyFolder}`]
  return passThrough(electron.executablePath, args, { env: { ...process.env, ...electronEnvironment() } })
}

/** Without one, somebody still wants to see it. Pictures of the same program and study are not taken again. */
async function takeScreenshots() {
  const shown = await contentHash(projectRoot, [
    ...INGREDIENTS,
    ...SOURCES,
    'scripts/tools/screenshots.ts',
    'scripts/tools/screens.ts',
  ])
  if ((await readFile(shownFile, 'utf8').catch(() => '')) === shown) {
    process.stdout.write('The pictures are up to date.\n')
    return 0
  }
  await rm(shownFile, { force: true })
  const code = await withDisplay((env) =>
    runScript(
      'scripts/tools/screenshots.ts',
      ['--study', studyFolder, '--sessions', sampleFolder, '--out', screenshotsFolder],
      env,
    ),
  )
  if (code === 0) await writeFile(shownFile, shown)
  return code
}

async function demo() {
  if ((await setUp({ stream: process.stdout })) !== 'complete') return 1
  try {
    await step('Building the app', async () => (await buildApp()).code)
    await step('The sample study (synthetic captions and scores)', () =>
      runScript('scripts/tools/make-sample-study.ts', ['--out', sampleFolder]),
    )
    await makeStudy()
    if (hasDisplay()) {
      await step('The window opens; close it to end the demo', openWindow)
    } else {
      await step('No display here: the window opens on a virtual one', takeScreenshots)
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    process.stderr.write(`\nThe demo stopped at: ${error.message}\n`)
    return 1
  }
  process.stdout.write(`\nThe study        ${studyFolder}\nIts CSV files    ${exportFolder}\n`)
  if (!hasDisplay()) process.stdout.write(`The screenshots  ${screenshotsFolder}\n`)
  return 0
}

process.exitCode = await demo()
