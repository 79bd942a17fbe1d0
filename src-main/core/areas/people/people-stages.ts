/** The parts of a search for people, in order. */
export const peopleStages = {
  checking: 'Checking the videos',
  looking: 'Looking for faces',
} as const
export type PeopleStage = keyof typeof peopleStages
