import { z } from 'zod'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import type { RaterRepository } from '../../rating/rater-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const raterValueSchema = z.object({ code: raterCodeSchema })
export type RaterValue = z.infer<typeof raterValueSchema>

export const RATER = 'rater'

const partsSchema = z.tuple([z.string()])

export function raterKey(code: string): Key {
  return [code]
}

/** Of studies from before there was a journal nobody kept when they came. */
export function raterEntity({ raters }: { readonly raters: RaterRepository }): Entity<RaterValue> {
  const codeOf = (key: Key): string => partsSchema.parse(key)[0]
  return {
    entity: RATER,
    schema: raterValueSchema,
    areas: ['raters'],
    isGiven: true,
    read(key) {
      const rater = raters.byCode(codeOf(key))
      return rater === null ? null : { code: rater.code }
    },
    write(key, value, { madeUtc }) {
      const code = codeOf(key)
      if (value === null) raters.remove(code)
      else if (raters.byCode(code) === null) raters.insert(code, madeUtc)
    },
    describe: (key) => `rater ${codeOf(key)}`,
    say: ({ code }) => code,
    authorOf: () => null,
    placeOf(key) {
      const rater = raters.byCode(codeOf(key))
      return rater === null ? null : { kind: 'rater', code: rater.code }
    },
    touches: () => ({}),
    *all() {
      for (const { code } of raters.list()) yield [raterKey(code), { code }]
    },
  }
}
