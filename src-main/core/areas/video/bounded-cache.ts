import { lstat, readdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { PARTIAL_ENDING } from '../../files/write-atomically.ts'

const MEBIBYTE = 1024 ** 2

/**
 * What the caches of a study may hold; all of it can be made again from the videos. An hour of video has a strip of some
 * 5 MB, 2 to 4 MB of frame times, and a copy of 1 to 2 GB: this is enough for more than a hundred hours that are
 * cut, and for some twenty that Chromium cannot play.
 */
export const CACHE_LIMITS = {
  strips: 512 * MEBIBYTE,
  frameTimes: 512 * MEBIBYTE,
  proxies: 30 * 1024 * MEBIBYTE,
}

/** Marks a file or folder of the cache as used now; what cannot be marked is only removed sooner. */
export async function markUsed(path: string): Promise<void> {
  const now = new Date()
  await utimes(path, now, now).catch(() => undefined)
}

/**
 * Removes files and folders of a cache, those whose last use is longest ago first, until the rest fits. What has one of
 * the names in `keep` stays.
 */
export async function keepWithin(
  folder: string,
  maxBytes: number,
  keep: (name: string) => boolean,
): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const entries = await Promise.all(
    names.map(async (name) => ({ name, ...(await measured(join(folder, name))) })),
  )
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  for (const entry of entries.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= maxBytes) return
    if (keep(entry.name)) continue
    // What cannot be removed, e.g. because it is open, is tried again the next time.
    await rm(join(folder, entry.name), { recursive: true, force: true }).catch(() => undefined)
    bytes -= entry.bytes
  }
}

/** What a crash left unfinished. Only while nobody writes there. */
export async function removePartial(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const partial = names.filter((name) => name.endsWith(PARTIAL_ENDING))
  await Promise.all(partial.map((name) => rm(join(folder, name), { force: true })))
}

async function measured(path: string): Promise<{ bytes: number; usedMs: number }> {
  // Something that is gone by now takes no room.
  const status = await lstat(path).catch(() => null)
  if (status === null) return { bytes: 0, usedMs: 0 }
  if (!status.isDirectory()) return { bytes: status.size, usedMs: status.mtimeMs }
  const inside = await Promise.all((await readdir(path)).map((name) => measured(join(path, name))))
  return { bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0), usedMs: status.mtimeMs }
}
