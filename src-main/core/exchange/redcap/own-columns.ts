/** Columns that REDCap adds by itself: when a form was saved, whether it is complete, who belongs where. */
const ownColumn =
  /(?:_complete|_timestamp)$|^(?:complete\?|redcap_data_access_group|data access group|redcap_survey_identifier|survey identifier|survey timestamp)$/u

/** `column` in lower case. They say nothing about a patient's scores. */
export function isOwnColumn(column: string): boolean {
  return ownColumn.test(column)
}

/** `P001--1` is the first entry of record `P001` while two people enter each record; null for anything else. */
export function doubleEntry(participant: string): { record: string; entry: string } | null {
  const match = /^(.+)--([12])$/u.exec(participant)
  return match === null ? null : { record: match[1] ?? '', entry: match[2] ?? '' }
}
