import type { Database } from 'better-sqlite3'
import { existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createVideoService } from '#core/areas/video/video-service.ts'
import type { VideoStrip } from '#shared/domain/strip.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { aGate, fakeVideoMedia } from '../../../../../helpers/fake-video-media.ts'
import { proxyJob } from '#core/areas/video/proxy-job.ts'
import { addSession, openMemoryStudy, watchedControl } from '../../../../../helpers/memory-study.ts'
import { tempFolder, writeFiles, writeVideos } from '../../../../../helpers/temp-folder.ts'
import { eventually } from '../../../../../helpers/eventually.ts'

/** 50 tiles on two sheets. */
const DURATION_MS = 25_000
const SHEET = 40

interface StudyToMake {
  /** What the video's file says. */
  readonly text?: string
  readonly hasAudio?: boolean
  readonly codec?: string
  readonly folder?: string
  readonly readonly?: boolean
}

/** A study with one video in it. */
function aStudy(changes: StudyToMake = {}) {
  const { text = 'loud', hasAudio = true, codec = 'h264', folder = tempFolder(), readonly = false } = changes
  const db = openMemoryStudy()
  addSession(db, { patient: 'P001' })
  const set =
    'UPDATE videos SET bytes = ?, duration_ms = ?, has_audio = ?, codec = ?, width = 640, height = 360'
  db.prepare(set).run(text.length, DURATION_MS, hasAudio ? 1 : 0, codec)
  const { id, sha256, path } = db.prepare('SELECT id, sha256, path FROM videos').get() as Stored
  const file = join(folder, path)
  writeVideos(folder, { [path]: text })
  const context = aContext({ folder, db })
  const media = fakeVideoMedia(DURATION_MS)
  const seen = readonly ? { ...context, db: { readonly: true } as Database } : context
  const videos = createVideoService(seen, media)
  const strips = join(folder, 'cache', 'strips')
  const proxies = join(folder, 'cache', 'proxies')
  return {
    db,
    folder,
    file,
    context,
    media,
    videos,
    id,
    sha256,
    strip: join(strips, sha256),
    strips,
    proxies,
  }
}

interface Stored {
  readonly id: number
  readonly sha256: string
  readonly path: string
}

type MadeStudy = ReturnType<typeof aStudy>

async function stripWhen(
  { videos, id }: Pick<MadeStudy, 'videos' | 'id'>,
  isSo: (strip: VideoStrip) => boolean,
): Promise<VideoStrip> {
  return await eventually(async () => {
    const strip = await videos.strip(id)
    expect(strip).toSatisfy(isSo)
    return strip
  })
}

const isDone = ({ state }: VideoStrip): boolean => state !== 'making'

