import { z } from 'zod'
import { newTierSchema } from '#shared/domain/annotation.ts'
import type { NewTier } from '#shared/domain/annotation.ts'
import { AppError } from '#shared/errors.ts'
import type { TierRepository } from '../../annotation/tier-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const TIER = 'tier'

const partsSchema = z.tuple([z.string()])

export function tierKey(uid: string): Key {
  return [uid]
}

export const tierValue = ({ name, span, values }: NewTier): NewTier => ({ name, span, values })

/** Tiers that the users made. A deleted one keeps its row and its annotations, so that it comes back with them. */
export function tierEntity({ tiers }: { readonly tiers: TierRepository }): Entity<NewTier> {
  const find = (key: Key) => tiers.get(partsSchema.parse(key)[0])
  return {
    entity: TIER,
    schema: newTierSchema,
    areas: ['annotations'],
    read(key) {
      const found = find(key)
      return found === null || found.deleted || found.builtIn ? null : tierValue(found)
    },
    write(key, value, { madeUtc }) {
      const [uid] = partsSchema.parse(key)
      if (value === null) {
        tiers.hide(uid)
        return
      }
      const isTaken = tiers
        .list()
        .some((tier) => tier.uid !== uid && tier.name.toLowerCase() === value.name.toLowerCase())
      if (isTaken) {
        throw new AppError('conflict', `There is a tier “${value.name}” already: choose another name.`)
      }
      tiers.put(uid, value, madeUtc)
    },
    describe(key) {
      const name = tiers.nameOf(partsSchema.parse(key)[0])
      return name === null ? 'tier' : `tier “${name}”`
    },
    say: ({ name }) => name,
    authorOf: () => null,
    placeOf: () => null,
    touches: () => ({}),
    *all() {
      for (const tier of tiers.list()) if (!tier.builtIn) yield [tierKey(tier.uid), tierValue(tier)]
    },
  }
}
