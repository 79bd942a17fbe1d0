import { createHash } from 'node:crypto'
import type { FitInput } from './fit-items.ts'

/**
 * SHA-256 of everything that a fit is made of, down to the last bit of each number: the same key, the same models. `appVersion` is a part of it, as another
 * program may reckon otherwise.
 */
export function fitKey({ sets, features, groupings = [], ...how }: FitInput, appVersion: string): string {
  const hash = createHash('sha256')
  for (const { values } of features)
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  const sessionOf = ({ sessionId, patientCode, nClips, faceShare }: (typeof features)[number]) => [
    ...[sessionId, patientCode, nClips, faceShare],
  ]
  hash.update(
    JSON.stringify({
      ...{ ...how, appVersion, features: features.map(sessionOf) },
      sets: sets.map((set) => ({ ...set, rows: set.rows.map(({ sessionId }) => sessionId) })),
      groupings: groupings.map((grouping) => ({ ...grouping, groupOf: [...grouping.groupOf] })),
    }),
  )
  return hash.digest('hex')
}
