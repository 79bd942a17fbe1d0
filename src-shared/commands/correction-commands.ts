import type { CommandTable } from './command-data.ts'

const everywhere = { context: 'everywhere' } as const

/** Of the patient, the visit, the video, the clip and the rater that the screen is about. */
export const correctionCommands = {
  'patient.rename': { ...everywhere, label: 'Rename the patient…' },
  'patient.merge': { ...everywhere, label: 'Merge the patient into another…' },
  'visit.rename': { ...everywhere, label: 'Rename the visit…' },
  'visit.date': { ...everywhere, label: 'Change the date of the visit…' },
  'visit.covariates': { ...everywhere, label: 'Sex, age, medication… of the visit' },
  'visit.merge': { ...everywhere, label: 'Merge the visit into another…' },
  'visit.move': { ...everywhere, label: 'Move the visit to another patient…' },
  'video.move': { ...everywhere, label: 'Move the video to another visit…' },
  'rater.rename': { ...everywhere, label: 'Rename the rater…' },
  'rater.merge': { ...everywhere, label: 'Merge the rater into another…' },
  'clip.delete': { ...everywhere, label: 'Delete the clip for good…' },
  'video.delete': { ...everywhere, label: 'Delete the video for good…' },
  'visit.delete': { ...everywhere, label: 'Delete the visit for good…' },
  'patient.delete': { ...everywhere, label: 'Delete the patient for good…' },
} as const satisfies CommandTable
