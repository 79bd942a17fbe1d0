import { createClipQualityRepository } from '../people/clip-quality-repository.ts'
import { createRunRepository } from './run-repository.ts'
import { createSeverityRepository } from '../severity/severity-repository.ts'
import type { StudyContext } from './study-context.ts'

/**
 * One sentence for each row of a study that is not what was written once. The rest can be worked with, and damaged
 * rows stay in the file as they are.
 */
export function findDamages({ db, repositories }: Pick<StudyContext, 'db' | 'repositories'>): string[] {
  const { scales, promptSets, tiers, scores, covariates, protocols, imports } = repositories
  const others = [createSeverityRepository(db), createClipQualityRepository(db), createRunRepository(db)]
  return [scales, promptSets, tiers, scores, covariates, protocols, imports, ...others].flatMap(
    (repository) => repository.damages(),
  )
}
