import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { chosenIdsSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import type { SpeechService } from './service.ts'

const inputSchema = z.object({
  /** Null for every visit. */
  sessionIds: chosenIdsSchema.nullable(),
})

/** Listening is quick, and nothing of it is stored: it is begun anew rather than kept. */
export const speechJob = defineJob({
  kind: 'speech',
  version: 1,
  input: inputSchema,
  stages: [],
  title: () => 'Listening to the videos',
  pausable: true,
  resumable: false,
  isKept: false,
  run: (context: JobContext<{ readonly speech: SpeechService }>, { sessionIds }) =>
    context.services.speech.measure(sessionIds, context),
  summary: (sessions) => {
    const measured = sessions.filter(({ measures }) => measures !== null).length
    return `Measured speech in ${counted(measured, 'visit')}.`
  },
})
