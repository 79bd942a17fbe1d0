import type { MissingReason } from '#shared/domain/score.ts'
import { missingReasons } from '#shared/domain/score.ts'

export const missingWords: Readonly<Record<MissingReason, string>> = {
  'not-assessed': 'Not assessed',
  'not-applicable': 'Does not apply',
  refused: 'Patient declined',
  technical: 'Technical reason',
}

export const missingOptions = missingReasons.map((id) => ({ id, label: missingWords[id] }))
