import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { openDatabase } from '../../db/open.ts'
import { inTransaction } from '../../db/sql.ts'
import { copyVerified } from '../../db/verified-copy.ts'
import { isIgnoredName } from '../../files/file-names.ts'
import { fromStoredPath, toStoredPath } from '../../files/study-path.ts'
import { createVideoRepository } from './video-repository.ts'
import type { StudyContext } from './study-context.ts'

/**
 * Writes the open study, as it is in memory and in the file that is open, into an empty or new folder: also
 * when its own folder is gone. Videos outside of the study are found from there as before; copies in the
 * folder that is gone are missing until they are looked for. The open study stays as it is.
 * Throws AppError `conflict` when something is in the folder, and as `copyVerified` does.
 */
export function saveElsewhere(
  { db, folder }: Pick<StudyContext, 'db' | 'folder'>,
  target: string,
  sqliteBinding: string | null,
): void {
  const path = resolve(target)
  const name = basename(path)
  requireEmpty(path, name)
  const file = join(path, 'study.sqlite')
  copyVerified(db, file, sqliteBinding)
  const { db: copy, close } = openDatabase({ file, sqliteBinding })
  try {
    const videos = createVideoRepository(copy)
    inTransaction(copy, () => {
      for (const video of videos.list()) {
        const place = video.copied ? null : fromStoredPath(folder, video.path)
        if (place !== null) videos.move(video.id, { ...video, path: toStoredPath(path, place) })
      }
    })
  } finally {
    close()
  }
}

function requireEmpty(path: string, name: string): void {
  let entries: string[]
  try {
    mkdirSync(path, { recursive: true })
    entries = readdirSync(path)
  } catch (error) {
    throw new AppError('file-unreadable', `The folder “${name}” cannot be made.`, { cause: error })
  }
  if (existsSync(join(path, 'study.sqlite')) || entries.some((entry) => !isIgnoredName(entry))) {
    throw new AppError('conflict', `The folder “${name}” is not empty. Choose an empty one, or a new name.`)
  }
}
