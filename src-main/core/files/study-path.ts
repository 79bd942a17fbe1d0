import { isAbsolute, join, relative, resolve, sep } from 'node:path'

/**
 * How a study remembers where a video lies: relative to its own folder with forward slashes, so that the two
 * can move together, or be opened on another system; absolute only on another drive of Windows.
 */
export function toStoredPath(studyFolder: string, file: string): string {
  const path = relative(studyFolder, file)
  return isAbsolute(path) ? path : path.split(sep).join('/')
}

/**
 * Absolute path of the file. Null for a path of a network share: a study is data from outside, and asking for such a
 * file makes Windows greet that server with the user's name and a proof of the password. What lies on the share of the
 * study itself is stored as a relative path.
 */
export function fromStoredPath(studyFolder: string, stored: string): string | null {
  if (isNetworkPath(stored)) return null
  return isAbsolute(stored) ? stored : resolve(studyFolder, stored)
}

/** `\\server\share` with slashes of either kind; also `\\?\` and `\\.\` of Windows, behind which a server can hide. */
export function isNetworkPath(path: string): boolean {
  return /^[\\/]{2}/.test(path)
}

export function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file)
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

/** Folder of the copies that an import made. */
export function videosFolder(studyFolder: string): string {
  return join(studyFolder, 'videos')
}

/** What can be made again from the videos. */
export function cacheFolder(studyFolder: string): string {
  return join(studyFolder, 'cache')
}

/** Copies with blurred faces while they are not checked: never in the folder that is meant to be passed on. */
export function uncheckedCopiesFolder(studyFolder: string): string {
  return join(cacheFolder(studyFolder), 'unchecked-copies')
}

/** Small pictures of people's faces. */
export function facesFolder(studyFolder: string): string {
  return join(cacheFolder(studyFolder), 'faces')
}

export function thumbnailsFolder(studyFolder: string): string {
  return join(cacheFolder(studyFolder), 'thumbnails')
}

/** Filmstrips and waveforms, a folder for each video. */
export function stripsFolder(studyFolder: string): string {
  return join(cacheFolder(studyFolder), 'strips')
}

/** Times of the pictures of each video. */
export function frameTimesFolder(studyFolder: string): string {
  return join(cacheFolder(studyFolder), 'frame-times')
}

/** Copies for the player of videos that it cannot play. */
export function proxiesFolder(studyFolder: string): string {
  return join(cacheFolder(studyFolder), 'proxies')
}