describe('filmstrip', () => {
  it('is made in the background, and shown as far as it is', async () => {
    const study = aStudy()
    const gate = aGate()
    study.media.gates.set(SHEET + 2, gate)
    expect(await study.videos.strip(study.id)).toMatchObject({
      ...{ state: 'making', tiles: 0, intervalMs: 500, columns: 10, rows: 4, tileWidth: 160, tileHeight: 90 },
      waveform: null,
    })
    const half = await stripWhen(study, ({ tiles }) => tiles > 0)
    expect(half).toMatchObject({ state: 'making', tiles: SHEET })
    expect(study.videos.stripSheetFile(study.id, 0)).toBe(join(study.strip, '0.jpg'))
    expect(study.videos.stripSheetFile(study.id, 1)).toBeNull()
    gate.open()
    const whole = await stripWhen(study, isDone)
    expect(whole).toMatchObject({ state: 'ready', tiles: 50, message: null })
    expect(whole.waveform?.stepMs).toBe(40)
    expect([...(whole.waveform?.peaks ?? [])]).toEqual([
      ...Array<number>(25).fill(1),
      ...Array<number>(25).fill(0),
    ])
  })

  it('tells those who listen of its growth and of its end', async () => {
    const study = aStudy()
    const changed: number[] = []
    const stop = study.videos.onStripChange((videoId) => changed.push(videoId))
    await study.videos.strip(study.id)
    await eventually(async () => {
      expect(changed.length).toBeGreaterThan(0)
      expect((await study.videos.strip(study.id)).state).toBe('ready')
    })
    expect(new Set(changed)).toEqual(new Set([study.id]))
    stop()
  })

  it('is read and not made again', async () => {
    const study = aStudy()
    const whole = await stripWhen(study, isDone)
    const { videos, media, id } = aStudy({ folder: study.folder })
    expect(await videos.strip(id)).toEqual(whole)
    expect(media.asked).toEqual([])
  })

  it('goes on where its making was cut off, and replaces what was lost', async () => {
    const study = aStudy()
    study.media.gates.set(SHEET + 2, aGate())
    await stripWhen(study, ({ tiles }) => tiles === SHEET)
    writeFileSync(join(study.strip, '1.jpg.1234.part'), 'half a pict')
    const again = aStudy({ folder: study.folder })
    await stripWhen(again, isDone)
    expect(again.media.asked).toEqual(['pictures 40 of clip-1.mp4', 'sheet 1.jpg', 'sound of clip-1.mp4'])
    expect(readdirSync(study.strip).sort()).toEqual(['0.jpg', '1.jpg', 'peaks.f32', 'strip.json'])
    rmSync(join(study.strip, '0.jpg'))
    rmSync(join(study.strip, 'peaks.f32'))
    const third = aStudy({ folder: study.folder })
    expect(await stripWhen(third, isDone)).toMatchObject({ state: 'ready', tiles: 50 })
    expect(third.media.asked[0]).toBe('pictures 0 of clip-1.mp4')
  })

  it('is made anew when it was laid out in another way', async () => {
    const study = aStudy()
    await stripWhen(study, isDone)
    writeFileSync(join(study.strip, 'strip.json'), '{"format":0}')
    const again = aStudy({ folder: study.folder })
    await stripWhen(again, isDone)
    expect(again.media.asked[0]).toBe('pictures 0 of clip-1.mp4')
  })

  it.each([
    ['has no sound', { hasAudio: false }],
    ['has sound that cannot be decoded', { text: 'deaf' }],
  ])('has no waveform where the video %s', async (_, changes) => {
    const strip = await stripWhen(aStudy(changes), isDone)
    expect(strip).toMatchObject({ state: 'ready', tiles: 50, waveform: null })
  })

  it('of a video that cannot be read says why, once', async () => {
    const study = aStudy({ text: 'broken' })
    const failed = await stripWhen(study, isDone)
    expect(failed).toMatchObject({
      state: 'failed',
      message: 'clip-1.mp4 has no readable picture.',
      tiles: 0,
    })
    await study.videos.strip(study.id)
    expect(study.media.asked).toEqual(['pictures 0 of clip-1.mp4'])
  })

  it('of a video that is gone says so, and is made when it is back', async () => {
    const study = aStudy()
    rmSync(study.file)
    const strip = await study.videos.strip(study.id)
    expect(strip.state).toBe('failed')
    expect(strip.message).toContain('clip-1.mp4 is not where it was')
    writeFileSync(study.file, 'loud')
    utimesSync(study.file, 0, 0)
    expect((await study.videos.strip(study.id)).state).toBe('making')
    await stripWhen(study, isDone)
  })

  it('of a video that a study says is on a network share is not made: nothing is looked for there', async () => {
    const study = aStudy()
    // On this system two slashes are as good as one, so the file would be found.
    const asShare = `/${study.file}`
    expect(existsSync(asShare)).toBe(true)
    study.db.prepare('UPDATE videos SET path = ?').run(asShare)
    expect(await study.videos.playedFile(study.id)).toBeNull()
    expect(await study.videos.strip(study.id)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('clip-1.mp4 lies on a network share') as string,
    })
    await expect(study.videos.frameTimes(study.id)).rejects.toThrow('Give the share a drive letter')
    expect(study.media.asked).toEqual([])
  })

  it('is shown, but neither made nor marked in a study that is open for reading only', async () => {
    const { videos, id, folder, file } = aStudy({ readonly: true })
    expect(await videos.strip(id)).toMatchObject({ state: 'failed', tiles: 0 })
    await videos.frameTimes(id)
    expect(existsSync(join(folder, 'cache'))).toBe(false)
    const writer = aStudy({ folder })
    await stripWhen(writer, isDone)
    await writer.videos.close()
    utimesSync(writer.strip, 1, 1)
    rmSync(file)
    const reader = aStudy({ folder, readonly: true })
    expect((await reader.videos.strip(reader.id)).state).toBe('ready')
    expect(statSync(writer.strip).mtimeMs).toBe(1000)
  })

  it('stops when the study is closed, and tells nobody any more', async () => {
    const study = aStudy()
    const gate = aGate()
    study.media.gates.set(3, gate)
    await study.videos.strip(study.id)
    await eventually(() => {
      expect(study.media.asked).toHaveLength(1)
    })
    const changed: number[] = []
    study.videos.onStripChange((videoId) => changed.push(videoId))
    const closing = study.videos.close()
    gate.open()
    await closing
    expect(study.media.asked).toEqual(['pictures 0 of clip-1.mp4'])
    expect(changed).toEqual([])
  })

  it('is refused for a video that is not in the study', async () => {
    await expect(aStudy().videos.strip(99)).rejects.toMatchObject({ code: 'not-found' })
    expect(aStudy().videos.stripSheetFile(99, 0)).toBeNull()
  })
})

