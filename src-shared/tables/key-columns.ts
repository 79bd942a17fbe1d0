/** `Event Name` of a REDCap export with labels is `event_name`. */
export function plainName(column: string): string {
  return column.replaceAll(/[\s.-]+/gu, '_')
}

/** What columns are called that say whose a row is, in lower case. */
export const participantNames = [
  'participant_id',
  'participant',
  'patient',
  'patient_id',
  'patient_code',
  'subject',
  'subject_id',
  'record_id',
] as const

/** What columns are called that say of which visit a row is, in lower case. */
export const visitNames = [
  'visit',
  'visit_label',
  'session',
  'session_id',
  'timepoint',
  'event',
  'redcap_event_name',
  'event_name',
] as const

/** The same of the day of the visit. */
export const visitDateNames = ['visit_date', 'date', 'date_of_visit', 'session_date'] as const
