import { computed } from 'vue'
import type { ComputedRef, WritableComputedRef } from 'vue'
import type { PackSummary } from '#shared/domain/pack.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import { predictionChoice } from '#shared/domain/prediction-choice.ts'
import { useErrors } from '../../composables/use-errors.ts'
import { useAppStore } from '../../stores/app.ts'
import { usePromptsStore } from '../../stores/prompts.ts'
import { useSettingsStore } from '../../stores/settings.ts'

/**
 * Which pack and prompt set predictions are made and read with, see `predictionChoice`. Choosing saves the setting.
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
  const choice = computed(() => predictionChoice(app.packs, prompts.promptSets, settings.settings))
  const pack = computed(() => choice.value.pack)
  const promptSets = computed(() => choice.value.promptSets)
  const promptSet = computed(() => choice.value.promptSet)

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
