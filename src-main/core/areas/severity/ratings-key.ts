import { createHash } from 'node:crypto'

/** Models with the same key were held against the same ratings of the same patients, row by row. */
export function ratingsKey(patients: readonly string[], ratings: Float64Array): string {
  return createHash('sha256')
    .update(JSON.stringify([patients, [...ratings]]))
    .digest('hex')
}
