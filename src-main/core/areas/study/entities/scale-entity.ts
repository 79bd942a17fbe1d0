import { z } from 'zod'
import { scaleSchema } from '#shared/domain/scale.ts'
import { refusedChanges } from '#shared/domain/scale-changes.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { counted } from '#shared/counted.ts'
import { AppError } from '#shared/errors.ts'
import type { AnchorRepository } from '../../rating/anchor-repository.ts'
import type { ScaleRepository } from '../../rating/scale-repository.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const SCALE = 'scale'

const partsSchema = z.tuple([z.string()])

export function scaleKey(id: string): Key {
  return [id]
}

/** Scales that the users added; those that the program ships come and go with it. */
export function scaleEntity({
  scales,
  anchors,
}: {
  readonly scales: ScaleRepository
  readonly anchors: AnchorRepository
}): Entity<Scale> {
  const idOf = (key: Key): string => partsSchema.parse(key)[0]
  return {
    entity: SCALE,
    schema: scaleSchema,
    areas: ['scales', 'scores'],
    isGiven: true,
    read(key) {
      const stored = scales.get(idOf(key))
      return stored?.origin === 'user' ? stored.scale : null
    },
    write(key, scale) {
      const id = idOf(key)
      const use = scales.use(id)
      if (scale !== null) {
        const before = scales.get(id)?.scale
        const [refused] = before === undefined ? [] : refusedChanges(before, scale, use)
        if (refused !== undefined) throw new AppError('conflict', refused.sentence)
        scales.save(scale, 'user')
        return
      }
      if (Object.keys(use).length > 0) {
        const isRated = Object.values(use).some(({ ratings }) => ratings > 0)
        const there = isRated ? 'There are scores' : 'Severity models were fitted'
        const what = `${there} on the scale “${scales.get(id)?.scale.title ?? id}”: it stays in the study.`
        throw new AppError('conflict', what)
      }
      if (anchors.has(id)) {
        const what = `“${scales.get(id)?.scale.title ?? id}” has anchor texts: the scale stays in the study.`
        throw new AppError('conflict', what)
      }
      scales.remove(id)
    },
    describe: (key) => `scale “${scales.get(idOf(key))?.scale.title ?? idOf(key)}”`,
    say: ({ title, items }) => `${title}: ${counted(items.length, 'item')}`,
    authorOf: () => null,
    placeOf(key) {
      const id = idOf(key)
      return scales.get(id) === null ? null : { kind: 'scale', scaleId: id }
    },
    touches: (key) => ({ scales: [idOf(key)] }),
    *all() {
      for (const { scale, origin } of scales.list()) {
        if (origin === 'user') yield [scaleKey(scale.id), scale]
      }
    },
  }
}
