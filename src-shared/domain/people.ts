import { z } from 'zod'
import { chosenIdsSchema, mergedIdsSchema } from '../limits.ts'

/** `unknown` until somebody, or the proposal, says who it is. */
export const personRoles = ['patient', 'clinician', 'other', 'unknown'] as const
export const personRoleSchema = z.enum(personRoles)
export type PersonRole = z.infer<typeof personRoleSchema>

/** One face followed without a break through one video. Its picture is at `media://study/face/<id>`. */
export const faceTrackSchema = z.object({
  id: z.number().int().positive(),
  videoId: z.number().int().positive(),
  personId: z.number().int().positive(),
  startMs: z.number(),
  endMs: z.number(),
  /** Frames looked at in which the face was seen. */
  frames: z.number().int().positive(),
  /** Mean height of the face in pixels of the picture that was looked at. */
  meanHeightPx: z.number(),
})
export type FaceTrack = z.infer<typeof faceTrackSchema>

/** Somebody who appears in a session, across cuts, turns and absences. */
export const personSchema = z.object({
  id: z.number().int().positive(),
  sessionId: z.number().int().positive(),
  /** `Person A`, `Person B` ... in order of time on screen. */
  label: z.string(),
  role: personRoleSchema,
  /** A person set the role; otherwise it is a proposal. */
  confirmed: z.boolean(),
  /** Why the program proposes this role; empty when a person set it. */
  reason: z.string(),
  /** Share (0 to 1) of the frames looked at in the session in which this face was seen. */
  seenShare: z.number().min(0).max(1),
  seenMs: z.number().nonnegative(),
  /** Looks like the confirmed patient of this visit; null when there is none, or it does not. */
  likeEarlierVisit: z.string().nullable(),
  tracks: z.array(faceTrackSchema),
})
export type Person = z.infer<typeof personSchema>

/**
 * Five looks are a second at the five a second of the face search. Looks are counted, not time: they are what is
 * known of a face. Faces that cross and half cover each other leave pieces of one or two looks; people who matter in a
 * session are there for longer.
 */
export const BRIEF_LOOKS = 5

/**
 * Whether somebody is seen so briefly that they may not be a person of their own. Where nobody is seen for longer,
 * as in a video of a second, nobody is.
 */
export const isBrief = (looks: number, mostLooks: number): boolean =>
  looks <= BRIEF_LOOKS && mostLooks > BRIEF_LOOKS

/** The ids of those of a session who are seen briefly and have no role. */
export function seenBriefly(people: readonly Person[]): ReadonlySet<number> {
  const looksOf = ({ tracks }: Person): number => tracks.reduce((sum, { frames }) => sum + frames, 0)
  const most = Math.max(0, ...people.map(looksOf))
  return new Set(
    people
      .filter((person) => person.role === 'unknown' && isBrief(looksOf(person), most))
      .map(({ id }) => id),
  )
}

export const sessionPeopleSchema = z.object({
  sessionId: z.number().int().positive(),
  videos: z.array(
    z.object({
      videoId: z.number().int().positive(),
      fileName: z.string(),
      durationMs: z.number(),
      /** Faces were looked for in the whole of it. */
      lookedAt: z.boolean(),
    }),
  ),
  /** Longest on screen first. */
  people: z.array(personSchema),
})
export type SessionPeople = z.infer<typeof sessionPeopleSchema>

const personId = z.number().int().positive()

export const peopleEditSchema = z.discriminatedUnion('kind', [
  /** Making somebody the patient takes that role from the one who had it, and confirms it. */
  z.object({ kind: z.literal('role'), personId, role: personRoleSchema }),
  /** All become the first one. */
  z.object({ kind: z.literal('merge'), personIds: mergedIdsSchema }),
  /** These tracks become the named person's, or a new person's with null. */
  z.object({
    kind: z.literal('assign'),
    trackIds: chosenIdsSchema,
    personId: personId.nullable(),
  }),
])
export type PeopleEdit = z.infer<typeof peopleEditSchema>

/** Where each person's face is over time, for drawing over the video. */
export const facePathSchema = z.object({
  trackId: z.number().int().positive(),
  personId,
  label: z.string(),
  role: personRoleSchema,
  /** ms, Float64[n] */
  timesMs: z.custom<Float64Array>((value) => value instanceof Float64Array),
  /** x, y, width, height as shares of the upright picture; Float32[n * 4] */
  boxes: z.custom<Float32Array>((value) => value instanceof Float32Array),
})
export type FacePath = z.infer<typeof facePathSchema>

export const clipGrades = ['good', 'fair', 'poor', 'unusable'] as const
export type ClipGrade = (typeof clipGrades)[number]

/** How well the patient's face can be seen in a clip. */
export const clipQualitySchema = z.object({
  /** Share (0 to 1) of the frames looked at with a usable face of the patient. */
  usableShare: z.number().min(0).max(1),
  /** Longest stretch without a usable face. */
  longestGapMs: z.number().nonnegative(),
  frames: z.number().int().nonnegative(),
  grade: z.enum(clipGrades),
  /** Whole sentences, worst first; empty for `good`. */
  reasons: z.array(z.string()),
  /** Labels of people other than the patient whose faces are seen in the clip, the most seen first. */
  others: z.array(z.string()),
  /** In any frame, usable or not. */
  patientSeen: z.boolean(),
})
export type ClipQuality = z.infer<typeof clipQualitySchema>
