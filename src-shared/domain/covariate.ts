import { z } from 'zod'
import { idSchema } from '../limits.ts'

const covariateIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'A short name has up to 40 lower-case letters, digits and underscores.')

/** Of a choice, as files write it and as people read it. */
const choiceSchema = z.object({
  code: z.string().trim().min(1).max(40),
  label: z.string().trim().min(1).max(80),
})

export const covariateKinds = ['choice', 'number', 'text'] as const
export type CovariateKind = (typeof covariateKinds)[number]

const base = {
  /** Column in CSV files, e.g. `cpz_mg`. */
  id: covariateIdSchema,
  name: z.string().trim().min(1, 'A name is missing.').max(80),
  /** Stays with the patient, or is another at each visit. */
  of: z.enum(['patient', 'visit']),
  /** Would tell a rater what they are not to know, e.g. the treatment: not shown while they work blind. */
  hiddenWhileBlind: z.boolean(),
}

const choiceCovariateSchema = z.object({
  ...base,
  kind: z.literal('choice'),
  choices: z
    .array(choiceSchema)
    .min(2, 'There are at least two choices.')
    .max(50)
    .refine(
      (choices) => new Set(choices.flatMap(({ code }) => code.toLowerCase())).size === choices.length,
      'Two choices share one code.',
    ),
})
const numberCovariateSchema = z
  .object({
    ...base,
    kind: z.literal('number'),
    unit: z.string().trim().max(20).nullable(),
    min: z.number(),
    max: z.number(),
  })
  .refine(({ min, max }) => min < max, 'The lowest number must be below the highest.')
const textCovariateSchema = z.object({ ...base, kind: z.literal('text') })

/** What may explain a rating beside the symptom itself, e.g. the medication. */
export const covariateSchema = z.discriminatedUnion('kind', [
  choiceCovariateSchema,
  numberCovariateSchema,
  textCovariateSchema,
])
export type Covariate = z.infer<typeof covariateSchema>

export const MAX_COVARIATE_TEXT = 500

/** A code of a choice, a number, or a text. */
export const covariateValueSchema = z.union([z.number(), z.string().min(1).max(MAX_COVARIATE_TEXT)])
export type CovariateValue = z.infer<typeof covariateValueSchema>

export const knownCovariateSchema = z.object({
  sessionId: idSchema,
  covariateId: z.string(),
  value: covariateValueSchema,
})
/** What is known at a visit; of the patient it is the same at each of their visits. */
export type KnownCovariate = z.infer<typeof knownCovariateSchema>

const choices = (pairs: readonly (readonly [code: string, label: string])[]) =>
  pairs.map(([code, label]) => ({ code, label }))

/** Those that every study has; further ones are the study's own. */
export const builtInCovariates: readonly Covariate[] = [
  {
    ...{ id: 'sex', name: 'Sex', of: 'patient', hiddenWhileBlind: false, kind: 'choice' },
    choices: choices([
      ['female', 'Female'],
      ['male', 'Male'],
      ['other', 'Other'],
    ]),
  },
  {
    ...{ id: 'age_band', name: 'Age band', of: 'patient', hiddenWhileBlind: false, kind: 'choice' },
    choices: choices([
      ['under-18', 'Under 18'],
      ['18-24', '18 to 24'],
      ['25-34', '25 to 34'],
      ['35-44', '35 to 44'],
      ['45-54', '45 to 54'],
      ['55-64', '55 to 64'],
      ['65-plus', '65 and over'],
    ]),
  },
  { id: 'site', name: 'Site', of: 'patient', hiddenWhileBlind: false, kind: 'text' },
  {
    ...{ id: 'cpz_mg', name: 'Medication, chlorpromazine equivalents', of: 'visit', hiddenWhileBlind: true },
    ...{ kind: 'number', unit: 'mg/day', min: 0, max: 5000 },
  },
  {
    ...{ id: 'eps', name: 'Extrapyramidal signs', of: 'visit', hiddenWhileBlind: false, kind: 'choice' },
    choices: choices([
      ['none', 'None'],
      ['mild', 'Mild'],
      ['moderate', 'Moderate'],
      ['severe', 'Severe'],
    ]),
  },
  {
    ...{ id: 'lighting', name: 'Lighting', of: 'visit', hiddenWhileBlind: false, kind: 'choice' },
    choices: choices([
      ['even', 'Even'],
      ['dim', 'Dim'],
      ['backlit', 'From behind'],
      ['uneven', 'Uneven'],
    ]),
  },
]

