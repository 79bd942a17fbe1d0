import type { CorrectionRequest, RaterRenameRequest, VideoMoveRequest } from '#shared/domain/correction.ts'
import { patientCodeSchema } from '#shared/domain/patient.ts'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import { isoDateSchema, visitLabelSchema } from '#shared/domain/session.ts'
import type { AskedCorrection } from '../../stores/corrections.ts'

/** Value of the list of patients that stands for one who is not in the study yet. */
export const someoneNew = ''

export interface CorrectionForm {
  /** A code, a name or a date. */
  readonly text: string
  /** Code of the patient that was chosen from the list, or id of the visit; `someoneNew`, or null for none yet. */
  readonly chosen: string | null
}

interface Words {
  readonly title: string
  readonly description: string
  /** Of the text field; null where there is none. */
  readonly field: string | null
  readonly hint?: string
  /** Of the list of patients; null where there is none. */
  readonly list: string | null
  readonly button: string
}

const everywhere = 'Captions, scores and all else stay, under the new name.'

export function correctionWords(asked: AskedCorrection): Words {
  if ('patient' in asked) {
    const { code } = asked.patient
    return asked.kind === 'rename-patient'
      ? {
          title: `Rename patient ${code}`,
          description: `All visits of ${code} get the new code. ${everywhere}`,
          ...{ field: 'New code', list: null, button: 'Rename' },
        }
      : {
          title: `Merge patient ${code} into another`,
          description: `If both are one person: all visits of ${code} become visits of the other, and there is no ${code} any more.`,
          ...{ field: null, list: 'Other patient', button: 'Merge' },
        }
  }
  if (asked.kind === 'rename-rater') {
    return {
      title: `Rename rater ${asked.rater.code}`,
      description: 'Captions, scores and all else by this rater stay, under the new code.',
      ...{ field: 'New code', hint: 'Initials or a code, never a full name.', list: null, button: 'Rename' },
    }
  }
  if (asked.kind === 'move-video') {
    return {
      title: `Move ${asked.video.fileName} to another visit`,
      description:
        'Its clips, their captions and whoever is seen in it go along. Scores stay with the visit that they are of.',
      ...{ field: null, list: 'Visit', button: 'Move' },
    }
  }
  const { patientCode, visitLabel } = asked.visit
  const name = `${patientCode} ${visitLabel}`
  if (asked.kind === 'rename-visit') {
    return {
      title: `Rename visit ${name}`,
      description: everywhere,
      ...{ field: 'New name', list: null, button: 'Rename' },
    }
  }
  if (asked.kind === 'date-visit') {
    return {
      title: `Date of ${name}`,
      description: 'When the visit was. Charts over time and the order of visits follow it.',
      ...{ field: 'Date', hint: 'Such as 2026-03-08; empty for none.', list: null, button: 'Change' },
    }
  }
  return {
    title: `Move visit ${name} to another patient`,
    description: 'Its captions, scores and videos go along.',
    ...{ field: null, list: 'Patient', button: 'Move' },
  }
}

/** What the form begins with. */
export function emptyForm(asked: AskedCorrection): CorrectionForm {
  if (asked.kind === 'rename-patient') return { text: asked.patient.code, chosen: null }
  if (asked.kind === 'rename-rater') return { text: asked.rater.code, chosen: null }
  if (asked.kind === 'rename-visit') return { text: asked.visit.visitLabel, chosen: null }
  if (asked.kind === 'date-visit') return { text: asked.visit.visitDate ?? '', chosen: null }
  return { text: '', chosen: null }
}

/** What main is asked for; null while the form is not filled in, or says what is so already. */
export function correctionOf(
  asked: AskedCorrection,
  { text, chosen }: CorrectionForm,
): CorrectionRequest | RaterRenameRequest | VideoMoveRequest | null {
  const typed = text.trim()
  if ('patient' in asked) {
    const to = asked.kind === 'rename-patient' ? typed : (chosen ?? '')
    if (to === '' || to === asked.patient.code) return null
    const mayMerge = asked.kind === 'merge-patients'
    return { patientCode: asked.patient.code, visitLabel: null, to: { patientCode: to }, mayMerge }
  }
  if (asked.kind === 'rename-rater') {
    const from = asked.rater.code
    return typed === '' || typed === from ? null : { from, to: typed }
  }
  if (asked.kind === 'move-video') {
    return chosen === null ? null : { videoId: asked.video.videoId, sessionId: Number(chosen) }
  }
  const { patientCode, visitLabel, visitDate } = asked.visit
  const of = { patientCode, visitLabel }
  if (asked.kind === 'rename-visit') {
    return typed === '' || typed === visitLabel ? null : { ...of, to: { visitLabel: typed }, mayMerge: false }
  }
  if (asked.kind === 'date-visit') {
    const date = typed === '' ? null : typed
    return date === visitDate ? null : { ...of, to: { visitDate: date }, mayMerge: false }
  }
  const to = chosen === someoneNew ? typed : (chosen ?? '')
  return to === '' || to === patientCode ? null : { ...of, to: { patientCode: to }, mayMerge: true }
}

/** What is wrong with what was typed; null when nothing is. */
export function textProblem(asked: AskedCorrection, { text, chosen }: CorrectionForm): string | null {
  const typed = text.trim()
  if (typed === '') return null
  if (asked.kind === 'rename-visit') {
    return visitLabelSchema.safeParse(typed).success ? null : 'The name of a visit has up to 80 characters.'
  }
  if (asked.kind === 'date-visit') {
    return isoDateSchema.safeParse(typed).success ? null : 'A date is written as 2026-03-08.'
  }
  if (asked.kind === 'rename-rater') {
    const parsed = raterCodeSchema.safeParse(typed)
    return parsed.error?.issues[0]?.message ?? null
  }
  if (asked.kind !== 'rename-patient' && (asked.kind !== 'move-visit' || chosen !== someoneNew)) return null
  return patientCodeSchema.safeParse(typed).success
    ? null
    : 'A patient code has up to 64 letters, digits, dots, hyphens or underscores.'
}
