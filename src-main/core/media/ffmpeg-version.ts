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
  /** Knows `-fps_mode`, which replaced `-vsync` in 5.1 and will outlive it. */
  readonly hasFpsMode: boolean
}

/** Version of libavcodec in FFmpeg 4.1 and 5.1. */
const avcodecOf41 = { major: 58, minor: 35 }
const avcodecOf51 = { major: 59, minor: 37 }

interface MajorMinor {
  readonly major: number
  readonly minor: number
}

function isAtLeast(version: MajorMinor, least: MajorMinor): boolean {
  return version.major > least.major || (version.major === least.major && version.minor >= least.minor)
}

/** Null when the text was not printed by ffmpeg or ffprobe. */
export function parseFfmpegVersion(text: string): FfmpegVersion | null {
  const version = /^ff(?:mpeg|probe) version (\S+)/m.exec(text)?.[1]
  const avcodec = /^libavcodec\s+(\d+)\.\s*(\d+)\./m.exec(text)
  if (version === undefined || avcodec === null) return null
  const library = { major: Number(avcodec[1]), minor: Number(avcodec[2]) }
  return {
    version,
    licence: licenceOf(text),
    recentEnough: isAtLeast(library, avcodecOf41),
    hasFpsMode: isAtLeast(library, avcodecOf51),
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
