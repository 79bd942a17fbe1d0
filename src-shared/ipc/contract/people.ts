import { z } from 'zod'
import {
  clipQualitySchema,
  facePathSchema,
  peopleEditSchema,
  sessionPeopleSchema,
} from '../../domain/people.ts'
import { chosenIdsSchema, idSchema } from '../../limits.ts'
import { call } from '../define.ts'

/** Whose face it is. */
export const peopleCalls = {
  'people.get': call(z.object({ sessionId: idSchema }), sessionPeopleSchema),
  /** Looks for faces in the videos that were not looked at yet; null means every session. */
  'people.find': call(z.object({ sessionIds: chosenIdsSchema.nullable() }), z.object({ jobId: z.string() })),
  'people.edit': call(z.object({ sessionId: idSchema, edit: peopleEditSchema }), sessionPeopleSchema),
  /** Empty for a video that was not looked at. */
  'people.paths': call(z.object({ videoId: idSchema }), z.array(facePathSchema)),
  /** Null for a clip of a video that was not looked at. */
  'people.clipQuality': call(z.object({ clipId: idSchema }), clipQualitySchema.nullable()),
  /** Copies of clips in which every face but the patient's is blurred; asks for a folder, null when cancelled. */
  'people.exportDeidentified': call(
    z.object({
      clipIds: chosenIdsSchema,
      /** A voice tells who somebody is; it is left out unless asked for. */
      keepSound: z.boolean(),
    }),
    z.object({ jobId: z.string() }).nullable(),
  ),
} as const
