import type { ClipQuality } from '#shared/domain/people.ts'
import { holdsTime } from '#shared/time/interval.ts'
import type { SubjectPath } from '../../faces/types.ts'
import type { ClipToEmbed } from './embedding-repository.ts'
import type { ClipSubject, UnseenVideo } from '../people/service.ts'

/** Whose face a clip is about. */
export interface ClipAndSubject {
  readonly clip: ClipToEmbed
  /** Where the patient's face is in it. */
  readonly subject: SubjectPath
  readonly subjectKey: string
}

/** Why a clip is not looked at. */
export interface ClipRefusal {
  readonly code: string
  readonly message: string
}

export interface SubjectDemands {
  /** Below this share of frames with a usable face of the patient, 0 to 1, a clip gets no prediction. */
  readonly minUsableShare: number
  /** Why faces could not be looked for in a video, by its id. */
  readonly unseen: ReadonlyMap<number, UnseenVideo>
}

const BOX_VALUES = 5

/** Whether a clip shows enough of the patient's face to be predicted, else one sentence why not. */
export function planClip(
  clip: ClipToEmbed,
  subject: ClipSubject,
  { minUsableShare, unseen }: SubjectDemands,
): ClipAndSubject | ClipRefusal {
  switch (subject.kind) {
    case 'not-looked-at':
      return (
        unseen.get(clip.videoId) ?? {
          code: 'media-unreadable',
          message: `Faces could not be looked for in “${clip.fileName}” up to the end of this clip.`,
        }
      )
    case 'nobody-is-patient':
      return {
        code: 'no-patient',
        message: `Nobody in ${clip.patientCode} ${clip.visitLabel} is the patient: say in People who it is.`,
      }
    case 'known':
      break
  }
  const { path, key, quality } = subject
  if (!isSeen(path, clip)) {
    return { code: 'no-face', message: notSeenMessage(quality) }
  }
  if (quality.usableShare < minUsableShare) {
    const [reason = ''] = quality.reasons
    const shares = `${inPercent(quality.usableShare)} of this clip, less than the ${inPercent(minUsableShare)}`
    const message = `The patient’s face can be used in ${shares} that the settings ask for. ${reason}`.trim()
    return { code: 'face-unusable', message }
  }
  return { clip, subject: path, subjectKey: key }
}

/** Kept with the clip, so it names nobody: who is who may change. */
function notSeenMessage({ others }: ClipQuality): string {
  return others.length === 0
    ? 'No face was found in this clip.'
    : 'The patient’s face is not seen in this clip, but another person’s is: People says who the patient is.'
}

function isSeen({ times, boxes }: SubjectPath, clip: ClipToEmbed): boolean {
  return times.some((timeMs, index) => holdsTime(clip, timeMs) && !Number.isNaN(boxes[index * BOX_VALUES]))
}

const inPercent = (share: number): string => `${String(Math.round(share * 100))} %`
