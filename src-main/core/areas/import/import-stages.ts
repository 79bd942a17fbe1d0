/** Parts of an import, in words. */
export const importStages = {
  /** Only where the plan is gone with the program that made it. */
  readingAgain: 'Reading the folders again',
  importing: 'Taking in the visits',
} as const