describe('frame times', () => {
  it('are read from the video once, by several who ask at once', async () => {
    const study = aStudy()
    const [one, other] = await Promise.all([
      study.videos.frameTimes(study.id),
      study.videos.frameTimes(study.id),
    ])
    expect(one).toEqual(other)
    expect([...one.timesMs]).toEqual([0, 40, 120])
    const again = aStudy({ folder: study.folder })
    rmSync(again.file)
    expect(await again.videos.frameTimes(again.id)).toEqual(one)
    expect([...study.media.asked, ...again.media.asked]).toEqual(['times of clip-1.mp4'])
  })

  it('are read again when the cache is broken', async () => {
    const study = aStudy()
    const times = await study.videos.frameTimes(study.id)
    writeFileSync(join(study.folder, 'cache', 'frame-times', `${study.sha256}.bin`), 'broken')
    expect(await study.videos.frameTimes(study.id)).toEqual(times)
    expect(study.media.asked).toHaveLength(2)
  })

  it('of a video that is gone are refused in a sentence', async () => {
    const study = aStudy()
    rmSync(study.file)
    await expect(study.videos.frameTimes(study.id)).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

describe('a copy for the player', () => {
  it('takes the place of the video in the player', async () => {
    const { videos, id, proxies, sha256, context } = aStudy({ codec: 'hevc' })
    expect([videos.proxyState(id), await videos.playedFile(id)]).toEqual(['none', null])
    expect(videos.unplayable()).toEqual([id])
    const control = watchedControl()
    await videos.makeProxy(id, control)
    expect(videos.proxyState(id)).toBe('ready')
    expect(videos.unplayable()).toEqual([])
    expect(await videos.playedFile(id)).toBe(join(proxies, `${sha256}.mkv`))
    expect(control.steps).toEqual([[DURATION_MS / 2, DURATION_MS]])
    expect(control.stages).toEqual(proxyJob.stages)
    expect(context.announced).toContainEqual(['library'])
  })

  it('is not needed where the video itself can be played', async () => {
    const { videos, id, file } = aStudy()
    expect(await videos.playedFile(id)).toBe(file)
    rmSync(file)
    expect(await videos.playedFile(id)).toBeNull()
    expect(await videos.playedFile(99)).toBeNull()
  })

  it('is made once', async () => {
    const { videos, id, media } = aStudy({ codec: 'hevc' })
    const gate = aGate()
    media.gates.set(-1, gate)
    const making = videos.makeProxy(id, watchedControl())
    expect(videos.proxyState(id)).toBe('making')
    await expect(videos.makeProxy(id, watchedControl())).rejects.toMatchObject({ code: 'conflict' })
    gate.open()
    await making
    await videos.makeProxy(id, watchedControl())
    expect(media.asked).toEqual(['copy of clip-1.mp4'])
  })

  it('can be cancelled and asked for again; what a crash left is cleared', async () => {
    const { videos, id, media, proxies, sha256 } = aStudy({ codec: 'hevc' })
    writeFiles(proxies, { [`${sha256}.mkv.1234.part`]: 'half' })
    const gate = aGate()
    media.gates.set(-1, gate)
    const control = watchedControl()
    const making = videos.makeProxy(id, control)
    control.abort.abort()
    gate.open()
    await expect(making).rejects.toMatchObject({ code: 'cancelled' })
    expect(videos.proxyState(id)).toBe('none')
    await videos.makeProxy(id, watchedControl())
    expect(readdirSync(proxies)).toEqual([`${sha256}.mkv`])
  })

  it('is refused in a sentence where it cannot be made', async () => {
    const reader = aStudy({ codec: 'hevc', readonly: true })
    await expect(reader.videos.makeProxy(reader.id, watchedControl())).rejects.toMatchObject({
      code: 'study-readonly',
    })
    const study = aStudy({ codec: 'hevc' })
    rmSync(study.file)
    await expect(study.videos.makeProxy(study.id, watchedControl())).rejects.toMatchObject({
      code: 'file-unreadable',
    })
    expect(study.videos.proxyState(study.id)).toBe('none')
  })

  it('stops when the study is closed', async () => {
    const { videos, id, media, proxies } = aStudy({ codec: 'hevc' })
    const gate = aGate()
    media.gates.set(-1, gate)
    const making = videos.makeProxy(id, watchedControl())
    await eventually(() => {
      expect(media.asked).toHaveLength(1)
    })
    const closing = videos.close()
    gate.open()
    await expect(making).rejects.toMatchObject({ code: 'cancelled' })
    await closing
    expect(readdirSync(proxies)).toEqual([])
  })
})
