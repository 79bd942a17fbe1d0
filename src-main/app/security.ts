import { app } from 'electron'
import type { Session } from 'electron'
import { contentSecurityPolicy } from './content-security-policy.ts'
import type { Logger } from './logger.ts'
import { isOwnAddress } from './own-address.ts'

/** Must run before the app is ready: Chromium's own services must not call home either. */
export function switchOffNetworkServices(): void {
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
  ]) {
    app.commandLine.appendSwitch(name)
  }
}

/** To put a chart on the clipboard. It cannot read it, and nothing else is granted. */
const GRANTED = 'clipboard-sanitized-write'

/**
 * Nothing leaves this machine and nothing is asked of the user's devices: whatever a script in the window
 * tries, the session refuses.
 */
export function hardenSession(session: Session, devServer: string | null): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === GRANTED)
  })
  session.setPermissionCheckHandler((_contents, permission) => permission === GRANTED)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer({})
  })
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => {
    event.preventDefault()
  })
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isOwnAddress(details.url, devServer) })
  })
  if (devServer === null) return
  session.webRequest.onHeadersReceived((details, answer) => {
    const policy = { 'Content-Security-Policy': [contentSecurityPolicy(devServer)] }
    answer({ responseHeaders: { ...details.responseHeaders, ...policy } })
  })
}

/** No web contents of this program ever goes anywhere else, opens another or embeds one. */
export function hardenContents(log: Logger): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-frame-navigate', (event) => {
      // Loading itself anew, as live reload does, leads nowhere else.
      if (event.isMainFrame && event.url === contents.getURL()) return
      event.preventDefault()
      log.warn('refused to navigate')
    })
    contents.on('will-redirect', (event) => {
      event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
  })
}
