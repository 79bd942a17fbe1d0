/**
 * Follows the pictures of a file in order of time and finds the stretches that must not be looked at. A picture
 * that the decoder had to patch, or could not give at all, spoils those that build on it, although the decoder
 * no longer complains about them: the stretch goes on to the next whole key frame.
 */
export interface DamageWatch {
  /** The picture that comes next is patched. */
  pictureIsCorrupt(): void
  /** A picture before the one that comes next could not be decoded. */
  pictureIsLost(): void
  /** The container is damaged; whether pictures are gone shows in the time of the one that comes next. */
  dataIsMissing(): void
  pictureDecoded(seconds: number, isKey: boolean): void
  /** Whether the picture decoded last is spoiled. */
  readonly isDamaged: boolean
  /** Those found by now, in order. Pictures that are missing at the end count when reading should have got there. */
  stretchesUntil(endSeconds: number): readonly DamagedStretch[]
}

/** Half-open, in seconds of the file's time stamps. */
export interface DamagedStretch {
  readonly startSeconds: number
  readonly endSeconds: number
}

/** Pictures are gone from a damaged container when the next one comes this many steps later. */
const missingSteps = 1.5

export function createDamageWatch(stepSeconds: number): DamageWatch {
  const closed: DamagedStretch[] = []
  let openSince: number | null = null
  let previous: number | null = null
  let isNextCorrupt = false
  let isLost = false
  let mayBeMissing = false

  function close(endSeconds: number): void {
    if (openSince !== null) closed.push({ startSeconds: openSince, endSeconds })
    openSince = null
  }

  /** Where the pictures begin that should have come before this time, null when none is known to be missing. */
  function missingSince(seconds: number): number | null {
    if (previous === null) return null
    const isGap = mayBeMissing && seconds - previous > missingSteps * stepSeconds
    return isLost || isGap ? Math.min(seconds, previous + stepSeconds) : null
  }

  return {
    pictureIsCorrupt() {
      isNextCorrupt = true
    },
    pictureIsLost() {
      isLost = true
    },
    dataIsMissing() {
      mayBeMissing = true
    },
    pictureDecoded(seconds, isKey) {
      openSince ??= missingSince(seconds)
      const buildsOnNothing = isLost && previous === null && !isKey
      if (isNextCorrupt || buildsOnNothing) openSince ??= seconds
      else if (isKey) close(seconds)
      isNextCorrupt = false
      isLost = false
      mayBeMissing = false
      previous = seconds
    },
    get isDamaged() {
      return openSince !== null
    },
    stretchesUntil(endSeconds) {
      const startSeconds = openSince ?? missingSince(endSeconds)
      return startSeconds === null ? closed : [...closed, { startSeconds, endSeconds }]
    },
  }
}
