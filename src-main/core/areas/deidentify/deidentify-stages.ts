/** The parts of a de-identified copy, in order; each clip goes through them. */
export const deidentifyStages = {
  looking: 'Looking for faces',
  blurring: 'Blurring all but the patient',
  checking: 'Looking for faces in the copy',
} as const
export type DeidentifyStage = keyof typeof deidentifyStages
