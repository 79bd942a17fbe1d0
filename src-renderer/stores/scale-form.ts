import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { OwnScale } from '#shared/domain/own-scale.ts'
import { copiedScale } from '#shared/domain/scale-changes.ts'
import type { ScaleUse, TakenNames } from '#shared/domain/scale-changes.ts'
import type { Anchors } from '#shared/domain/anchors.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { request } from '../api/client.ts'
import { useScoresStore } from './scores.ts'
import { defineStudyResource } from './study-resources.ts'

/** What the form of a scale begins with. */
export interface OpenedScale {
  /** As the study has it; null for one that is new. */
  readonly before: Scale | null
  /** Null: from nothing. */
  readonly from: Scale | null
  readonly anchors: Anchors | null
  /** Of a copy, what it was copied from. */
  readonly copyOf: string | null
  readonly use: ScaleUse
}

function columnsOf({ items, totals }: Scale): string[] {
  return [...items, ...totals].map(({ column }) => column)
}

/** The scales that users make themselves, and the form in which they do. */
export const useScaleFormStore = defineStore('scale-form', () => {
  const scores = useScoresStore()
  const own = shallowRef<readonly OwnScale[]>([])
  const opened = shallowRef<OpenedScale | null>(null)
  const ownIds = computed(() => new Set(own.value.map(({ scaleId }) => scaleId)))

  async function load(): Promise<void> {
    own.value = await request('scale.own')
  }

  /** Names of all scales but one. */
  function takenBeside(id: string | null): TakenNames {
    const others = scores.scales.filter((scale) => scale.id !== id)
    return { ids: new Set(others.map((scale) => scale.id)), columns: new Set(others.flatMap(columnsOf)) }
  }

  function openNew(): void {
    opened.value = { before: null, from: null, anchors: null, copyOf: null, use: {} }
  }

  /** Texts of a manual go with it: they are the site's own. */
  async function openCopy(scale: Scale, as: 'copy' | 'version'): Promise<void> {
    const anchors = await request('scale.anchors', { scaleId: scale.id })
    const from = copiedScale(scale, takenBeside(null), as)
    opened.value = { before: null, from, anchors, copyOf: scale.shortTitle, use: {} }
  }

  /** An own one, with what hangs on it by now. */
  async function openEdit(scale: Scale): Promise<void> {
    const [anchors] = await Promise.all([request('scale.anchors', { scaleId: scale.id }), load()])
    const use = own.value.find(({ scaleId }) => scaleId === scale.id)?.use ?? {}
    opened.value = { before: scale, from: scale, anchors, copyOf: null, use }
  }

  async function save(scale: Scale, anchors: Anchors | null): Promise<Scale> {
    const saved = await request('scale.save', { scale, anchors, isNew: opened.value?.before === null })
    opened.value = null
    await Promise.all([scores.loadScales(), load()])
    return saved
  }

  async function remove(scaleId: string): Promise<void> {
    await request('scale.remove', { scaleId })
    await Promise.all([scores.loadScales(), load()])
  }

  /** Null when the dialog was cancelled. */
  async function saveFile(scaleId: string): Promise<string | null> {
    return (await request('scale.saveFile', { scaleId }))?.fileName ?? null
  }

  function close(): void {
    opened.value = null
  }

  defineStudyResource({
    areas: ['scales'],
    load,
    refresh: load,
    clear: () => {
      own.value = []
      opened.value = null
    },
    failure: 'The scales of this study could not be read',
  })

  return {
    own,
    ownIds,
    opened,
    load,
    takenBeside,
    openNew,
    openCopy,
    openEdit,
    save,
    remove,
    saveFile,
    close,
  }
})
