import { extname, join, normalize, sep } from 'node:path'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { fileResponse } from './file-response.ts'
import type { MediaRequest } from './media-response.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The built window is served under this origin: unlike file://, it has one, and it sees only its own folder. */
export const windowOrigin = 'app://studio'

/** Absolute path of the built file that an address names; null for anything outside the folder. */
export function windowFile(folder: string, url: string): string | null {
  const { protocol, host, pathname } = new URL(url)
  if (protocol !== 'app:' || host !== 'studio') return null
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\')) return null
  const file = normalize(join(folder, path === '/' ? 'index.html' : path))
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : null
}

/** Answers `app://studio/…` from the folder of the built window, with the content security policy. */
export function createWindowFileResponder(folder: string): (request: MediaRequest) => Promise<Response> {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy(null),
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
  }
  return async (request) => {
    const file = windowFile(folder, request.url)
    const type = file === null ? undefined : types[extname(file)]
    if (file === null || type === undefined || request.method !== 'GET') {
      return new Response(null, { status: 404, headers })
    }
    return fileResponse({ file, contentType: type, range: null, signal: request.signal, headers })
  }
}
