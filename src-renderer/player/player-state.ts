import type { Video, VideoProbe } from '#shared/domain/clip.ts'
import { uprightSize } from '#shared/domain/upright-size.ts'

/** What the player can do with a video: show it (or its copy), or say why not. */
export type PlayerState = 'ready' | 'missing' | 'replaced' | 'unplayable'

/**
 * What is played: one `clip`; the clips of a `session` beside its rating, without a face box; or a whole `video`, whose clips
 * are being cut, without a face box and a loop.
 */
export type PlayerScope = 'clip' | 'session' | 'video'

/**
 * `hasFailed`: the player tried and could not. A copy, which was made of the recording that was imported, is shown also
 * where that is away.
 */
export function playerStateOf(
  video: Pick<Video, 'missing' | 'content' | 'playable' | 'proxy'>,
  hasFailed = false,
): PlayerState {
  if (video.missing && video.proxy !== 'ready') return 'missing'
  if (video.content === 'replaced' && video.proxy !== 'ready') return 'replaced'
  return (video.playable || video.proxy === 'ready') && !hasFailed ? 'ready' : 'unplayable'
}

/** Whether the recording that was imported is there to be read, for all that is known. */
export function hasOriginal({ missing, content }: Pick<Video, 'missing' | 'content'>): boolean {
  return !missing && content !== 'replaced'
}

/** Whether it is the copy that is shown. */
export function isCopyShown(video: Pick<Video, 'playable' | 'proxy'>): boolean {
  return video.proxy === 'ready' && !video.playable
}

const codecNames: Readonly<Record<string, string>> = {
  hevc: 'H.265 (HEVC)',
  h264: 'H.264',
  mpeg4: 'MPEG-4',
  mjpeg: 'Motion JPEG',
  prores: 'ProRes',
}

/** Why a video is not shown and what can be done. */
export function unplayableWords({ fileName, probe, playable, proxy }: Video): string {
  const codec = codecNames[probe.codec] ?? probe.codec
  if (proxy === 'ready')
    return `The copy of ${fileName} for the player could not be read. Predictions are not affected: they read the original.`
  const why = playable
    ? `The player could not read ${fileName}.`
    : `${fileName} is ${codec} in ${probe.container}, which the player does not show.`
  return `${why} A copy for the player keeps every frame at its time; predictions go on reading the original.`
}

/** Size as shown, upright, and rate if the file says it: `1280×720, 25 fps`. */
export function pictureFacts(probe: VideoProbe): string {
  const { width, height } = uprightSize(probe)
  const size = `${String(width)}×${String(height)}`
  return probe.fps === null ? size : `${size}, ${String(Math.round(probe.fps * 100) / 100)} fps`
}

/** What the player does before it shows a video; null when there is nothing to do. */
export function comparingWords({ fileName, content, proxy }: Video): string | null {
  if (content !== 'unsure' || proxy === 'ready') return null
  return `${fileName} was changed since it was imported, or has never been compared: its content is read once before it is shown.`
}
