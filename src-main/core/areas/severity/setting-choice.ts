import type { HeadSettings } from '#shared/domain/head-kind.ts'
import type { SettingChoice } from '#shared/domain/severity-checks.ts'

/** What one model chose, and whether nothing beyond it was tried. */
export interface Chosen {
  readonly settings: HeadSettings
  /** Null for settings without an order, too. */
  readonly edge: 'least' | 'most' | null
}

/** How often each was chosen; `isOrdered` where the first and the last that were tried mean something. */
export function settingChoice(chosen: readonly Chosen[], isOrdered: boolean): SettingChoice | null {
  if (chosen.length === 0) return null
  const shareOf = (count: number): number => count / chosen.length
  const counts = new Map<string, { settings: HeadSettings; count: number }>()
  for (const { settings } of chosen) {
    const key = JSON.stringify(settings)
    counts.set(key, { settings, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const edge = (end: Chosen['edge']): number => shareOf(chosen.filter((one) => one.edge === end).length)
  return {
    chosen: [...counts.values()]
      .sort((a, b) => b.count - a.count)
      .map(({ settings, count }) => ({ settings, share: shareOf(count) })),
    atEdge: isOrdered ? { least: edge('least'), most: edge('most') } : null,
  }
}
