import { covariateSchema, readCovariate } from '#shared/domain/covariate.ts'
import type { Covariate, CovariateKind, CovariateValue } from '#shared/domain/covariate.ts'

/** Of a choice that is not made: no code is a space. */
export const unknown = ' '

/** What stands in the field. */
export function shownText(value: CovariateValue | undefined): string {
  return value === undefined ? '' : String(value)
}

/** Null where it is possible, or empty. */
export function fieldProblem(covariate: Covariate, text: string): string | null {
  if (text.trim() === '') return null
  const read = readCovariate(covariate, text)
  return 'problem' in read ? `${read.problem}.` : null
}

/** What was typed otherwise than it is known. */
export function changedTexts(
  typed: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, CovariateValue>,
): Record<string, string> {
  const changed = [...typed].filter(([id, text]) => text.trim() !== shownText(known.get(id)))
  return Object.fromEntries(changed.map(([id, text]) => [id, text.trim()]))
}

export interface KindForm {
  readonly name: string
  readonly of: Covariate['of']
  readonly kind: CovariateKind
  readonly unit: string
  readonly min: string
  readonly max: string
  /** With commas between them. */
  readonly choices: string
  readonly hiddenWhileBlind: boolean
}

export const emptyKind: KindForm = {
  ...{
    name: '',
    of: 'visit',
    kind: 'number',
    unit: '',
    min: '0',
    max: '100',
    choices: '',
    hiddenWhileBlind: false,
  },
}

/** The column in files: lower-case letters, digits and underscores. */
export function shortName(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const joined = plain.replaceAll(/[^a-z0-9]+/gu, '_').replaceAll(/^[_0-9]+|_+$/gu, '')
  return joined.slice(0, 40)
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.replace(',', '.')))

/** Null, with what is wrong, while it cannot be one. */
export function kindOf(form: KindForm): { covariate: Covariate } | { covariate: null; problem: string } {
  const { name, of, kind, hiddenWhileBlind } = form
  const base = { id: shortName(name), name: name.trim(), of, hiddenWhileBlind }
  if (base.name === '') return { covariate: null, problem: 'A name is missing.' }
  if (kind === 'number' && [form.min, form.max].some((text) => Number.isNaN(numberOf(text)))) {
    return { covariate: null, problem: 'The lowest and the highest number are missing.' }
  }
  const labels = form.choices.split(',').flatMap((label) => (label.trim() === '' ? [] : [label.trim()]))
  const given = {
    choice: { ...base, kind, choices: labels.map((label) => ({ code: label.toLowerCase(), label })) },
    number: {
      ...base,
      kind,
      unit: form.unit.trim() === '' ? null : form.unit.trim(),
      min: numberOf(form.min),
      max: numberOf(form.max),
    },
    text: { ...base, kind },
  }[kind]
  const { data, error } = covariateSchema.safeParse(given)
  return data === undefined
    ? { covariate: null, problem: error.issues[0]?.message ?? 'This cannot be one.' }
    : { covariate: data }
}
