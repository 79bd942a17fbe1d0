/** Containers that Chromium's demuxer opens, and video codecs that the Chromium in Electron decodes. */
const containers = new Set(['mp4', 'mov', 'webm', 'mkv'])
const codecs = new Set(['h264', 'vp8', 'vp9', 'av1'])

/**
 * Whether the player can show a file with this container and codec (names as in a video's probe). Not HEVC,
 * MPEG-4 ASP or AVI; predictions read those through ffmpeg all the same.
 */
export function isPlayable({ container, codec }: { container: string; codec: string }): boolean {
  return containers.has(container) && codecs.has(codec)
}
