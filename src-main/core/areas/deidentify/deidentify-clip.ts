import { rm } from 'node:fs/promises'
import type { ClipRow } from '#shared/domain/clip.ts'
import { AppError } from '#shared/errors.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import type { FacePath } from '#shared/domain/people.ts'
import { createBlurPlan } from './blur-plan.ts'
import type { BlurReach, TimedBox } from './blur-plan.ts'
import { sightingsOf, separatePatient } from './separate-patient.ts'
import type { KnownPaths, SeenFaces, SeparatedFaces } from './separate-patient.ts'
import type { MediaTools } from '../../media/types.ts'
import type { DeidentifiedClip } from './service.ts'
import { copyName, publishCopy, uncheckedCopy } from './copy-file.ts'
import type { DeidentifyStage } from './deidentify-stages.ts'
import { lookAtFaces } from './look-at-faces.ts'
import type { Looking } from './look-at-faces.ts'

export interface ClipToDeidentify {
  readonly clip: ClipRow
  /** Absolute path of its video. */
  readonly file: string
  /** Of everybody in the video. */
  readonly paths: readonly FacePath[]
}

export interface DeidentifyMeans extends Looking {
  readonly media: Pick<MediaTools, 'makeBlurredCopy'>
  /** For the copies that are checked. */
  readonly folder: string
  readonly studyFolder: string
  readonly keepSound: boolean
  /** 0 to 1 of the clip. */
  readonly onFraction: (fraction: number) => void
  /** Told of each part before it begins. */
  readonly onPart: (part: DeidentifyStage) => void
  /** Told of a checked copy and its name, which nothing in the folder has, before it is given it. */
  readonly placing: (copy: DeidentifiedClip) => void
}

interface Round extends BlurReach {
  /** What is left of the largest blurred face, from top to bottom. */
  readonly patchesPerFace: number
}

/** Each one blurs more than the one before; the next is tried where a face could still be found. */
const rounds: readonly Round[] = [
  { margin: 0.4, holdMs: 500, patchesPerFace: 4 },
  { margin: 0.8, holdMs: 1000, patchesPerFace: 3 },
  { margin: 1.2, holdMs: 2000, patchesPerFace: 2 },
]

/** People seen so long before or after a clip may still be in it. */
const pathMarginMs = 2000

/** Of the whole picture, from top to bottom. */
const patchLimits = { fewest: 2, most: 32 }

/** Shares of the time for the first look, the copy, and the look at the copy. */
const parts = { look: 0.4, copy: 0.2, check: 0.4 }

/**
 * Writes a copy of a clip in which every face but the patient's is blurred, and looks at every frame of it again. The
 * copy has its name only when no other face could be found; otherwise nothing is left of it.
 *
 * Throws AppError `media-unreadable`, `conflict` where another face could still be found in the last round, or an error
 * that ends the whole work.
 */
export async function deidentifyClip(
  means: DeidentifyMeans,
  given: ClipToDeidentify,
): Promise<DeidentifiedClip> {
  const { clip, file } = given
  const paths = pathsAround(given)
  const span = { videoId: clip.videoId, file, startMs: clip.startMs, endMs: clip.endMs }
  means.onPart('looking')
  const seen = await lookAtFaces(means, { ...span, shiftMs: 0 }, (fraction) => {
    means.onFraction(parts.look * fraction)
  })
  const separated = separatePatient(seen, paths)
  const unfinished = await uncheckedCopy(means.studyFolder)
  try {
    const { extension, used } = await copyUntilClean(means, { ...given, paths, seen, separated, unfinished })
    const counts = { frames: seen.frameTimes.length, facesBlurred: separated.others.length, rounds: used }
    const named = (fileName: string): DeidentifiedClip => ({
      ...{ clipId: clip.id, fileName, ...counts, verified: true },
    })
    const target = { folder: means.folder, name: copyName(clip), extension }
    const fileName = await publishCopy(unfinished, target, (free) => {
      means.placing(named(free))
    })
    return named(fileName)
  } finally {
    await rm(unfinished, { force: true })
  }
}

