import { groupBy } from '#shared/group-by.ts'
import { keyNames } from '../csv/csv-reading.ts'
import { numberIn } from '#shared/tables/missing-codes.ts'
import type { ScaleAndItem, ScoreColumns } from '../csv/score-columns.ts'
import type { FieldLabels } from './field-labels.ts'
import type { DictionaryField, RedcapDictionary } from './redcap-dictionary.ts'

export interface ScoreField extends ScaleAndItem {
  readonly field: DictionaryField
  /** Visit that the field's name carries; null without one. */
  readonly affix: string | null
  /** What it was known by: what stands first is believed before what comes after. */
  readonly by: 'annotation' | 'name' | 'label'
}

/** What is said beside the scores of a form. */
export interface FormFields {
  readonly rater: DictionaryField | null
  readonly ratedOn: DictionaryField | null
  readonly synthetic: DictionaryField | null
}

export interface MappedFields {
  readonly scores: readonly ScoreField[]
  readonly forms: ReadonlyMap<string, FormFields>
  /** Field of what a visit is called. */
  readonly visit: DictionaryField | null
  /** Fields that could be an item, and are not taken: name and why. */
  readonly refused: readonly { readonly name: string; readonly what: string }[]
  /** Fields that have nothing to do with a scale of the study. */
  readonly unmatched: readonly DictionaryField[]
}

const held = new Set(['text', 'radio', 'dropdown', 'slider', 'calc'])
const scoreNote = /\bEmoCLIP score (\S+) (\S+)/u
const ownNote = /\bEmoCLIP\b/u
const raterName = /(?:^|_)(?:rater|rater_id|rater_code|rater_initials|rated_by)$/u
const dayName = /(?:^|_)(?:rated_on|rating_date|date_of_rating|date_rated|assessment_date)$/u

/** By what this program wrote beside it, or by its name. */
function known(field: DictionaryField, columns: ScoreColumns): ScoreField | null {
  const [, scaleId, itemId] = scoreNote.exec(field.annotation) ?? []
  if (scaleId !== undefined && itemId !== undefined) {
    const found = columns.find(scaleId, itemId)
    return found === null || found === 'total' ? null : { field, affix: null, by: 'annotation', ...found }
  }
  if (ownNote.test(field.annotation) || !held.has(field.type)) return null
  const named = columns.meaningOf(field.name)
  if (named.kind === 'item') {
    const { scale, item, affix } = named
    return { field, by: 'name', scale, item, affix }
  }
  return null
}

interface Labelled {
  readonly scores: readonly ScoreField[]
  readonly refused: MappedFields['refused']
}

/** The others, by their labels; those of a form of which some are known are of the same scale. */
function byLabel(
  fields: readonly DictionaryField[],
  sure: readonly ScoreField[],
  { labels, columns }: FieldNames,
): Labelled {
  const scores: ScoreField[] = []
  const refused: { name: string; what: string }[] = []
  const ofForm = groupBy(sure, ({ field }) => field.form)
  for (const field of fields) {
    const isOurs = ownNote.test(field.annotation) || !held.has(field.type)
    if (isOurs || columns.meaningOf(field.name).kind === 'item') continue
    const scales = new Set((ofForm.get(field.form) ?? []).map(({ scale }) => scale.id))
    const found = labels.meantBy(field, scales)
    const [only] = found
    if (only === undefined) continue
    if (found.length === 1) scores.push({ field, affix: null, by: 'label', ...only })
    else {
      const all = found.map(({ scale, item }) => `${item.name} of ${scale.shortTitle}`).join(' or ')
      refused.push({ name: field.name, what: `by its label it could be ${all}` })
    }
  }
  return { scores, refused }
}

export interface FieldNames {
  readonly columns: ScoreColumns
  readonly labels: FieldLabels
}

/** Why the codes of a choice cannot be scores; null where they can. */
function whyNotCodes({ choices }: DictionaryField): string | null {
  for (const [code, label] of choices) {
    const [shown] = /^-?\d+(?![\d.,:/])/u.exec(label.trim()) ?? []
    const number = numberIn(code)
    if (number === null || shown === undefined || Number(shown) === number) continue
    return `its code ${code} is called “${label}”, and nothing says which of the two numbers is the score`
  }
  return null
}

const strength = { annotation: 0, name: 1, label: 2 } as const

/** One field an item, form and visit: the one that is known best; none where several are known equally. */
function chosen(found: readonly ScoreField[]): Pick<MappedFields, 'scores' | 'refused'> {
  const groups = groupBy(found, ({ scale, item, affix }) => JSON.stringify([scale.id, item.id, affix]))
  const scores: ScoreField[] = []
  const refused: { name: string; what: string }[] = []
  for (const group of groups.values()) {
    const best = Math.min(...group.map(({ by }) => strength[by]))
    const ones = group.filter(({ by }) => strength[by] === best)
    const [only] = ones
    if (only === undefined) continue
    const names = ones.map(({ field }) => field.name).join(' and ')
    const why =
      ones.length > 1
        ? `${names} could each be ${only.item.name} of ${only.scale.shortTitle}`
        : whyNotCodes(only.field)
    if (why === null) scores.push(only)
    else refused.push(...ones.map(({ field }) => ({ name: field.name, what: why })))
  }
  return { scores, refused }
}

/** Of the fields that the records have, which are scores, who rated them and when, and what is left. */
export function mapScoreFields(
  dictionary: RedcapDictionary,
  present: ReadonlySet<string>,
  names: FieldNames,
): MappedFields {
  const fields = dictionary.slice(1).filter(({ name }) => present.has(name))
  const sure = fields.flatMap((field) => known(field, names.columns) ?? [])
  const labelled = byLabel(fields, sure, names)
  const order = new Map(fields.map((field, index) => [field, index]))
  const place = ({ field }: ScoreField): number => order.get(field) ?? 0
  const found = [...sure, ...labelled.scores].sort((a, b) => place(a) - place(b))
  const doubtful = new Set(labelled.refused.map(({ name }) => name))
  const taken = new Set([
    ...found.map(({ field }) => field),
    ...fields.filter(({ name }) => doubtful.has(name)),
  ])
  const one = (form: string | null, isMeant: (field: DictionaryField) => boolean): DictionaryField | null =>
    fields.find((field) => (form === null || field.form === form) && !taken.has(field) && isMeant(field)) ??
    null
  const forms = new Map<string, FormFields>()
  for (const form of new Set(found.map(({ field }) => field.form))) {
    forms.set(form, {
      rater: one(form, ({ name }) => raterName.test(name)),
      ratedOn: one(form, ({ name }) => dayName.test(name)),
      synthetic: one(form, ({ name }) => /(?:^|_)synthetic\d*$/u.test(name)),
    })
  }
  const visitNames: readonly string[] = keyNames.visit
  const visit = one(null, ({ name }) => visitNames.includes(name))
  const beside = [...forms.values()].flatMap(({ rater, ratedOn, synthetic }) => [rater, ratedOn, synthetic])
  const meant = new Set([...taken, visit, ...beside])
  const unmatched = fields.filter(
    (field) =>
      !meant.has(field) &&
      field.type !== 'descriptive' &&
      !ownNote.test(field.annotation) &&
      !field.annotation.includes('@READONLY'),
  )
  const { scores, refused } = chosen(found)
  return { scores, refused: [...labelled.refused, ...refused], forms, visit, unmatched }
}
