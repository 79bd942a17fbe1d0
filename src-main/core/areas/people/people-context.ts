import { createClipQualityRepository } from './clip-quality-repository.ts'
import { createFaceObservationRepository } from './face-observation-repository.ts'
import type { FaceTrackRepository } from './face-track-repository.ts'
import type { PeopleRepository } from './people-repository.ts'
import { createProblemRepository } from '../study/problem-repository.ts'
import type { StudyContext } from '../study/study-context.ts'

/** What the parts of the people service work on. */
export interface PeopleContext extends StudyContext {
  readonly people: PeopleRepository
  readonly tracks: FaceTrackRepository
  readonly observations: ReturnType<typeof createFaceObservationRepository>
  readonly qualities: ReturnType<typeof createClipQualityRepository>
  readonly problems: ReturnType<typeof createProblemRepository>
}

export function createPeopleContext(context: StudyContext): PeopleContext {
  const { db, repositories } = context
  return {
    ...context,
    people: repositories.people,
    tracks: repositories.faceTracks,
    observations: createFaceObservationRepository(db),
    qualities: createClipQualityRepository(db),
    problems: createProblemRepository(db),
  }
}
