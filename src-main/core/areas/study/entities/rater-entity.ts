import { z } from 'zod'
import { raterCodeSchema } from '#shared/domain/rater.ts'
import { AppError } from '#shared/errors.ts'
import type { RaterRepository, StoredRater } from '../../rating/rater-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const raterValueSchema = z.object({
  code: raterCodeSchema,
  /** Uid of whom they are one with; not given for whoever is themselves. */
  mergedInto: z.string().exactOptional(),
  /** Uids of those who rate together under this code; not given for one person. */
  consensusOf: z.array(z.string()).exactOptional(),
})
export type RaterValue = z.infer<typeof raterValueSchema>

export const RATER = 'rater'

const partsSchema = z.tuple([z.string()])

/** By the uid, which a rater keeps whatever the code is. */
export function raterKey(uid: string): Key {
  return [uid]
}

/** Of studies from before there was a journal nobody kept when they came. */
export function raterEntity({ raters }: { readonly raters: RaterRepository }): Entity<RaterValue> {
  const uidIn = (key: Key): string => partsSchema.parse(key)[0]

  function valueOf({ code, mergedInto, memberUids }: StoredRater): RaterValue {
    const into = mergedInto === null ? null : raters.uidOf(mergedInto)
    return {
      code,
      ...(into === null ? {} : { mergedInto: into }),
      ...(memberUids === null ? {} : { consensusOf: [...memberUids] }),
    }
  }

  function requireFree(code: string, uid: string): void {
    const other = raters.byCode(code)
    if (other === null || other.uid === uid) return
    const what =
      other.mergedInto === null
        ? `There is a rater ${code} already.`
        : `${code} is a former code of rater ${raters.codeOf(other.uid) ?? ''}, by which imports find them.`
    throw new AppError('conflict', `${what} Choose another code.`)
  }

  return {
    entity: RATER,
    schema: raterValueSchema,
    areas: ['raters'],
    isGiven: true,
    read(key) {
      const rater = raters.byUid(uidIn(key))
      return rater === null ? null : valueOf(rater)
    },
    write(key, value, { madeUtc }) {
      const uid = uidIn(key)
      if (value === null) {
        raters.remove(uid)
        return
      }
      requireFree(value.code, uid)
      const id = raters.byUid(uid)?.id ?? raters.insert(value.code, uid, madeUtc)
      const into = value.mergedInto === undefined ? null : raters.byUid(value.mergedInto)
      if (value.mergedInto !== undefined && into === null)
        throw new AppError('not-found', 'The rater whom this one is one with is not in the study.')
      raters.put(id, {
        code: value.code,
        mergedInto: into?.id ?? null,
        memberUids: value.consensusOf ?? null,
      })
    },
    describe(key) {
      const uid = uidIn(key)
      return `rater ${raters.byUid(uid)?.code ?? uid}`
    },
    say({ code, mergedInto, consensusOf }) {
      if (consensusOf !== undefined) {
        const members = consensusOf.map((uid) => raters.codeOf(uid) ?? uid)
        return `${code}, consensus of ${members.join(' and ')}`
      }
      return mergedInto === undefined ? code : `${code}, one with ${raters.codeOf(mergedInto) ?? mergedInto}`
    },
    authorOf: () => null,
    placeOf(key) {
      const code = raters.codeOf(uidIn(key))
      return code === null ? null : { kind: 'rater', code }
    },
    touches: () => ({}),
    *all() {
      for (const rater of raters.stored()) yield [raterKey(rater.uid), valueOf(rater)]
    },
  }
}
