import { createHash } from 'node:crypto'
import { rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { hashParts } from '#core/files/parts-hash.ts'
import * as contentHash from '#core/files/content-hash.ts'
import { createShownVideos } from '#core/areas/video/shown-videos.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

/** Larger than the parts that are compared first. */
const original = Buffer.alloc(400_000, 1)
const importedMs = Date.UTC(2026, 0, 1)
const laterMs = Date.UTC(2026, 1, 1)

/** Differs in one byte, which is or is not within the parts. */
function other(within: 'a part' | 'no part'): Buffer {
  const content = Buffer.from(original)
  content[within === 'a part' ? 10 : 100_000] = 2
  return content
}

async function aVideo() {
  const folder = tempFolder()
  const db = openMemoryStudy()
  const { sessionId } = addSession(db, { patient: 'P001' })
  const context = aContext({ db, folder })
  const { videos } = context.repositories
  const { id = NaN, path = '' } = videos.ofSession(sessionId)[0] ?? {}
  const file = join(folder, path)
  const write = (content: Buffer, modifiedMs: number): void => {
    writeFiles(folder, { [path]: content })
    utimesSync(file, modifiedMs / 1000, modifiedMs / 1000)
  }
  write(original, importedMs)
  const sha256 = createHash('sha256').update(original).digest('hex')
  db.prepare('UPDATE videos SET bytes = ?, sha256 = ?, modified_ms = ?, parts_sha256 = ?').run(
    ...[original.length, sha256, importedMs, await hashParts(file)],
  )
  const stored = () => {
    const video = videos.get(id)
    if (video === null) throw new Error('the video is gone')
    return video
  }
  const shown = createShownVideos(context)
  const reading = vi.spyOn(contentHash, 'hashFile')
  return {
    context,
    file,
    id,
    write,
    reading,
    shown,
    ask: () => shown.file(stored()),
    lookAt: () => shown.lookAt(stored()),
  }
}

describe('a video that is to be shown', () => {
  it('is the file that was imported', async () => {
    const { ask, shown, file, id, context } = await aVideo()
    expect(shown.content(id)).toBe('unsure')
    expect([await ask(), shown.content(id)]).toEqual([file, 'same'])
    expect([shown.replaced(), context.announced]).toEqual([new Set(), []])
  })

  it.each([
    ['a part', importedMs],
    ['a part', laterMs],
    ['no part', laterMs],
  ] as const)('is none when another differs in %s, also after it was shown', async (within, time) => {
    const { ask, shown, write, id, context, file } = await aVideo()
    await ask()
    write(other(within), time)
    expect([await ask(), shown.content(id), shown.replaced()]).toEqual([null, 'replaced', new Set([id])])
    expect(context.announced).toEqual([['library']])
    write(original, importedMs)
    expect([await ask(), shown.content(id), shown.replaced()]).toEqual([file, 'same', new Set()])
    expect(context.announced).toEqual([['library'], ['library']])
  })

  it('is compared once while it does not change, however often it is asked for', async () => {
    const { ask, write, reading, file } = await aVideo()
    write(original, laterMs)
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([file, file, file])
    await ask()
    expect(reading).toHaveBeenCalledTimes(1)
    write(other('no part'), laterMs + 1000)
    await Promise.all([ask(), ask()])
    expect(await ask()).toBeNull()
    expect(reading).toHaveBeenCalledTimes(2)
  })

  it('is none when it is gone, or when the study is closed before it was compared', async () => {
    const { ask, write, shown, file } = await aVideo()
    rmSync(file)
    expect(await ask()).toBeNull()
    write(original, laterMs)
    shown.close()
    expect(await ask()).toBeNull()
  })
})

describe('a look at a video', () => {
  it('tells what can be told without reading all of it', async () => {
    const { lookAt, shown, write, reading, id } = await aVideo()
    const seen: string[] = []
    for (const [content, time] of [
      [original, importedMs],
      [other('a part'), importedMs],
      [other('no part'), laterMs],
      [other('a part'), laterMs],
      [original, laterMs],
    ] as const) {
      write(content, time)
      await lookAt()
      seen.push(shown.content(id))
    }
    expect(seen).toEqual(['same', 'replaced', 'unsure', 'replaced', 'unsure'])
    expect(reading).not.toHaveBeenCalled()
  })
})
