import { existsSync, lstatSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Database } from 'better-sqlite3'
import { cacheFolder, isInside, thumbnailsFolder, videosFolder } from '../../files/study-path.ts'
import type { WhatGoes } from './what-goes.ts'

const toName = (folder: string, file: string): string => relative(folder, file).split(sep).join('/')

/** Copies in the study's own folder that no other visit refers to, and the picture of a clip; relative to the folder. */
export function filesOf(db: Database, folder: string, { what, reached }: WhatGoes): string[] {
  const videos = reached.find(({ table }) => table === 'videos')?.where
  if (videos !== undefined) {
    return db
      .prepare<{ id: number }, string>(
        `SELECT DISTINCT path FROM videos WHERE copied = 1 AND (${videos}) AND path NOT IN (
           SELECT path FROM videos WHERE NOT (${videos}))`,
      )
      .pluck()
      .all({ id: what.id })
  }
  const clip = db
    .prepare<[number], { sha256: string; midMs: number }>(
      `SELECT sha256, (clips.start_ms + end_ms) / 2 AS midMs FROM clips JOIN videos ON videos.id = video_id
       WHERE clips.id = ?`,
    )
    .get(what.id)
  if (clip === undefined) return []
  return [
    toName(folder, join(thumbnailsFolder(folder), `${clip.sha256}-${String(Math.round(clip.midMs))}.jpg`)),
  ]
}

/**
 * Pictures, strips, waveforms and copies for the player are named after the content of their video: those of which the
 * content is no longer in the study go. True when nothing of them is left.
 */
export function clearOrphans(db: Database, folder: string): boolean {
  const known = new Set(db.prepare<[], string>('SELECT sha256 FROM videos').pluck().all())
  const cache = cacheFolder(folder)
  let isClear = true
  for (const part of namesIn(cache)) {
    for (const name of namesIn(join(cache, part))) {
      const [sha256] = /^[0-9a-f]{64}/.exec(name) ?? []
      if (sha256 === undefined || known.has(sha256)) continue
      if (!removeWithin(folder, toName(folder, join(cache, part, name)))) isClear = false
    }
  }
  return isClear
}

function namesIn(folder: string): string[] {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : []
}

/**
 * Only what lies in the study's folder, whatever a file from elsewhere says; also not over a link. True when it is gone, or
 * was never ours to remove.
 */
export function removeWithin(folder: string, name: string): boolean {
  const file = resolve(folder, name)
  const copies = ['backups', 'replaced'].map((name) => join(folder, name))
  const ours = [cacheFolder(folder), videosFolder(folder), ...copies]
  if (!ours.some((place) => isInside(place, file))) return true
  // After a kill the file may be gone with some of its folders, and those above them still stand, empty.
  const standing = nearestFolder(dirname(file))
  if (!isInside(realpathSync(folder), realpathSync(standing))) return true
  try {
    rmSync(file, { recursive: true, force: true })
    removeEmptyFolders(standing, ours)
    return true
  } catch {
    return false
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path))
}

/** Folders of copies may be named after the patient. */
function removeEmptyFolders(from: string, ours: readonly string[]): void {
  let folder = from
  while (ours.some((place) => isInside(place, folder)) && readdirSync(folder).length === 0) {
    rmdirSync(folder)
    folder = dirname(folder)
  }
}