/** In the words of a form: what may be entered. */
export function covariateRange(covariate: Covariate): string {
  if (covariate.kind === 'choice') return covariate.choices.map(({ label }) => label).join(', ')
  if (covariate.kind === 'text') return `a text of up to ${String(MAX_COVARIATE_TEXT)} characters`
  const unit = covariate.unit === null || covariate.unit === '' ? '' : ` ${covariate.unit}`
  return `${String(covariate.min)} to ${String(covariate.max)}${unit}`
}

export type ReadCovariate = { readonly value: CovariateValue } | { readonly problem: string }

/** Reads what was typed or stands in a cell; numbers with a point or a comma, choices by code or label. */
export function readCovariate(covariate: Covariate, text: string): ReadCovariate {
  const trimmed = text.trim()
  const refuse = (): ReadCovariate => ({
    problem: `“${trimmed.slice(0, 40)}” is not possible: ${covariate.name} is ${covariate.kind === 'choice' ? 'one of ' : ''}${covariateRange(covariate)}`,
  })
  if (covariate.kind === 'text') {
    return trimmed === '' || trimmed.length > MAX_COVARIATE_TEXT ? refuse() : { value: trimmed }
  }
  if (covariate.kind === 'choice') {
    const lower = trimmed.toLowerCase()
    const found =
      covariate.choices.find(({ code }) => code.toLowerCase() === lower) ??
      covariate.choices.find(({ label }) => label.toLowerCase() === lower)
    return found === undefined ? refuse() : { value: found.code }
  }
  if (!/^[+-]?\d{1,12}(?:[.,]\d{1,9})?$/u.test(trimmed)) return refuse()
  const value = Number(trimmed.replace(',', '.'))
  return value < covariate.min || value > covariate.max ? refuse() : { value }
}

/** As people read it. */
export function sayCovariate(covariate: Covariate, value: CovariateValue): string {
  if (covariate.kind === 'choice')
    return covariate.choices.find(({ code }) => code === value)?.label ?? String(value)
  if (covariate.kind === 'number' && covariate.unit !== null && covariate.unit !== '')
    return `${String(value)} ${covariate.unit}`
  return String(value)
}

/** What is entered for a visit, as typed; an empty text takes it away. What is the patient's is set at all visits. */
export const saveCovariatesSchema = z.object({
  sessionId: idSchema,
  values: z
    .record(z.string().max(40), z.string().max(MAX_COVARIATE_TEXT))
    .refine((values) => Object.keys(values).length <= 200),
})
export type SaveCovariates = z.infer<typeof saveCovariatesSchema>

interface OfPatient {
  readonly id: number
  readonly patientId: number
}

/**
 * What is known at each visit, with what is known of its patient from another visit. `sessions` of a patient are in the order
 * in which they count, should they say different things.
 */
export function knownAtVisits(
  sessions: readonly OfPatient[],
  covariates: readonly Covariate[],
  known: readonly KnownCovariate[],
): ReadonlyMap<number, ReadonlyMap<string, CovariateValue>> {
  const own = new Map(
    known.map(({ sessionId, covariateId, value }) => [`${String(sessionId)} ${covariateId}`, value]),
  )
  const valueAt = (id: number, covariateId: string) => own.get(`${String(id)} ${covariateId}`)
  return new Map(
    sessions.map((session) => {
      const values = new Map<string, CovariateValue>()
      for (const { id, of } of covariates) {
        const others =
          of === 'patient' ? sessions.filter(({ patientId }) => patientId === session.patientId) : []
        const value = [session, ...others]
          .map((visit) => valueAt(visit.id, id))
          .find((found) => found !== undefined)
        if (value !== undefined) values.set(id, value)
      }
      return [session.id, values] as const
    }),
  )
}

const count = z.number().int().nonnegative()

/** What came of a table of covariates: values, and one sentence for each that was refused. */
export const covariatesTakenSchema = z.object({
  new: count,
  changed: count,
  known: count,
  refused: z.array(z.object({ line: z.number().int().nullable(), message: z.string() })),
})
export type CovariatesTaken = z.infer<typeof covariatesTakenSchema>
