import type { WantedChange } from '../../journal/journal.ts'
import type { SubjectPath, Track } from '../../faces/types.ts'
import type { ClipQuality, FacePath, PeopleEdit, SessionPeople } from '#shared/domain/people.ts'
import type { JobControl } from '../../jobs/job-control.ts'

export interface FoundPeople {
  readonly videos: number
  readonly people: number
}

/** A video in which faces could not be looked for to its end. */
export interface UnseenVideo {
  readonly videoId: number
  readonly code: string
  readonly message: string
}

/** What a prediction must know of a clip before it looks at it. */
export type ClipSubject =
  /** Faces were not looked for up to the clip's end. */
  | { readonly kind: 'not-looked-at' }
  /** There are people, and each was given another role. */
  | { readonly kind: 'nobody-is-patient' }
  | {
      readonly kind: 'known'
      /** What the clip can see of it; empty when the patient is not in it. */
      readonly path: SubjectPath
      /** A hash over it. */
      readonly key: string
      readonly quality: ClipQuality
    }

/** Who is in the videos, and who of them is the patient. */
export interface PeopleService {
  get(sessionId: number): SessionPeople
  /** Looks at the videos that were not looked at yet; null for every session. What was done is kept when cancelled. */
  find(sessionIds: readonly number[] | null, control: JobControl): Promise<FoundPeople>
  /** The same for these videos alone; returns those of which something could not be looked at. */
  look(
    videoIds: readonly number[],
    control: Pick<JobControl, 'signal' | 'gate' | 'progress'>,
  ): Promise<readonly UnseenVideo[]>
  edit(sessionId: number, edit: PeopleEdit, by?: string | null): SessionPeople
  /** What becomes of who is who when videos become those of another visit; to be carried out after they were moved. */
  changesOfMove(move: { videoIds: readonly number[]; from: number; to: number }): WantedChange[]
  paths(videoId: number): FacePath[]
  /** Where the patient is in this video; null before it was looked at. Empty when the patient is not in it. */
  subject(videoId: number): SubjectPath | null
  /** The patient's face in this video, look by look; null before it was looked at. Empty when the patient is not in it. */
  patientTracks(videoId: number): readonly Track[] | null
  clipQuality(clipId: number): ClipQuality | null
  /** Answers for one clip after the other; cheap where clips of one video follow each other. */
  clipSubjects(): (clip: { videoId: number; startMs: number; endMs: number }) => ClipSubject
  /** Grades the clips that have no grade yet though their video was looked at: wanted after clips were cut. */
  gradeNewClips(): void
  /** Absolute path of a cached JPEG of a track's clearest face; null when the video cannot be read. */
  facePictureFile(trackId: number): Promise<string | null>
}
