import { createHash } from 'node:crypto'

/**
 * Frames looked at per second. A head turn takes about half a second: at 5 a second a face moves by less than its
 * own size from one look to the next, so that overlap alone follows it, at a fifth of what every frame would cost.
 */
export const LOOK_FPS = 5

/** Raise it when a change of the program changes which faces are found in the same video. */
const RECIPE = 1

/** Everything that decides which faces are found in a video, as 64 hexadecimal digits. */
export function faceSearchKey(facePackSha256: string, videoSha256: string): string {
  const parts = [RECIPE, facePackSha256, LOOK_FPS, videoSha256]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
