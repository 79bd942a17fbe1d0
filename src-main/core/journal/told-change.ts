import { changedIds, joinChanges } from '#shared/domain/study.ts'
import type { StudyChange } from '#shared/domain/study.ts'
import type { Change } from './changes.ts'
import type { AnyEntity } from './entity.ts'
import { entityIn } from './entity.ts'

/** More are no longer named one by one: nobody waits for their ids to be looked up. */
const MAX_TOLD = 500

/** What is told of changes that were carried out. */
export function toldChange(entities: readonly AnyEntity[], changes: readonly Change[]): StudyChange {
  const isMany = changes.length > MAX_TOLD
  return joinChanges(
    (isMany ? firstOfKinds(changes) : changes).map(({ entity, key }) => {
      const kind = entityIn(entities, entity)
      const touched = isMany ? null : kind.touches(key)
      return { areas: kind.areas, ids: touched === null ? null : changedIds(touched) }
    }),
  )
}

function firstOfKinds(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [change.entity, change])).values()]
}
