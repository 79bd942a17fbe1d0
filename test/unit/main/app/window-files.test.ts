import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOwnAddress, resolverRules } from '../../../../src-main/app/own-address.ts'
import { createWindowFileResponder, windowFile } from '../../../../src-main/app/window-files.ts'

describe('windowFile', () => {
  it.each([
    ['app://studio/', '/w/index.html'],
    ['app://studio/index.html', '/w/index.html'],
    ['app://studio/assets/a%20b.js', '/w/assets/a b.js'],
    ['app://studio/assets/a.js?v=1#x', '/w/assets/a.js'],
    ['app://studio/../index.html', '/w/index.html'],
  ])('maps %s to its file', (url, file) => {
    expect(windowFile('/w', url)).toBe(file)
  })

  it.each([
    'app://studio/..%2fsecret.js',
    'app://studio/assets/..%2f..%2f..%2fetc/passwd',
    'app://studio/%2e%2e%2f%2e%2e%2fetc/passwd',
    'app://studio/a%5c..%5c..%5cx.js',
    'app://studio/a%00.js',
    'app://studio/%E0%A4%A',
    'app://other/index.html',
    'file:///w/index.html',
  ])('refuses %s', (url) => {
    expect(windowFile('/w', url)).toBeNull()
  })

  it('does not take a folder for another whose name it begins', () => {
    expect(windowFile('/w', 'app://studio/..%2fwider/x.js')).toBeNull()
  })
})

describe('window file responder', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'window-files-'))
    mkdirSync(join(folder, 'renderer'))
    writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html>')
    writeFileSync(join(folder, 'renderer', 'notes.txt'), 'not a part of the window')
    writeFileSync(join(folder, 'secret.js'), 'secret')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  const ask = (url: string): Promise<Response> =>
    createWindowFileResponder(join(folder, 'renderer'))({
      url,
      method: 'GET',
      headers: new Headers(),
      signal: new AbortController().signal,
    })

  it('serves the document with a policy that allows no inline script and no foreign source', async () => {
    const response = await ask('app://studio/')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  })

  it.each(['app://studio/..%2fsecret.js', 'app://studio/notes.txt', 'app://studio/missing.js'])(
    'answers 404 for %s',
    async (url) => {
      expect((await ask(url)).status).toBe(404)
    },
  )
})

describe('isOwnAddress', () => {
  it.each([
    ['app://studio/index.html', null, true],
    ['media://study/video/1', null, true],
    ['data:image/png;base64,x', null, true],
    ['blob:app://studio/1', null, true],
    ['devtools://devtools/bundled/x.js', null, false],
    ['devtools://devtools/bundled/x.js', 'http://localhost:5173', true],
    ['https://example.org/', null, false],
    ['http://localhost:5173/', null, false],
    ['ws://localhost:5173/', null, false],
    ['file:///etc/passwd', null, false],
    ['not an address', null, false],
    ['http://localhost:5173/main.ts', 'http://localhost:5173', true],
    ['ws://localhost:5173/', 'http://localhost:5173', true],
    ['http://localhost:9999/', 'http://localhost:5173', false],
    ['https://localhost:5173/', 'http://localhost:5173', false],
  ])('%s, with development server %s: %s', (url, server, expected) => {
    expect(isOwnAddress(url, server)).toBe(expected)
  })
})

describe('resolverRules', () => {
  it('gives no name an address, but the development server’s while there is one', () => {
    expect(resolverRules(null)).toBe('MAP * ~NOTFOUND')
    expect(resolverRules('http://localhost:5173')).toBe('MAP * ~NOTFOUND, EXCLUDE localhost')
  })
})
