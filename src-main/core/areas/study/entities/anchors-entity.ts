import { z } from 'zod'
import { anchorsSchema } from '#shared/domain/anchors.ts'
import type { Anchors } from '#shared/domain/anchors.ts'
import { counted } from '#shared/counted.ts'
import type { AnchorRepository } from '../../rating/anchor-repository.ts'
import type { ScaleRepository } from '../../rating/scale-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const ANCHORS = 'anchors'

const partsSchema = z.tuple([z.string()])

export function anchorsKey(scaleId: string): Key {
  return [scaleId]
}

interface Repositories {
  readonly anchors: AnchorRepository
  readonly scales: ScaleRepository
}

/** The site's own anchor texts of a scale. */
export function anchorsEntity({ anchors, scales }: Repositories): Entity<Anchors> {
  const idOf = (key: Key): string => partsSchema.parse(key)[0]
  return {
    entity: ANCHORS,
    schema: anchorsSchema,
    areas: ['scales'],
    read: (key) => anchors.get(idOf(key)),
    write(key, value) {
      if (value === null) anchors.remove(idOf(key))
      else anchors.put(idOf(key), value)
    },
    describe: (key) => `anchor texts of “${scales.get(idOf(key))?.scale.title ?? idOf(key)}”`,
    say: (value) => counted(Object.values(value).flatMap((ofItem) => Object.keys(ofItem)).length, 'text'),
    authorOf: () => null,
    placeOf(key) {
      const id = idOf(key)
      return scales.get(id) === null ? null : { kind: 'scale', scaleId: id }
    },
    touches: (key) => ({ scales: [idOf(key)] }),
    *all() {
      for (const id of anchors.scaleIds()) {
        const value = anchors.get(id)
        if (value !== null) yield [anchorsKey(id), value]
      }
    },
  }
}
