import type { Database } from 'better-sqlite3'
import { createCovariateRepository } from '../covariates/covariate-repository.ts'
import { subgroupings } from './subgroups.ts'
import type { Subgrouping } from './subgroups.ts'

/** What tells the rated visits apart: the visit itself, and what the study knows of visits and patients. */
export function findGroupings(
  db: Database,
  rated: readonly { readonly sessionId: number; readonly visitLabel: string }[],
): Subgrouping[] {
  const covariates = createCovariateRepository(db)
  return subgroupings(rated, covariates.list(), covariates.known())
}
