/** How visits are commonly called in folder and column names. */
const visitWords =
  /^(?:visit|vis|timepoint|time|tp|week|wk|month|mon|mo|day|ses|session|fu|follow[-_ ]?up|wave|year|yr)[-_ ]?\d{0,4}$/iu
const visitNames =
  /^(?:baseline|bl|screening|intake|admission|discharge|pre|post|pre[-_ ]?treatment|post[-_ ]?treatment|start|end|endpoint|final)[-_ ]?\d{0,3}$/iu
/** `V1`, `T0`, `M6`; a patient may be called so, too. */
const shortName = /^[vtmwd][-_ ]?\d{1,2}$/iu
/** REDCap's `baseline_arm_1`, and `Baseline (Arm 1: Drug A)` where it writes labels. */
const redcapArm = /(?:_arm_\d+|\(Arm \d+: [^()]*(?:\([^()]*\)[^()]*)*\))$/iu
const isoDate = /^(\d{4})-(\d{2})-(\d{2})(?:[-_ ]+(.*))?$/su

/** `baseline`, `week-4`, `ses-01`, `baseline_arm_1`: a name of a visit, hardly of a patient. */
export function isPlainVisitName(name: string): boolean {
  const bare = name.trim().replace(redcapArm, '').trim()
  return visitWords.test(bare) || visitNames.test(bare)
}

/** The same and the short ones: `V1`, `T0`. */
export function isVisitName(name: string): boolean {
  return isPlainVisitName(name) || shortName.test(name.trim().replace(redcapArm, '').trim())
}

/**
 * Takes a leading calendar date off a folder's name: `2024-05-03_baseline` is `baseline` on that day, and
 * `2024-05-03` is called by its date. Null when there is none, or none that exists.
 */
export function splitDatedName(name: string): { visitDate: string; visitLabel: string } | null {
  const match = isoDate.exec(name)
  if (match === null) return null
  const visitDate = `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`
  const label = match[4]?.trim() ?? ''
  return isCalendarDate(visitDate) ? { visitDate, visitLabel: label === '' ? visitDate : label } : null
}

/** `2024-13-45` of `2024-13-45_x`: written like a date, which it is not. Null for every other name. */
export function wrongDateIn(name: string): string | null {
  const [, date = null] = /^(\d{4}-\d{2}-\d{2})(?:$|[-_ ])/u.exec(name) ?? []
  return date === null || isCalendarDate(date) ? null : date
}

export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

const shortForms: readonly (readonly [RegExp, string])[] = [
  [/^(?:visit|vis)(?=\d)/u, 'v'],
  [/^(?:week|wk)(?=\d)/u, 'w'],
  [/^(?:month|mon|mo)(?=\d)/u, 'm'],
  [/^(?:session|ses)(?=\d)/u, 's'],
  [/^(?:timepoint|time|tp)(?=\d)/u, 't'],
  [/^bl$/u, 'baseline'],
]

/** The same for every common way to write one visit: `Visit 01`, `visit_1_arm_1` and `V1` are `v1`. */
export function visitKey(label: string): string {
  const plain = label
    .normalize('NFC')
    .toLowerCase()
    .replace(redcapArm, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
  const short = shortForms.reduce((text, [pattern, form]) => text.replace(pattern, form), plain)
  return short.replace(/^(\p{L}+)0+(?=\d)/u, '$1')
}
