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

/** A sheet of a video's filmstrip. */
export function stripSheetUrl(videoId: number, sheet: number): string {
  return `media://study/strip/${String(videoId)}/${String(sheet)}`
}

/** A JPEG of a track's clearest face. */
export function facePictureUrl(trackId: number): string {
  return `media://study/face/${String(trackId)}`
}

export type MediaTarget =
  | { readonly kind: 'video' | 'thumbnail' | 'face'; readonly id: number }
  | { readonly kind: 'strip'; readonly id: number; readonly sheet: number }

/** Reads such an address; null for anything else. */
export function parseMediaUrl(url: string): MediaTarget | null {
  const match = /^media:\/\/study\/(video|thumbnail|face)\/([1-9]\d{0,15})$/.exec(url)
  if (match !== null) return { kind: match[1] as 'video' | 'thumbnail' | 'face', id: Number(match[2]) }
  const sheet = /^media:\/\/study\/strip\/([1-9]\d{0,15})\/(0|[1-9]\d{0,5})$/.exec(url)
  return sheet === null ? null : { kind: 'strip', id: Number(sheet[1]), sheet: Number(sheet[2]) }
}
