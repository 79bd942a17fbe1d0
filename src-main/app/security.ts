import { app } from 'electron'
import type { Session } from 'electron'
import { contentSecurityPolicy } from './content-security-policy.ts'
import type { Logger } from './logger.ts'
import { isOwnAddress, resolverRules } from './own-address.ts'

/**
 * Closes Chromium's own ways out, which neither the content security policy nor `webRequest` govern: its services,
 * links that name a host to look up or to connect to in advance, and calls (WebRTC). Must run before the app is ready.
 *
 * @param devServer origin of the development server, which stays reachable; null in the built program
 */
export function closeNetwork(devServer: string | null): void {
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
  ]) {
    app.commandLine.appendSwitch(name)
  }
  // Else a call, even one that gets no way out, announces this machine by multicast.
  app.commandLine.appendSwitch('disable-features', 'WebRtcHideLocalIpsWithMdns')
  // No name has an address, and no address can be used as a name.
  app.commandLine.appendSwitch('host-resolver-rules', resolverRules(devServer))
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
  // The list first: a language in it makes Chromium fetch its dictionary, also when the checker is off.
  session.setSpellCheckerLanguages([])
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
    // A call needs a way for packets; there is no proxy, so there is none.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
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
