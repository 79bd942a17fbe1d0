import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { hashFile } from '../../files/content-hash.ts'
import { isIgnoredName } from '../../files/file-names.ts'
import { isNetworkPath, toStoredPath } from '../../files/study-path.ts'
import { shownName } from '../../files/shown-name.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import { likelySameFile } from '../study/same-video.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { StudyContext } from '../study/study-context.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'
import { networkSentence } from '../study/missing-sentence.ts'
import { moveTo } from '../study/move-video.ts'

/**
 * Looks below a folder for the videos that are not where the study expects them, or where another one lies now. The name does not matter:
 * size first, then content. Each one that is found is saved at once, so that cancelling loses nothing.
 */
export async function relinkVideos(
  context: StudyContext,
  folder: string,
  control: JobControl,
): Promise<{ found: number; stillMissing: number }> {
  if (isNetworkPath(toStoredPath(context.folder, folder))) {
    throw new AppError('bad-request', networkSentence(folder))
  }
  const missing: StoredVideo[] = []
  for (const video of context.repositories.videos.list()) {
    throwIfCancelled(control.signal)
    if ((await likelySameFile(context, video)) === null) missing.push(video)
  }
  const wanted = new Map<number, StoredVideo[]>()
  for (const video of missing) wanted.set(video.bytes, [...(wanted.get(video.bytes) ?? []), video])
  let found = 0
  control.progress(0, missing.length)
  for await (const file of filesBelow(folder, control)) {
    if (found === missing.length) break
    const candidates = wanted.get(file.bytes) ?? []
    if (candidates.length === 0) continue
    const sha256 = await contentOf(file.path, control)
    const same = candidates.filter((video) => video.sha256 === sha256)
    if (same.length === 0) continue
    inTransaction(context.db, () => {
      for (const video of same) moveTo(context, video, file)
    })
    wanted.set(
      file.bytes,
      candidates.filter((video) => video.sha256 !== sha256),
    )
    found += same.length
    control.progress(found, missing.length)
  }
  if (found > 0) context.announce(['library'])
  return { found, stillMissing: missing.length - found }
}

/** Null when it cannot be read, which is told as a failure. */
async function contentOf(file: string, control: JobControl): Promise<string | null> {
  try {
    return await hashFile(file, { signal: control.signal })
  } catch {
    throwIfCancelled(control.signal)
    control.failure(shownName(file), `${shownName(file)} cannot be read.`)
    return null
  }
}

interface FoundFile {
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
}

/** Folders behind links are not followed: they could lead round in a circle. */
async function* filesBelow(folder: string, control: JobControl): AsyncGenerator<FoundFile> {
  await control.gate.wait()
  throwIfCancelled(control.signal)
  for (const name of await namesIn(folder, control)) {
    if (isIgnoredName(name)) continue
    const path = join(folder, name)
    const status = await lstat(path).catch(() => null)
    if (status?.isDirectory() === true) yield* filesBelow(path, control)
    else {
      const target = await stat(path).catch(() => null)
      if (target?.isFile() === true) {
        yield { path, bytes: target.size, modifiedMs: Math.trunc(target.mtimeMs) }
      }
    }
  }
}

async function namesIn(folder: string, control: JobControl): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    control.failure(shownName(folder), `The folder ${shownName(folder)} cannot be read.`)
    return []
  }
}
