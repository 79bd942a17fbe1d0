import { computed, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import type { Scale } from '#shared/domain/scale.ts'
import type { Score } from '#shared/domain/score.ts'
import { useErrors } from '../../composables/use-errors.ts'
import { useScoresStore } from '../../stores/scores.ts'
import { useSeverityStore } from '../../stores/severity.ts'
import { defineStudyResource } from '../../stores/study-resources.ts'

/** One choice for all three tabs, and for as long as the window is open. */
const chosenScaleId = shallowRef<string | null>(null)

/** The scale that Analysis looks at, and every rating on it. */
export function useScaleChoice(): {
  scaleId: ShallowRef<string | null>
  scale: ComputedRef<Scale | null>
  scaleOptions: ComputedRef<{ value: string; label: string; hint: string }[]>
  ratings: Readonly<ShallowRef<readonly Score[] | null>>
} {
  const scores = useScoresStore()
  const severity = useSeverityStore()
  const { attempt } = useErrors()
  const ratings = shallowRef<readonly Score[] | null>(null)

  const scale = computed(
    () => scores.scales.find((known) => known.id === chosenScaleId.value) ?? scores.scales[0] ?? null,
  )
  const scaleOptions = computed(() =>
    scores.scales.map((known) => ({
      value: known.id,
      label: known.shortTitle,
      hint: `${String(known.items.length)} items`,
    })),
  )

  async function read(): Promise<void> {
    const id = scale.value?.id
    if (id === undefined) return
    const loaded = await attempt(() => severity.scoresOf(id), 'The ratings could not be read')
    if (scale.value?.id === id) ratings.value = loaded ?? []
  }
  watch(() => scale.value?.id, read, { immediate: true })
  defineStudyResource({ areas: ['scores'], refresh: read })
  watch(
    () => scale.value?.id,
    () => {
      ratings.value = null
    },
    { flush: 'sync' },
  )
  watch(
    scale,
    (shown) => {
      chosenScaleId.value = shown?.id ?? null
    },
    { immediate: true },
  )

  return { scaleId: chosenScaleId, scale, scaleOptions, ratings }
}
