import type { FrameTimes, VideoStrip } from '#shared/domain/strip.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { Video } from '#shared/domain/clip.ts'

/** Whole videos: times of their pictures, filmstrip and waveform, copies for the player. */
export interface VideoService {
  frameTimes(videoId: number): Promise<FrameTimes>
  /** What there is of it; begins to make the rest in the background. */
  strip(videoId: number): Promise<VideoStrip>
  /** Absolute path of a sheet of the filmstrip; null when it is not there. */
  stripSheetFile(videoId: number, sheet: number): string | null
  onStripChange(listener: (videoId: number) => void): () => void
  /** Makes the player's copy of a video that Chromium cannot play. */
  makeProxy(videoId: number, control: JobControl): Promise<void>
  /** Null for a video that is not in the study. */
  fileName(videoId: number): string | null
  /** Ids of the videos that the player cannot play and that have no copy. */
  unplayable(): readonly number[]
  proxyState(videoId: number): 'none' | 'making' | 'ready'
  /**
   * What the player shows: the copy, or the video itself once it was found to be the recording that was imported; null when
   * neither can be played or is there.
   */
  playedFile(videoId: number): Promise<string | null>
  /** Compares what is in a video's place with what was imported, without reading all of it. */
  lookAt(videoId: number): Promise<void>
  /** By when it was last looked at; announces `library` when it turns out that another recording lies there. */
  content(videoId: number): Video['content']
  /** Ids of the videos whose content is `replaced`. */
  replaced(): ReadonlySet<number>
  /** Stops what is made in the background; resolves when it is gone. */
  close(): Promise<void>
}
