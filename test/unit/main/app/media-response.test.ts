import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaResponder } from '../../../../src-main/app/media-response.ts'
import type { StudySession } from '../../../../src-main/app/study-session.ts'

describe('media responder', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'media-response-'))
    writeFileSync(join(folder, 'a.webm'), 'moving pictures')
    writeFileSync(join(folder, 'a.jpg'), 'picture')
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  /** A session whose study knows video 1, a thumbnail of clip 2, sheet 0 of the strip of video 3 and track 4. */
  const withStudy = (): StudySession =>
    ({
      current: () => ({
        study: {
          library: {
            thumbnailFile: (id: number) => Promise.resolve(id === 2 ? join(folder, 'a.jpg') : null),
          },
          videos: {
            playedFile: (id: number) => Promise.resolve(id === 1 ? join(folder, 'a.webm') : null),
            stripSheetFile: (id: number, sheet: number) =>
              id === 3 && sheet === 0 ? join(folder, 'a.jpg') : null,
          },
          people: {
            facePictureFile: (id: number) => Promise.resolve(id === 4 ? join(folder, 'a.jpg') : null),
          },
        },
      }),
    }) as unknown as StudySession
  const withoutStudy = { current: () => null } as unknown as StudySession

  const ask = (url: string, { session = withStudy(), method = 'GET', range = '' } = {}): Promise<Response> =>
    createMediaResponder(
      session,
      'app://studio',
    )({
      url,
      method,
      headers: new Headers(range === '' ? {} : { range }),
      signal: new AbortController().signal,
    })

  it('serves a video of the study, in parts, to the window’s origin only', async () => {
    const response = await ask('media://study/video/1', { range: 'bytes=0-5' })
    expect(response.status).toBe(206)
    expect(await response.text()).toBe('moving')
    expect(response.headers.get('content-type')).toBe('video/webm')
    expect(response.headers.get('access-control-allow-origin')).toBe('app://studio')
  })

  it('serves the same video for a player that is told to stop somewhere', async () => {
    expect((await ask('media://study/video/1#t=1.000,2.500')).status).toBe(200)
  })

  it.each(['thumbnail/2', 'strip/3/0', 'face/4'])('serves %s as JPEG', async (what) => {
    const response = await ask(`media://study/${what}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  })

  it.each([
    'media://study/video/2',
    'media://study/thumbnail/1',
    'media://study/video/0',
    'media://study/strip/3',
    'media://study/strip/3/1',
    'media://study/strip/3/00',
    'media://study/strip/3/-1',
    'media://study/strip/3/0/../../0',
    'media://study/strip/3/0.jpg',
    'media://study/face/3',
    'media://study/face/4/0',
    'media://study/video/01',
    'media://study/video/1/..',
    'media://study/video/../../../etc/passwd',
    'media://study/video/%2e%2e%2fetc%2fpasswd',
    'media://other/video/1',
    'media://study/video/1?file=/etc/passwd',
    'media:///etc/passwd',
    'media://study/video/1%23/../../x',
  ])('serves nothing for %s', async (url) => {
    const response = await ask(url)
    expect([response.status, await response.text()]).toEqual([404, ''])
  })

  it('serves nothing while no study is open', async () => {
    expect((await ask('media://study/video/1', { session: withoutStudy })).status).toBe(404)
  })

  it('serves nothing to other methods', async () => {
    expect((await ask('media://study/video/1', { method: 'PUT' })).status).toBe(405)
  })
})
