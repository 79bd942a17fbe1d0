/** The same text for the same value, in whatever order its fields were written; `undefined` fields count as absent. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`)
  return `{${fields.join()}}`
}

export function isSameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  // By far the most there is to compare: something new.
  const isNone = (value: unknown): boolean => value === null || value === undefined
  if (isNone(a) || isNone(b)) return isNone(a) && isNone(b)
  return canonicalJson(a) === canonicalJson(b)
}
