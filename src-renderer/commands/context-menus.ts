import type { CommandId } from '#shared/commands/catalogue.ts'

type MenuGroups = readonly (readonly CommandId[])[]

/** What the menus hold, with a line between two groups; words, keys and what can be done now come from the commands. */

/** Of the button beside a clip’s name, which stands among others for the rest. */
export const moreForClipMenu: MenuGroups = [
  ['who-is-in-video', 'cut-video'],
  ['deidentify'],
  ['history-of-clip', 'history-of-visit'],
]

const clipRemoval = ['video.move', 'clip.delete', 'video.delete'] as const

export const libraryClipMenu: MenuGroups = [
  ['library.open', 'library.predict', 'library.rate'],
  ...moreForClipMenu,
  ['library.select-all'],
  clipRemoval,
]

export const allClipsMenu: MenuGroups = [['library.predict-shown']]

const renamingPatient = ['patient.rename', 'patient.merge'] as const
const correctingVisit = [
  'visit.covariates',
  'visit.rename',
  'visit.date',
  'visit.move',
  'visit.merge',
] as const

export const patientMenu: MenuGroups = [
  ['library.predict-shown'],
  ['history-of-patient'],
  renamingPatient,
  ['patient.delete'],
]

/** Of a visit, wherever it is listed; what the list does not know is left out. */
export const visitMenu: MenuGroups = [
  ['library.predict-shown', 'library.rate-session', 'library.people-of-session'],
  ['history-of-visit', 'history-of-patient'],
  correctingVisit,
  ['visit.delete'],
]

/** Of the line above the clips of a visit, which names its patient, too. */
export const headingMenu: MenuGroups = [
  ['history-of-visit', 'history-of-patient'],
  correctingVisit,
  renamingPatient,
  ['visit.delete', 'patient.delete'],
]

export const reviewClipMenu: MenuGroups = [
  ['review.caption', 'review.predict', 'review.rate'],
  ...moreForClipMenu,
  ['review.library'],
  clipRemoval,
]

export const cutClipMenu: MenuGroups = [
  ['cut.review'],
  ['cut.split', 'cut.merge', 'cut.trim-start', 'cut.trim-end'],
  ['cut.exclude', 'cut.remove'],
  ['history-of-clip', 'history-of-visit'],
  ['undo', 'redo'],
  clipRemoval,
]

/** Of a video in the list of Cut. */
export const cutVideoMenu: MenuGroups = [
  ['history-of-visit', 'history-of-patient'],
  ['video.move', 'video.delete'],
]

export const raterMenu: MenuGroups = [['rater.rename', 'rater.merge']]

export const scaleMenu: MenuGroups = [['history-of-scale']]

/** Of the strip between clips. */
export const cutGapMenu: MenuGroups = [
  ['cut.add'],
  ['filmstrip.larger', 'filmstrip.smaller', 'filmstrip.all'],
  ['undo', 'redo'],
]

export const personMenu: MenuGroups = [
  ['people.patient', 'people.clinician', 'people.other', 'people.unknown'],
  ['people.select', 'people.merge'],
  ['history-of-visit'],
]

export const appearanceMenu: MenuGroups = [
  ['appearances.open'],
  ['appearances.zoom-in', 'appearances.zoom-out'],
]

export const chartMenu: MenuGroups = [
  ['chart.open'],
  ['chart.table'],
  ['chart.png', 'chart.svg', 'chart.csv'],
  ['chart.copy-picture', 'chart.copy-numbers'],
]
