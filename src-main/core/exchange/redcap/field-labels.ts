import type { Scale } from '#shared/domain/scale.ts'
import type { ScaleAndItem } from '../csv/score-columns.ts'
import { plainLabel } from './redcap-dictionary.ts'
import type { DictionaryField } from './redcap-dictionary.ts'

/** `(1 to 7)`, `(1-7)` behind a label. */
const ranged = /\s*[([]\s*-?\d+ ?(?:to|-|–) ?-?\d+\s*[)\]]$/u
/** `n1. `, `item 3: `, `10 `: the number of an item before its name. */
const numbered = /^(?:item )?([a-z]{0,6}\d{1,2}[a-z]?)(?:\s*[.):–-]\s*|\s+)/u
/** Shorter words are the name of nothing. */
const LEAST_CHARACTERS = 4

/** What a label can be known by: with its number, and without. */
function waysToSay(text: string): string[] {
  const label = plainLabel(text).replace(ranged, '')
  const ways = [label, label.replace(numbered, '$1 '), label.replace(numbered, '')]
  return [...new Set(ways)].filter((way) => way.length >= LEAST_CHARACTERS)
}

export interface FieldLabels {
  /** The items that are called so: of the scale that the form is of, where more than one scale has such an item. */
  meantBy(field: DictionaryField, ofForm: ReadonlySet<string>): readonly ScaleAndItem[]
}

export function createFieldLabels(scales: readonly Scale[]): FieldLabels {
  const byName = new Map<string, ScaleAndItem[]>()
  for (const scale of scales) {
    for (const item of scale.items) {
      for (const way of waysToSay(item.name)) byName.set(way, [...(byName.get(way) ?? []), { scale, item }])
    }
  }
  return {
    meantBy({ label, form }, ofForm) {
      // The number says more than the name: what is found with it comes first.
      const found = waysToSay(label).flatMap((way) => {
        const items = byName.get(way)
        return items === undefined ? [] : [items]
      })[0]
      if (found === undefined || found.length < 2) return found ?? []
      const inForm = found.filter(({ scale }) => ofForm.has(scale.id))
      if (inForm.length > 0) return inForm
      const named = found.filter(
        ({ scale }) => form.replaceAll(/[^a-z0-9]/gu, '') === scale.id.replaceAll('-', ''),
      )
      return named.length > 0 ? named : found
    },
  }
}
