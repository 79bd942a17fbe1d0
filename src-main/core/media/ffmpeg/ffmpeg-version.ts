/**
 * What `ffmpeg -version` says about a build. Releases call themselves `5.1.9-0+deb12u1` or `n6.1`, builds of
 * the development tree `N-47683-g0e8eb07980` or `2024-05-02-git-…`; those are dated by libavcodec's version,
 * which every build prints.
 */
export interface FfmpegVersion {
  readonly version: string
  readonly licence: string
  /** 4.1 or newer: older ones lack options that exact reading needs. */
  readonly recentEnough: boolean
}

/** Version of libavcodec in FFmpeg 4.1. */
const avcodecOf41 = { major: 58, minor: 35 }

/** Null when the text was not printed by ffmpeg or ffprobe. */
export function parseFfmpegVersion(text: string): FfmpegVersion | null {
  const version = /^ff(?:mpeg|probe) version (\S+)/m.exec(text)?.[1]
  const avcodec = /^libavcodec\s+(\d+)\.\s*(\d+)\./m.exec(text)
  if (version === undefined || avcodec === null) return null
  const [major, minor] = [Number(avcodec[1]), Number(avcodec[2])]
  return {
    version,
    licence: licenceOf(text),
    recentEnough: major > avcodecOf41.major || (major === avcodecOf41.major && minor >= avcodecOf41.minor),
  }
}

/** The licence that follows from the build's configuration, as FFmpeg's own LICENSE.md states it. */
function licenceOf(text: string): string {
  const has = (option: string) => text.includes(`--enable-${option}`)
  if (has('nonfree')) return 'nonfree (may not be redistributed)'
  const generation = has('version3') ? 'version 3 or later' : null
  if (has('gpl')) return `GPL ${generation ?? 'version 2 or later'}`
  return `LGPL ${generation ?? 'version 2.1 or later'}`
}

/**
 * Whether a build is of version 5.1 (June 2022) or newer: it has `-fps_mode`, which replaced `-vsync` and outlives it, and its
 * `showinfo` may leave out sums. Older builds of the development tree are told by their revision number or date.
 */
export function isFrom51(version: string): boolean {
  const revision = /^N-(\d+)/.exec(version)?.[1]
  if (revision !== undefined) return Number(revision) >= 108_000
  const year = /^(\d{4})-\d{2}-\d{2}/.exec(version)?.[1]
  if (year !== undefined) return Number(year) >= 2023
  const release = /^n?(\d+)\.(\d+)/.exec(version)
  if (release === null) return true
  const [major, minor] = [Number(release[1]), Number(release[2])]
  return major > 5 || (major === 5 && minor >= 1)
}
