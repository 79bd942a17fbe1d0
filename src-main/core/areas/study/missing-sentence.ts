import { isNetworkPath } from '../../files/study-path.ts'
import { shownName } from '../../files/shown-name.ts'

/** Why a video cannot be had where the study says it is, and what to do. `path` as it is stored. */
export function missingSentence({ fileName, path }: { fileName: string; path: string }): string {
  return isNetworkPath(path)
    ? networkSentence(fileName)
    : `${fileName} is not where it was when it was imported, or was changed since. Find the folder it moved to.`
}

/** A file or folder of a network share, as the user knows it. */
export function networkSentence(file: string): string {
  return (
    `${shownName(file)} lies on a network share, and nothing in a study opens a connection. ` +
    'Give the share a drive letter and choose its folder there, or have the videos copied into the study.'
  )
}
