import { createClipQualityRepository } from './clip-quality-repository.ts'
import { createFaceObservationRepository } from './face-observation-repository.ts'
import { createFaceTrackRepository } from './face-track-repository.ts'
import { createPeopleEditRepository } from './people-edit-repository.ts'
import { createPeopleRepository } from './people-repository.ts'
import { createProblemRepository } from '../study/problem-repository.ts'
import type { StudyContext } from '../study/study-context.ts'

/** What the parts of the people service work on. */
export interface PeopleContext extends StudyContext {
  readonly people: ReturnType<typeof createPeopleRepository>
  readonly tracks: ReturnType<typeof createFaceTrackRepository>
  readonly observations: ReturnType<typeof createFaceObservationRepository>
  readonly edits: ReturnType<typeof createPeopleEditRepository>
  readonly qualities: ReturnType<typeof createClipQualityRepository>
  readonly problems: ReturnType<typeof createProblemRepository>
}

export function createPeopleContext(context: StudyContext): PeopleContext {
  const { db } = context
  return {
    ...context,
    people: createPeopleRepository(db),
    tracks: createFaceTrackRepository(db),
    observations: createFaceObservationRepository(db),
    edits: createPeopleEditRepository(db),
    qualities: createClipQualityRepository(db),
    problems: createProblemRepository(db),
  }
}
