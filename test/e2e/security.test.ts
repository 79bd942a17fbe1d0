import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askAnything, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'

// What a script in the window could try, were one ever smuggled in.
describe('the window’s walls', () => {
  let folder = ''
  let launched: LaunchedApp
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'security-'))
    launched = await launchApp({ userData: join(folder, 'user') })
  })
  afterAll(async () => {
    await launched.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it('runs in the sandbox, isolated, without Node and without web views', async () => {
    const preferences = await launched.inMain(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!
      return (
        webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
    const seen = await launched.page.evaluate(() =>
      ['process', 'require', 'module', 'Buffer'].filter((name) => name in window),
    )
    expect(seen).toEqual([])
  })

  it('has a bridge of three functions and nothing behind them', async () => {
    const bridge = await launched.page.evaluate(() =>
      Object.keys((globalThis as unknown as { bridge: object }).bridge).sort(),
    )
    expect(bridge).toEqual(['invoke', 'on', 'pathOfDropped'])
  })

  it('answers a request that is not in the contract with a refusal', async () => {
    for (const channel of ['no.such', '__proto__', 'constructor']) {
      expect(await askAnything(launched.page, channel, {})).toMatchObject({ ok: false, code: 'bad-request' })
    }
  })

  it('runs no inline script and evaluates no text', async () => {
    const result = await launched.page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.leaked = true'
      document.head.append(script)
      // What a debugger calls may evaluate; what runs later is the page's own doing.
      await new Promise((resolve) => setTimeout(resolve))
      const evaluated = await Promise.resolve()
        .then(() => Reflect.construct(Function, ['return 2']) as unknown)
        .catch((error: unknown) => (error as Error).name)
      return { leaked: 'leaked' in window, evaluated }
    })
    expect(result).toEqual({ leaked: false, evaluated: 'EvalError' })
  })

  it('reaches no network, by script, picture or link', async () => {
    const asked = await launched.page.evaluate(async () => {
      const picture = await new Promise<string>((resolve) => {
        const image = new Image()
        image.onload = () => resolve('loaded')
        image.onerror = () => resolve('refused')
        image.src = 'http://localhost:9/x.png'
      })
      const fetched = await fetch('http://localhost:9/').then(
        () => 'fetched',
        () => 'refused',
      )
      return { picture, fetched }
    })
    expect(asked).toEqual({ picture: 'refused', fetched: 'refused' })
    // Also what no content security policy governs.
    const byMain = await launched.inMain(async ({ session }) =>
      session.defaultSession.fetch('http://localhost:9/').then(
        () => 'fetched',
        (error: unknown) => String(error),
      ),
    )
    expect(byMain).toContain('ERR_BLOCKED_BY_CLIENT')
  })

  it('goes nowhere, opens nothing and downloads nothing', async () => {
    const { page } = launched
    const before = page.url()
    const opened = await page.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'data:text/plain,x'
      link.download = 'x.txt'
      document.body.append(link)
      link.click()
      location.href = 'https://example.org/'
      return window.open('https://example.org/') === null
    })
    expect(opened).toBe(true)
    await page.waitForTimeout(300)
    expect(page.url()).toBe(before)
    expect(await launched.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it('is given no permission', async () => {
    const granted = await launched.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
      const states = await Promise.all(
        names.map(async (name) => {
          try {
            return (await navigator.permissions.query({ name: name as PermissionName })).state
          } catch {
            return 'denied'
          }
        }),
      )
      return names.filter((_, index) => states[index] !== 'denied')
    })
    expect(granted).toEqual([])
  })

  it('may write to the clipboard, as charts do', async () => {
    const state = await launched.page.evaluate(async () => {
      const { state } = await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })
      return state
    })
    expect(state).toBe('granted')
  })

  it('is served nothing outside its own folder, and no video without a study', async () => {
    const statuses = await launched.inMain(async ({ net }) => {
      const ask = (url: string): Promise<number> =>
        net.fetch(url).then(
          ({ status }) => status,
          () => 0,
        )
      return Promise.all(
        [
          'app://studio/index.html',
          'app://studio/..%2f..%2fpackage.json',
          'app://studio/%2e%2e/%2e%2e/package.json',
          'app://elsewhere/index.html',
          'media://study/video/1',
          'media://study/video/..%2f..%2fetc%2fpasswd',
        ].map(ask),
      )
    })
    expect(statuses).toEqual([200, 404, 404, 404, 404, 404])
  })

  it('opens no developer tools, and names no development server, in a built program', async () => {
    const built = readFileSync(resolve(import.meta.dirname, '../../out/main/index.js'), 'utf8')
    expect(built).not.toContain('ELECTRON_RENDERER_URL')
    const { isOpened, roles } = await launched.inMain(async ({ BrowserWindow, Menu }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!
      webContents.openDevTools()
      // They open within a moment where they may.
      await new Promise((passed) => setTimeout(passed, 500))
      const entries = Menu.getApplicationMenu()!.items.flatMap(({ submenu }) => submenu?.items ?? [])
      return { isOpened: webContents.isDevToolsOpened(), roles: entries.map(({ role }) => role) }
    })
    expect(isOpened).toBe(false)
    expect(roles.map((role) => role?.toLowerCase())).not.toContain('toggledevtools')
  })

  it('leaves no folder of a study in the system’s list of what was last opened', async () => {
    const asked = await launched.inMain(({ dialog }) => {
      const properties: unknown[] = []
      Object.assign(globalThis, { properties })
      dialog.showOpenDialog = (...given: unknown[]) => {
        properties.push((given.at(-1) as { properties: string[] }).properties)
        return Promise.resolve({ canceled: true, filePaths: [] })
      }
      return true
    })
    expect(asked).toBe(true)
    expect(await askAnything(launched.page, 'study.open', undefined)).toMatchObject({ ok: true, value: null })
    const properties = await launched.inMain(
      () => (globalThis as unknown as { properties: unknown[] }).properties,
    )
    expect(properties).toEqual([expect.arrayContaining(['openDirectory', 'dontAddToRecent'])])
  })

  it('refuses a request from a frame that is not the window’s own', async () => {
    const preload = resolve(import.meta.dirname, '../../out/preload/index.cjs')
    const answered = await launched.inMain(async ({ BrowserWindow }, path) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload: path, sandbox: true } })
      await stranger.loadURL('data:text/html,<title>x</title>')
      const answer: unknown = await stranger.webContents.executeJavaScript(
        "window.bridge.invoke('app.settings', undefined)",
      )
      stranger.destroy()
      return answer
    }, preload)
    expect(answered).toMatchObject({ ok: false, code: 'bad-request' })
  })
})
