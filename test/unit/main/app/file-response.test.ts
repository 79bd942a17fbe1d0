import { mkdtempSync, readdirSync, readlinkSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileResponse, parseRange } from '../../../../src-main/app/file-response.ts'

describe('parseRange', () => {
  it.each([
    ['bytes=0-', { first: 0, last: 99 }],
    ['bytes=10-19', { first: 10, last: 19 }],
    ['bytes=90-200', { first: 90, last: 99 }],
    ['bytes=-10', { first: 90, last: 99 }],
    ['bytes=-500', { first: 0, last: 99 }],
    ['bytes=99-99', { first: 99, last: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    [null, null],
    ['bytes=-', null],
    ['bytes=20-10', null],
    ['bytes=0-1,5-6', null],
    ['items=0-1', null],
    ['bytes=a-b', null],
  ])('reads %j of a file of 100 bytes', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected)
  })

  it('never answers a stretch outside the file', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), fc.nat(1000), (from, to, size) => {
        const range = parseRange(`bytes=${from}-${to}`, size)
        if (range === null || range === 'unsatisfiable') return
        expect(range.first).toBeLessThanOrEqual(range.last)
        expect(range.last).toBeLessThan(size)
      }),
    )
  })
})

describe('fileResponse', () => {
  const size = 700_001
  const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31) % 251)
  let folder = ''
  let file = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'file-response-'))
    file = join(folder, 'clip.mp4')
    writeFileSync(file, bytes)
    writeFileSync(join(folder, 'empty.mp4'), '')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  const ask = (range: string | null, signal = new AbortController().signal): Promise<Response> =>
    fileResponse({ file, contentType: 'video/mp4', range, signal, headers: { 'X-Extra': 'yes' } })
  const bodyOf = async (response: Response): Promise<Uint8Array> =>
    new Uint8Array(await response.arrayBuffer())
  const headersOf = ({ status, headers }: Response): Record<string, unknown> => ({
    status,
    length: headers.get('content-length'),
    range: headers.get('content-range'),
    accepts: headers.get('accept-ranges'),
    type: headers.get('content-type'),
    extra: headers.get('x-extra'),
  })
  const plain = { accepts: 'bytes', type: 'video/mp4', extra: 'yes' }

  it('sends the whole file and says that it can be had in parts', async () => {
    const response = await ask(null)
    expect(headersOf(response)).toEqual({ ...plain, status: 200, length: String(size), range: null })
    expect(await bodyOf(response)).toEqual(bytes)
  })

  it.each([
    ['bytes=0-99', 0, 99],
    ['bytes=262143-262145', 262_143, 262_145],
    ['bytes=300000-', 300_000, size - 1],
    ['bytes=-7', size - 7, size - 1],
  ])('sends exactly the part %s', async (range, first, last) => {
    const response = await ask(range)
    expect(headersOf(response)).toEqual({
      ...plain,
      status: 206,
      length: String(last - first + 1),
      range: `bytes ${first}-${last}/${size}`,
    })
    expect(await bodyOf(response)).toEqual(bytes.subarray(first, last + 1))
  })

  it('refuses a part behind the end and tells the size', async () => {
    expect(headersOf(await ask(`bytes=${size}-`))).toMatchObject({ status: 416, range: `bytes */${size}` })
  })

  it('sends nothing of an empty file, as a success', async () => {
    const response = await fileResponse({
      file: join(folder, 'empty.mp4'),
      contentType: 'video/mp4',
      range: null,
      signal: new AbortController().signal,
    })
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '0'])
  })

  it('answers 404 without a word for a file that is not there', async () => {
    const response = await fileResponse({
      file: join(folder, 'gone.mp4'),
      contentType: 'video/mp4',
      range: null,
      signal: new AbortController().signal,
    })
    expect([response.status, await response.text()]).toEqual([404, ''])
  })

  /** Paths that this process holds open; only Linux tells. */
  const isOpen = (path: string): boolean =>
    readdirSync('/proc/self/fd').some((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`) === path
      } catch {
        return false
      }
    })

  describe.runIf(process.platform === 'linux')('the open file', () => {
    it('is closed when everything was read', async () => {
      await bodyOf(await ask(null))
      expect(isOpen(file)).toBe(false)
    })

    it('is closed when the player asks for no more', async () => {
      const response = await ask(null)
      const reader = response.body!.getReader()
      await reader.read()
      expect(isOpen(file)).toBe(true)
      await reader.cancel()
      expect(isOpen(file)).toBe(false)
    })

    it('is closed when the request is aborted', async () => {
      const abort = new AbortController()
      const response = await ask('bytes=5-', abort.signal)
      const reader = response.body!.getReader()
      await reader.read()
      abort.abort()
      await expect.poll(() => isOpen(file)).toBe(false)
    })

    it('is closed for a refused part', async () => {
      await ask(`bytes=${size}-`)
      expect(isOpen(file)).toBe(false)
    })
  })

  it('gives nothing of what was written into the file after it was opened', async () => {
    const changing = join(folder, 'changing.mp4')
    writeFileSync(changing, bytes)
    utimesSync(changing, 1, 1)
    const { signal } = new AbortController()
    const response = await fileResponse({ file: changing, contentType: 'video/mp4', range: null, signal })
    const reader = response.body!.getReader()
    expect((await reader.read()).value).toEqual(bytes.subarray(0, 256 * 1024))
    writeFileSync(changing, bytes.toReversed())
    const rest = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        expect(value).toEqual(bytes.subarray(256 * 1024, 512 * 1024))
      }
    }
    await expect(rest()).rejects.toThrow('the file was changed')
  })
})
