import type { Anchors } from '#shared/domain/anchors.ts'

/** Of all items and scores. */
export function countAnchors(anchors: Anchors): number {
  return Object.values(anchors).reduce((count, ofItem) => count + Object.keys(ofItem).length, 0)
}
