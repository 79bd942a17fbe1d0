import { protocol } from 'electron'
import type { Logger } from './logger.ts'
import type { MediaRequest } from './media-response.ts'

type Responder = (request: MediaRequest) => Promise<Response>

/** Must run before the app is ready. */
export function declareProtocols(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    {
      scheme: 'media',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, corsEnabled: true },
    },
  ])
}

/** Hands every address of our own schemes to its responder; what goes wrong there is an empty 500. */
export function serveProtocols(responders: { app: Responder; media: Responder }, log: Logger): void {
  for (const scheme of ['app', 'media'] as const) {
    protocol.handle(scheme, async (request) => {
      try {
        return await responders[scheme](request)
      } catch (error) {
        log.error(`${scheme}:// failed`, error)
        return new Response(null, { status: 500 })
      }
    })
  }
}
