/**
 * Addresses under which the window loads pictures and sound: ids only, never a path. Main serves them from
 * the open study and nothing else.
 */
export function clipVideoUrl(videoId: number): string {
  return `media://study/video/${String(videoId)}`
}

/** A small JPEG of the clip's middle. */
export function clipThumbnailUrl(clipId: number): string {
  return `media://study/thumbnail/${String(clipId)}`
}

export type MediaTarget = { kind: 'video' | 'thumbnail'; id: number }

/** Reads such an address; null for anything else. */
export function parseMediaUrl(url: string): MediaTarget | null {
  const match = /^media:\/\/study\/(video|thumbnail)\/([1-9]\d{0,15})$/.exec(url)
  return match === null ? null : { kind: match[1] as MediaTarget['kind'], id: Number(match[2]) }
}
