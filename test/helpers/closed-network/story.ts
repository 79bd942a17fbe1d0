/**
 * The whole program from the first start to the end, as its user lives it: in the window, and by the command line.
 * Runs in the network of `inside.ts`; what it starts is traced. Throws when a step does not do its work.
 */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { answerFolderDialogs, ask, launchApp } from '../../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../../scripts/tools/launch-app.ts'
import { writeRandomEmoclip } from '../../../scripts/tools/checkpoints/random-emoclip.ts'
import { readRuntime } from '../../../scripts/setup/electron-runtime.mjs'
import { faceSessions } from '../face-sessions.ts'
import { aFaceStudy } from '../face-study.ts'
import { knowEngine } from '../known-engine.ts'
import { isThorough, thorough } from '../thorough.ts'
import { tryToCallOut } from './hostile.ts'
import { traced } from './traced.ts'

const commandsInTurn = resolve(import.meta.dirname, '../commands-in-turn.ts')
/** Who are looked at, by the command line and in the window. A model is fitted where enough were. */
const patients = thorough(1, 2)
const jobLimitMs = 240_000

/** Everything that the program may write lies in one of these, each named by its purpose. */
export const places = [
  'study',
  'study-by-cli',
  'predicted',
  'export',
  'export-by-cli',
  'user',
  'temporary',
] as const

/** The environment of a user whose own folder is empty, so that everything new in it is the program's doing. */
function ownEnvironment(folder: string): NodeJS.ProcessEnv {
  const { XDG_CACHE_HOME: _cache, XDG_DATA_HOME: _data, XDG_STATE_HOME: _state, ...others } = process.env
  const temporary = join(folder, 'temporary')
  return {
    ...others,
    HOME: join(folder, 'home'),
    XDG_CONFIG_HOME: join(folder, 'user'),
    TMPDIR: temporary,
    // Node's own: one command line after the other need not be compiled anew.
    NODE_COMPILE_CACHE: join(temporary, 'compiled'),
  }
}

async function byCommandLine(folder: string): Promise<void> {
  const at = (name: string): string => join(folder, name)
  const study = at('study-by-cli')
  const commands = [
    ['init', study],
    ['import', study, at('sessions')],
    ['predict', study],
    ...thorough([], [['fit', at('predicted/study'), '--scale', 'panss-negative']]),
    ['export', isThorough ? at('predicted/study') : study, '--out', at('export-by-cli')],
  ]
  const [command = '', ...rest] = await traced(at('cli'), [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    commandsInTurn,
    JSON.stringify(commands.map((args) => [...args, '--json'])),
  ])
  // Rejects when one of them ends with another code than 0, which it does when an item fails.
  await promisify(execFile)(command, rest, { env: ownEnvironment(folder), maxBuffer: 64_000_000 })
}

/** Waits for the newest job of that kind to end well. */
async function jobDone(page: Page, kind: string): Promise<void> {
  const limit = Date.now() + jobLimitMs
  for (;;) {
    const newest = (await ask(page, 'job.list')).filter((job) => job.kind === kind).at(-1)
    if (newest?.status === 'done' && newest.failures.length === 0) return
    const isOver = newest !== undefined && !['queued', 'running', 'paused'].includes(newest.status)
    if (isOver || Date.now() > limit) throw new Error(`${kind}: ${JSON.stringify(newest)}`)
    await page.waitForTimeout(200)
  }
}

/** Starts the window under a trace whose files begin with `window`. */
async function launchTraced(folder: string): Promise<LaunchedApp> {
  const electron = process.env['EMOCLIP_ELECTRON'] ?? readRuntime().electron?.executablePath ?? ''
  const wrapper = join(folder, 'start-window')
  const words = (await traced(join(folder, 'window'), [electron])).map((word) => `'${word}'`)
  await writeFile(wrapper, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`)
  await chmod(wrapper, 0o755)
  return await launchApp({
    userData: join(folder, 'user', 'window'),
    electron: wrapper,
    env: ownEnvironment(folder),
  })
}

async function inWindow(folder: string): Promise<void> {
  const at = (name: string): string => join(folder, name)
  const launched = await launchTraced(folder)
  const { page, close } = launched
  await answerFolderDialogs(launched, at('study'))
  await ask(page, 'study.create', { title: 'Trial without a network' })
  await page.locator('[data-view="library"]').waitFor()
  await answerFolderDialogs(launched, at('sessions'))
  await page.getByTestId('import').first().click()
  await page.getByTestId('import-choose').click()
  await page.getByTestId('import-confirm').click()
  await page.getByTestId('import-done').click()
  await page.getByTestId('clip-row').first().dblclick()
  await page.locator('[data-view="review"]').waitFor()
  await page.getByLabel('Your initials or code').or(page.getByLabel('Somebody else')).fill('AB')
  await page.keyboard.press('Enter')
  await page.getByTestId('caption-editor').fill('Looks down, mispeled, and smiles.')
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2)
  await page.locator('[data-nav="library"]').click()
  await page.getByTestId('predict').click()
  await jobDone(page, 'predict')
  await answerFolderDialogs(launched, at('export'))
  await ask(page, 'export.run', { forms: ['redcap'] })
  if (isThorough) {
    await answerFolderDialogs(launched, at('predicted/study'))
    await ask(page, 'study.open')
    await ask(page, 'severity.fit', { scaleId: 'panss-negative', itemIds: null, packId: 'face-api-7' })
    await jobDone(page, 'fit')
    await buildPack(page, at('emoclip.pth'))
  }
  await close()
  const tables = await readFile(at('export/captions.csv'), 'utf8')
  if (!tables.includes('mispeled')) throw new Error('the export lacks the caption')
}

/** Another process of the program runs the models here. */
async function buildPack(page: Page, file: string): Promise<void> {
  const { planId } = await ask(page, 'pack.inspect', { files: [file] })
  await ask(page, 'pack.build', { planId, title: 'Trial', licence: 'made for a test', precisions: ['fp32'] })
  await jobDone(page, 'pack-build')
  const built = (await ask(page, 'pack.list')).find(({ zeroShot }) => zeroShot)
  await ask(page, 'engine.measure', { packId: built?.id ?? '' })
  await jobDone(page, 'engine')
}

export async function story(folder: string): Promise<void> {
  for (const name of ['home', 'user', 'temporary']) await mkdir(join(folder, name))
  await faceSessions(join(folder, 'sessions'), patients)
  if (isThorough) {
    await aFaceStudy(join(folder, 'predicted'), 'predicted')
    await writeRandomEmoclip(join(folder, 'emoclip.pth'), { size: 'small', seed: 7 })
  } else {
    // Trying a pack is more of what a prediction does.
    for (const name of ['EmoCLIP Studio', 'window']) await knowEngine(join(folder, 'user', name))
  }
  await byCommandLine(folder)
  await inWindow(folder)
  // What is tried here is heard at the other end of the cable.
  const { page, close } = await launchApp({
    userData: join(folder, 'user', 'hostile'),
    env: ownEnvironment(folder),
  })
  await page.locator('[data-view]').first().waitFor()
  await tryToCallOut(page)
  await close()
}
