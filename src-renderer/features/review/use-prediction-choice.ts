import { computed } from 'vue'
import type { ComputedRef, WritableComputedRef } from 'vue'
import type { PackSummary } from '#shared/domain/pack.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import { useErrors } from '../../composables/use-errors.ts'
import { useAppStore } from '../../stores/app.ts'
import { usePromptsStore } from '../../stores/prompts.ts'
import { useSettingsStore } from '../../stores/settings.ts'

/**
 * Which pack and prompt set predictions are read with: the one in the settings, else the first that works.
 * Choosing saves the setting.
 */
export function usePredictionChoice(): {
  packs: ComputedRef<readonly PackSummary[]>
  pack: ComputedRef<PackSummary | null>
  packId: WritableComputedRef<string | null>
  promptSets: ComputedRef<readonly PromptSet[]>
  promptSet: ComputedRef<PromptSet | null>
  promptSetId: WritableComputedRef<number | null>
} {
  const app = useAppStore()
  const prompts = usePromptsStore()
  const settings = useSettingsStore()
  const { attempt } = useErrors()

  const packs = computed(() => app.packs.filter((pack) => pack.task === 'clip-text'))
  const pack = computed(
    () =>
      packs.value.find((known) => known.id === settings.settings.packId) ??
      packs.value.find((known) => known.problem === null) ??
      packs.value[0] ??
      null,
  )
  const promptSets = computed(() => (pack.value === null ? [] : prompts.usableWith(pack.value.id)))
  const promptSet = computed(
    () =>
      promptSets.value.find((known) => known.id === settings.settings.promptSetId) ??
      promptSets.value[0] ??
      null,
  )

  const packId = computed({
    get: () => pack.value?.id ?? null,
    set: (id) => {
      if (id !== null) void attempt(() => settings.save({ packId: id }))
    },
  })
  const promptSetId = computed({
    get: () => promptSet.value?.id ?? null,
    set: (id) => {
      void attempt(() => settings.save({ promptSetId: id }))
    },
  })

  return { packs, pack, packId, promptSets, promptSet, promptSetId }
}