function pathsAround({ clip, paths }: ClipToDeidentify): KnownPaths {
  const around = { fromMs: clip.startMs - pathMarginMs, toMs: clip.endMs + pathMarginMs }
  const ofRole = (isPatient: boolean): TimedBox[][] =>
    paths
      .filter(({ role }) => (role === 'patient') === isPatient)
      .map((path) => sightingsOf(path, around))
      .filter((sightings) => sightings.length > 0)
  return { patient: ofRole(true), others: ofRole(false) }
}

interface CopyWork extends Omit<ClipToDeidentify, 'paths'> {
  readonly paths: KnownPaths
  readonly seen: SeenFaces
  readonly separated: SeparatedFaces
  readonly unfinished: string
}

async function copyUntilClean(means: DeidentifyMeans, work: CopyWork) {
  const { clip, separated, paths } = work
  const found: TimedBox[] = []
  for (const [index, round] of rounds.entries()) {
    const copied = await copyOnce(means, work, { round, found })
    if (!hasAllFrames(copied.seen, work.seen)) {
      const message = `Pictures of ${clip.fileName} were lost on the way, so no copy was kept.`
      throw new AppError('media-unreadable', message)
    }
    const again = separatePatient(copied.seen, { ...paths, likeness: separated.likeness })
    if (again.others.length === 0) return { extension: copied.extension, used: index + 1 }
    found.push(...again.others)
  }
  const lastMs = found.at(-1)?.timeMs ?? clip.startMs
  throw new AppError(
    'conflict',
    `At ${formatTimecode(lastMs)} another face could still be found, so no copy was kept.`,
  )
}

async function copyOnce(
  means: DeidentifyMeans,
  { clip, file, seen, separated, paths, unfinished }: CopyWork,
  { round, found }: { round: Round; found: readonly TimedBox[] },
) {
  const others = [...separated.others, ...found]
  const plan = createBlurPlan({ others, otherPaths: paths.others, patient: separated.patient }, round)
  const tallest = Math.max(0, ...[...others, ...paths.others.flat()].map(({ height }) => height))
  const firstMs = seen.frameTimes[0] ?? clip.startMs
  const lengthMs = clip.endMs - firstMs
  const { signal } = means.control
  means.onPart('blurring')
  const { extension } = await means.media.makeBlurredCopy({
    file,
    target: unfinished,
    endMs: clip.endMs,
    masks: seen.frameTimes.map((timeMs) => ({ timeMs, ...plan(timeMs) })),
    patches: Math.min(patchLimits.most, Math.max(patchLimits.fewest, round.patchesPerFace / tallest)),
    keepSound: means.keepSound,
    signal,
    onProgress: (doneMs) => {
      means.onFraction(parts.look + parts.copy * Math.min(1, doneMs / lengthMs))
    },
  })
  const copy = { videoId: clip.videoId, file: unfinished, startMs: 0, endMs: lengthMs, shiftMs: firstMs }
  means.onPart('checking')
  const seenAgain = await lookAtFaces(means, copy, (fraction) => {
    means.onFraction(parts.look + parts.copy + parts.check * fraction)
  })
  return { extension, seen: seenAgain }
}

/** WebM keeps time in whole ms. */
const sameTimeMs = 1

/** Every frame that was looked at is in the copy; what was too damaged to be looked at may be there, too. */
function hasAllFrames(copy: SeenFaces, source: SeenFaces): boolean {
  let next = 0
  return source.frameTimes.every((timeMs) => {
    while ((copy.frameTimes[next] ?? Infinity) < timeMs - sameTimeMs) next += 1
    return Math.abs((copy.frameTimes[next] ?? Infinity) - timeMs) <= sameTimeMs
  })
}
