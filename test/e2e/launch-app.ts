import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { _electron } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'

/** The built program in a real Electron, as the tests drive it. */
export interface LaunchedApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly pid: number
  /** Ends it in order, as a user does. */
  close(): Promise<void>
  /** Ends it as a power cut does. */
  kill(): Promise<void>
}

export interface LaunchOptions {
  /** Where settings and logs go; a fresh folder is a fresh machine. */
  readonly userData: string
  readonly study?: string
  /** Folder of the built program; this project's unless told otherwise. */
  readonly program?: string
}

const project = resolve(import.meta.dirname, '../..')

function electronProgram(): string {
  const named = process.env['EMOCLIP_ELECTRON']
  if (named !== undefined && named !== '') return named
  const text = readFileSync(resolve(project, 'node_modules/.emoclip/runtime.json'), 'utf8')
  return (JSON.parse(text) as { electron: { executablePath: string } }).electron.executablePath
}

export async function launchApp({ userData, study, program = project }: LaunchOptions): Promise<LaunchedApp> {
  const app = await _electron.launch({
    executablePath: electronProgram(),
    args: [
      // Chromium refuses to run as root with its sandbox; only test machines are used as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${userData}`,
      program,
      ...(study === undefined ? [] : [`--study=${study}`]),
    ],
    env: { ...process.env, NODE_OPTIONS: '' } as Record<string, string>,
  })
  const page = await app.firstWindow()
  await page.waitForLoadState('domcontentloaded')
  const child = app.process()
  return {
    app,
    page,
    pid: child.pid!,
    close: () => app.close(),
    async kill() {
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGKILL')
      await gone
    },
  }
}
