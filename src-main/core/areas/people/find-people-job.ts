import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { chosenIdsSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import { peopleStages } from './people-stages.ts'
import type { PeopleService } from './service.ts'

const inputSchema = z.object({
  /** Null for every visit. */
  sessionIds: chosenIdsSchema.nullable(),
})

/**
 * Looks for faces and makes out who is who. Each stretch of a video is on disk when it was looked at, so that a further
 * attempt finds out by itself what is left.
 */
export const findPeopleJob = defineJob({
  kind: 'find-people',
  version: 1,
  input: inputSchema,
  stages: Object.values(peopleStages),
  title: () => 'Finding the people',
  pausable: true,
  resumable: true,
  run: (context: JobContext<{ readonly people: PeopleService }>, { sessionIds }) =>
    context.services.people.find(sessionIds, context),
  summary: ({ videos, people }) => `Looked at ${counted(videos, 'video')}, found ${counted(people, 'face')}.`,
})
