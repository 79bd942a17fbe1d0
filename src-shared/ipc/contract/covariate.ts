import { z } from 'zod'
import {
  covariateSchema,
  covariatesTakenSchema,
  knownCovariateSchema,
  saveCovariatesSchema,
} from '../../domain/covariate.ts'
import { call, nothing } from '../define.ts'

/** What is known of patients and visits beside their ratings. */
export const covariateCalls = {
  'covariate.kinds': call(nothing, z.array(covariateSchema)),
  /** Without what blind work hides. */
  'covariate.known': call(nothing, z.array(knownCovariateSchema)),
  /** One step; answers what is known now. */
  'covariate.save': call(saveCovariatesSchema, z.array(knownCovariateSchema)),
  'covariate.define': call(covariateSchema, z.array(covariateSchema)),
  /** Asks for a CSV file in a dialog; null when it was cancelled. */
  'covariate.import': call(nothing, covariatesTakenSchema.nullable()),
} as const
