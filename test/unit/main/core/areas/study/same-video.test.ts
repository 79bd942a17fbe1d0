import { createHash } from 'node:crypto'
import { rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashParts } from '#core/files/parts-hash.ts'
import { likelySameFile, sameVideoFile } from '#core/areas/study/same-video.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

/** Larger than the three parts together. */
const original = Buffer.alloc(400_000, 1)
const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

const replaced =
  'clip-1.mp4 is not the recording that was imported: another one of the same name and size lies in its place, which ' +
  'is neither shown nor computed from. Put the original back, or import the new one as a video of its own.'

const importedMs = Date.UTC(2026, 0, 1)
const laterMs = Date.UTC(2026, 1, 1)

/** A study with one video that was just imported, or was by a version that noted no parts. */
async function aVideo({ older = false } = {}) {
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
  const parts = await hashParts(file)
  db.prepare('UPDATE videos SET bytes = ?, sha256 = ?, modified_ms = ?, parts_sha256 = ?').run(
    ...[original.length, sha256Of(original), importedMs, older ? null : parts],
  )
  const stored = () => {
    const video = videos.get(id)
    if (video === null) throw new Error('the video is gone')
    return video
  }
  const check = (signal = new AbortController().signal, seen = context) =>
    sameVideoFile(seen, stored(), signal)
  const noted = () => ({ modifiedMs: stored().modifiedMs, partsSha256: stored().partsSha256 })
  return { context, file, parts, write, stored, check, noted }
}

/** Differs in one byte, which is or is not within what `hashParts` reads. */
function other(within: 'a part' | 'no part'): Buffer {
  const content = Buffer.from(original)
  content[within === 'a part' ? 10 : 100_000] = 2
  return content
}

describe('a video before a pass', () => {
  it('is taken as it was imported', async () => {
    const { check, file } = await aVideo()
    expect(await check()).toBe(file)
  })

  it('is refused when another recording of its size lies there, be its time another or the same', async () => {
    const { check, write, noted } = await aVideo()
    const before = noted()
    for (const time of [laterMs, importedMs]) {
      write(other('a part'), time)
      await expect(check()).rejects.toMatchObject({ code: 'file-unreadable', message: replaced })
    }
    write(other('no part'), laterMs)
    await expect(check()).rejects.toMatchObject({ code: 'file-unreadable', message: replaced })
    expect(noted()).toEqual(before)
  })

  it('is taken again when the original was put back', async () => {
    const { check, write, file } = await aVideo()
    write(other('a part'), laterMs)
    await expect(check()).rejects.toThrow(replaced)
    write(original, importedMs)
    expect(await check()).toBe(file)
  })

  it('that was only touched is read whole once, and its time noted', async () => {
    const { check, write, noted, file, parts } = await aVideo()
    write(original, laterMs)
    expect(await check()).toBe(file)
    expect(noted()).toEqual({ modifiedMs: laterMs, partsSha256: parts })
  })

  it('whose parts on record are not those of its content is taken for its content, and they are mended', async () => {
    const { context, check, noted, stored, file, parts } = await aVideo()
    context.repositories.videos.confirm(stored().id, {
      modifiedMs: importedMs,
      partsSha256: 'f'.repeat(64),
    })
    expect(await check()).toBe(file)
    expect(noted().partsSha256).toBe(parts)
  })

  it('of an earlier version gets its parts noted, and is noticed from then on', async () => {
    const { check, write, noted, file, parts } = await aVideo({ older: true })
    expect(await check()).toBe(file)
    expect(noted()).toEqual({ modifiedMs: importedMs, partsSha256: parts })
    write(other('a part'), importedMs)
    await expect(check()).rejects.toThrow(replaced)
  })

  it('of an earlier version with another time is read whole', async () => {
    const { check, write, noted, file, parts } = await aVideo({ older: true })
    write(other('no part'), laterMs)
    await expect(check()).rejects.toThrow(replaced)
    expect(noted()).toEqual({ modifiedMs: importedMs, partsSha256: null })
    write(original, laterMs)
    expect(await check()).toBe(file)
    expect(noted()).toEqual({ modifiedMs: laterMs, partsSha256: parts })
  })

  it('is compared, but nothing is noted, in a study that is open for looking only', async () => {
    const { check, context, write, noted, file } = await aVideo()
    const looking = {
      ...context,
      db: new Proxy(context.db, {
        get: (db, key) => key === 'readonly' || (Reflect.get(db, key) as unknown),
      }),
    }
    const before = noted()
    write(original, laterMs)
    expect(await check(undefined, looking)).toBe(file)
    write(other('a part'), laterMs)
    await expect(check(undefined, looking)).rejects.toThrow(replaced)
    expect(noted()).toEqual(before)
  })

  it('is not there when it is gone or of another size', async () => {
    const { check, write, file } = await aVideo()
    write(Buffer.alloc(3), importedMs)
    expect(await check()).toBeNull()
    rmSync(file)
    expect(await check()).toBeNull()
  })

  it('is not read when the work was cancelled', async () => {
    const { check, file, noted } = await aVideo({ older: true })
    await expect(check(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    expect(statSync(file).size).toBe(original.length)
    expect(noted().partsSha256).toBeNull()
  })
})

it('for a picture is not there when another recording lies in its place', async () => {
  const { context, stored, write, file } = await aVideo()
  expect(await likelySameFile(context, stored())).toBe(file)
  write(other('a part'), importedMs)
  expect(await likelySameFile(context, stored())).toBeNull()
})
