import type { ClipRow } from '#shared/domain/clip.ts'

/** A video of the study as its clips tell of it. */
export interface CutVideo {
  readonly videoId: number
  readonly sessionId: number
  readonly patientCode: string
  readonly visitLabel: string
  readonly fileName: string
  readonly clips: number
}

export type VideoListRow =
  | { readonly kind: 'session'; readonly first: CutVideo }
  | { readonly kind: 'video'; readonly video: CutVideo }

/** The videos that the clips are of, in the order of their first clips: those of a visit lie together. */
export function videosOf(clips: readonly ClipRow[]): CutVideo[] {
  const videos = new Map<number, CutVideo>()
  for (const { videoId, sessionId, patientCode, visitLabel, fileName } of clips) {
    const known = videos.get(videoId)
    const count = (known?.clips ?? 0) + 1
    videos.set(videoId, { videoId, sessionId, patientCode, visitLabel, fileName, clips: count })
  }
  return [...videos.values()]
}

/** Those that the words name, each by patient, visit or file. */
export function searchVideos(videos: readonly CutVideo[], search: string): readonly CutVideo[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return videos
  return videos.filter((video) => {
    const text = `${video.patientCode} ${video.visitLabel} ${video.fileName}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Under a heading for each visit. */
export function videoListRows(videos: readonly CutVideo[]): VideoListRow[] {
  const rows: VideoListRow[] = []
  let sessionId: number | null = null
  for (const video of videos) {
    if (video.sessionId !== sessionId) rows.push({ kind: 'session', first: video })
    sessionId = video.sessionId
    rows.push({ kind: 'video', video })
  }
  return rows
}
