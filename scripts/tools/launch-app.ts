import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type * as Electron from 'electron'
import { _electron, errors } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'
import type { Bridge, IpcChannel, IpcRequest, IpcResponse } from '#shared/ipc/contract.ts'
import type { IpcResult } from '#shared/ipc/define.ts'

/** The built program in a real Electron, driven from outside: by the tests and for the pictures. */
export interface LaunchedApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** Runs a function in the main process and returns its answer. It may run twice: see {@link isAnswerLost}. */
  readonly inMain: ElectronApplication['evaluate']
  /** Runs a function in the main process, once, and does not ask what it returned: a click, a window that closes. */
  readonly actInMain: (run: (electron: typeof Electron) => void) => Promise<void>
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
  /** The Electron that runs it; the set-up's unless told otherwise. */
  readonly electron?: string
  /** This process's unless told otherwise. */
  readonly env?: NodeJS.ProcessEnv
}

const project = resolve(import.meta.dirname, '../..')

function electronProgram(): string {
  const named = process.env['EMOCLIP_ELECTRON']
  if (named !== undefined && named !== '') return named
  const text = readFileSync(resolve(project, 'node_modules/.emoclip/runtime.json'), 'utf8')
  return (JSON.parse(text) as { electron: { executablePath: string } }).electron.executablePath
}

/** The program is up in two seconds; the rest is for slow machines. */
const launchLimitMs = 60_000
const launchAttempts = 3

/**
 * Seldom, on a virtual screen, the debugger's connection to a freshly started Electron stays without answer
 * although the window is there. That start is ended and another one made.
 */
async function startElectron(
  executablePath: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ElectronApplication> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await _electron.launch({
        executablePath,
        args: [...args],
        env: { ...env, NODE_OPTIONS: '', NODE_DISABLE_COMPILE_CACHE: '1' },
        timeout: launchLimitMs,
      })
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || attempt === launchAttempts) throw error
    }
  }
}

/**
 * V8 holds the answer to a debugger by a weak handle only: when the main process collects its garbage in that very
 * moment, the answer is lost although the function ran.
 */
export const isAnswerLost = (error: unknown): boolean =>
  error instanceof Error && /(Resulting promise was garbage|Promise was) collected/.test(error.message)

const answerAttempts = 5

/** Asks again when the answer was lost. */
export async function answerOf<Answer>(evaluate: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await evaluate()
    } catch (error) {
      if (!isAnswerLost(error) || attempt === answerAttempts) throw error
    }
  }
}

export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const { userData, study, program = project, electron = electronProgram(), env = process.env } = options
  const args = [
    // Chromium refuses to run as root with its sandbox; only test machines are used as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    // Nobody sees things move here, and without a graphics card every picture of a movement costs a core.
    '--force-prefers-reduced-motion',
    `--user-data-dir=${userData}`,
    program,
    ...(study === undefined ? [] : [`--study=${study}`]),
  ]
  const app = await startElectron(electron, args, env)
  const page = await app.firstWindow()
  await page.waitForLoadState('domcontentloaded')
  const child = app.process()
  const inMain = (run: never, argument: never) => answerOf<never>(() => app.evaluate(run, argument))
  return {
    app,
    page,
    inMain: inMain as ElectronApplication['evaluate'],
    actInMain: (run) =>
      app.evaluate(run).catch((error: unknown) => {
        if (!isAnswerLost(error)) throw error
      }),
    close: () => app.close(),
    async kill() {
      // Of a program that has ended nobody would hear that it ends.
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** What a user would choose in the next folder dialogs; dialogs themselves cannot be driven. */
export async function answerFolderDialogs({ inMain }: LaunchedApp, folder: string): Promise<void> {
  await inMain(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, folder)
}

/** What the window's bridge answers to any request, also one that the contract does not know. */
export function askAnything(page: Page, channel: string, request: unknown): Promise<unknown> {
  return page.evaluate(
    (call) => (globalThis as unknown as { bridge: Bridge }).bridge.invoke(call.channel, call.request),
    { channel, request },
  )
}

/** Asks the main process as the window does; throws when it refuses. */
export async function ask<Channel extends IpcChannel>(
  page: Page,
  channel: Channel,
  request?: IpcRequest<Channel>,
): Promise<IpcResponse<Channel>> {
  const result = (await askAnything(page, channel, request)) as IpcResult<IpcResponse<Channel>>
  if (!result.ok) throw new Error(`${channel}: ${result.message}`)
  return result.value
}
