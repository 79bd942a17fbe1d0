import type { ClipRow } from '#shared/domain/clip.ts'
import type { ClipQuality } from '#shared/domain/people.ts'
import { formatLength, formatPercent } from '../../ui/number-text.ts'

/** The patient's face is not seen at all, while others are: maybe the wrong person is taken for the patient. */
export function isSomebodyElse({ patientSeen, others }: ClipQuality): boolean {
  return !patientSeen && others.length > 0
}

/** Nothing to ask of People where the patient is seen well, or where nobody else is seen. */
export function asksWhoIsPatient({ grade, others }: ClipQuality): boolean {
  return grade !== 'good' && others.length > 0
}

/** `Usable in 64 % of 120 frames; the longest gap is 2.1 s.` */
export function qualitySentence({ usableShare, frames, longestGapMs }: ClipQuality): string {
  if (usableShare === 0) return `The patient’s face is usable in none of ${String(frames)} frames.`
  const share = `Usable in ${formatPercent(usableShare)} of ${String(frames)} frames`
  return longestGapMs === 0
    ? `${share}, without a gap.`
    : `${share}; the longest gap is ${formatLength(longestGapMs)}.`
}

/** Why a clip gets no prediction (again) by what is known of it; null when nothing is in the way. */
export function refusalOf(
  clip: Pick<ClipRow, 'excluded'>,
  quality: ClipQuality | null,
  limits: { readonly minUsableShare: number; readonly hasPrediction: boolean },
): string | null {
  if (clip.excluded) {
    return 'This clip is excluded: it is kept, but neither predicted nor exported. Take it in again on the Cut screen.'
  }
  if (quality === null || quality.usableShare >= limits.minUsableShare) return null
  const [share, needed] = [formatPercent(quality.usableShare), formatPercent(limits.minUsableShare)]
  if (limits.hasPrediction) {
    return `The patient’s face is usable in only ${share} of the frames, too few by the limit of ${needed} in Settings. The estimate below was made before and is not made again.`
  }
  if (isSomebodyElse(quality)) {
    const [reason = 'The patient’s face is not seen in this clip.'] = quality.reasons
    return `${reason} So it gets no prediction; say in People who the patient is.`
  }
  return quality.usableShare === 0
    ? `The patient’s face cannot be used in any frame of this clip, so it gets no prediction.`
    : `The patient’s face is usable in ${share} of the frames of this clip. Below ${needed} a clip gets no prediction; Settings say where that limit lies.`
}
