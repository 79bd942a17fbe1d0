import type { z } from 'zod'

/** What a check says, as far as it is read here. */
interface Check {
  readonly check: string
  readonly maximum?: number
  readonly length?: number
  readonly value?: number | bigint
  readonly pattern?: RegExp
}

/** How a schema is made, as far as it is read here. */
interface Anatomy {
  readonly def: Partial<Check> & {
    readonly type: string
    readonly checks?: readonly { readonly _zod: { readonly def: Check } }[]
    readonly shape?: Readonly<Record<string, z.core.$ZodType>>
    readonly element?: z.core.$ZodType
    readonly options?: readonly z.core.$ZodType[]
    readonly items?: readonly z.core.$ZodType[]
    readonly innerType?: z.core.$ZodType
    readonly in?: z.core.$ZodType
    readonly out?: z.core.$ZodType
    readonly keyType?: z.core.$ZodType
    readonly valueType?: z.core.$ZodType
  }
}

const harmless = new Set([
  ...['boolean', 'enum', 'literal', 'undefined', 'null', 'transform'],
  // Made of numbers and typed arrays that the program itself made.
  'custom',
])

/** Begins and ends, and nothing in it repeats without a limit. */
function isBoundedPattern({ source }: RegExp): boolean {
  const bare = source.replaceAll(/\\.|\[[^\]]*\]/g, 'x')
  return source.startsWith('^') && source.endsWith('$') && !/[*+]|\{\d+,\}/.test(bare)
}

function isLimit({ check, maximum, length, value, pattern }: Partial<Check>): boolean {
  if (check === 'less_than') return Number(value) < Number.MAX_SAFE_INTEGER
  if (check === 'max_length' || check === 'length_equals') return Number.isFinite(maximum ?? length)
  return pattern !== undefined && isBoundedPattern(pattern)
}

/** Places in a schema where text, a list, a table or a length may be as large as anybody likes. */
export function unboundedPlaces(schema: z.core.$ZodType, place: string): string[] {
  const { def } = schema._zod as unknown as Anatomy
  const isLimited = isLimit(def) || (def.checks ?? []).some((check) => isLimit(check._zod.def))
  const within = (inner: z.core.$ZodType | undefined, name: string): string[] =>
    inner === undefined ? [] : unboundedPlaces(inner, `${place}${name}`)
  const itself = (isBounded: boolean): string[] => (isBounded ? [] : [place])
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape ?? {}).flatMap(([name, inner]) => within(inner, `.${name}`))
    case 'array':
      return [...itself(isLimited), ...within(def.element, '[]')]
    case 'string':
      return itself(isLimited)
    case 'number':
      return itself(isLimited || !place.endsWith('Ms'))
    // How many entries there may be is for a refinement to say, where the keys are not from a list.
    case 'record':
      return [
        ...itself(def.keyType?._zod.def.type === 'enum' || def.checks?.length === 1),
        ...within(def.keyType, '{key}'),
        ...within(def.valueType, '{}'),
      ]
    case 'union':
      return (def.options ?? []).flatMap((option) => within(option, ''))
    case 'tuple':
      return (def.items ?? []).flatMap((item, index) => within(item, `[${String(index)}]`))
    case 'pipe':
      return within(def.in, '')
    case 'optional':
    case 'nullable':
    case 'default':
    case 'catch':
    case 'readonly':
    case 'nonoptional':
    case 'prefault':
      return within(def.innerType, '')
    default:
      return itself(harmless.has(def.type))
  }
}
