/** Parts of a fit in words. Items that were not rated in the same visits go through those in between one after the other. */
export const fitStages = {
  gather: 'Gathering the training set',
  each: 'Leaving out each patient',
  pairs: 'Leaving out pairs of patients',
  groups: 'Leaving out groups of patients',
  fewer: 'Learning from fewer patients',
  exchange: 'Exchanging ratings',
  judge: 'Judging the estimates',
} as const

export type FitStage = (typeof fitStages)[keyof typeof fitStages]

/** Told before each part. */
export type TellStage = (stage: FitStage) => void
