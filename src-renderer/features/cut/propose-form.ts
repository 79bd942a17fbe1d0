import type { CutMethod } from '#shared/domain/cut.ts'

/** The form of the proposal: text as typed, in the units that a person thinks in, and what it means. */

export type MethodKind = CutMethod['kind']

export const fieldNames = ['length', 'stride', 'silence', 'threshold', 'gap', 'shortest', 'longest'] as const
export type FieldName = (typeof fieldNames)[number]
export type MethodTexts = Readonly<Record<FieldName, string>>

export interface MethodField {
  readonly name: FieldName
  readonly label: string
  readonly unit: 's' | 'dB'
  readonly min: number
  readonly max: number
  readonly hint?: string
}

/** Limits as in `cutMethodSchema`, in seconds and decibels. */
const fields: Readonly<Record<FieldName, MethodField>> = {
  length: { name: 'length', label: 'Length of a clip', unit: 's', min: 0.5, max: 3600 },
  stride: {
    name: 'stride',
    label: 'A new clip every',
    unit: 's',
    min: 0.1,
    max: 3600,
    hint: 'Less than the length makes clips overlap.',
  },
  silence: { name: 'silence', label: 'Cut at pauses longer than', unit: 's', min: 0.1, max: 10 },
  threshold: {
    name: 'threshold',
    label: 'Speech above the noise',
    unit: 'dB',
    min: 1,
    max: 40,
    hint: 'Lower hears quieter speech, and more noise.',
  },
  gap: {
    name: 'gap',
    label: 'The face may be gone for',
    unit: 's',
    min: 0,
    max: 60,
    hint: 'Longer stretches without the patient are left out.',
  },
  shortest: { name: 'shortest', label: 'Shortest clip', unit: 's', min: 0.5, max: 3600 },
  longest: { name: 'longest', label: 'Longest clip', unit: 's', min: 1, max: 3600 },
}

export const startTexts: MethodTexts = {
  length: '10',
  stride: '10',
  silence: '0.7',
  threshold: '9',
  gap: '1',
  shortest: '3',
  longest: '20',
}

const fieldsOf: Readonly<Record<MethodKind, readonly FieldName[]>> = {
  fixed: ['length', 'stride'],
  speech: ['silence', 'threshold', 'shortest', 'longest'],
  face: ['gap', 'shortest', 'longest'],
}

export function methodFields(kind: MethodKind): readonly MethodField[] {
  return fieldsOf[kind].map((name) => fields[name])
}

/** A number as people type it, also with a comma; null for anything else. */
function readNumber(text: string): number | null {
  const plain = text.trim().replace(',', '.')
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null
}

/** What is wrong with a field, in a sentence; null when nothing is. */
export function fieldError(field: MethodField, texts: MethodTexts): string | null {
  const value = readNumber(texts[field.name])
  if (value === null || value < field.min || value > field.max) {
    return `A number from ${String(field.min)} to ${String(field.max)} ${field.unit}.`
  }
  const longest = readNumber(texts.longest)
  if (field.name === 'shortest' && longest !== null && value > longest) {
    return 'Not longer than the longest clip.'
  }
  return null
}

/** The method that the form asks for; null while a field is wrong. */
export function readMethod(kind: MethodKind, texts: MethodTexts): CutMethod | null {
  if (methodFields(kind).some((field) => fieldError(field, texts) !== null)) return null
  const ms = (name: FieldName): number => Math.round((readNumber(texts[name]) ?? 0) * 1000)
  const lengths = { minLengthMs: ms('shortest'), maxLengthMs: ms('longest') }
  switch (kind) {
    case 'fixed':
      return { kind, lengthMs: ms('length'), strideMs: ms('stride') }
    case 'speech':
      return { kind, silenceMs: ms('silence'), thresholdDb: readNumber(texts.threshold) ?? 0, ...lengths }
    case 'face':
      return { kind, gapMs: ms('gap'), ...lengths }
  }
}
