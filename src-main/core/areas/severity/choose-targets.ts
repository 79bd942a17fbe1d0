import type { Scale } from '#shared/domain/scale.ts'
import { findTarget } from '#shared/domain/severity-target.ts'
import type { SeverityTarget } from '#shared/domain/severity-target.ts'
import { AppError } from '#shared/errors.ts'

/**
 * Null: every item that a face can show. Else the items and totals that are named, each once. Throws AppError `not-found`, and `item-not-visible`
 * where a face shows none.
 */
export function chooseTargets(scale: Scale, itemIds: readonly string[] | null): SeverityTarget[] {
  if (itemIds === null) {
    const visible = scale.items.filter((item) => item.faceVisible)
    if (visible.length > 0) return visible
    throw new AppError(
      'item-not-visible',
      `${scale.shortTitle} has no item that a face can show, so nothing of it can be estimated from video.`,
    )
  }
  return [...new Set(itemIds)].map((itemId) => {
    const target = findTarget(scale, itemId)
    if (target === undefined) {
      throw new AppError('not-found', `${scale.shortTitle} has no item or total “${itemId}”.`)
    }
    return target
  })
}
