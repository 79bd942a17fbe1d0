import { onMounted, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { pairWithMostVisits } from '#shared/domain/human-ceiling.ts'
import type { HumanCeiling } from '#shared/domain/human-ceiling.ts'
import { useErrors } from '../../composables/use-errors.ts'
import { useSeverityStore } from '../../stores/severity.ts'

/** How far raters agree on an item; null before it is known, and where no two rated the same visits. */
export function useHumanCeiling(item: {
  readonly scaleId: string
  readonly itemId: string
}): Readonly<ShallowRef<HumanCeiling | null>> {
  const severity = useSeverityStore()
  const { attempt } = useErrors()
  const ceiling = shallowRef<HumanCeiling | null>(null)
  const { scaleId, itemId } = item

  async function find(): Promise<HumanCeiling | null> {
    const pair = pairWithMostVisits(await severity.scoresOf(scaleId), itemId)
    if (pair === null) return null
    const { raterA, raterB } = pair
    const agreement = await severity.agreement({ scaleId, itemId, raterA, raterB })
    return agreement === null ? null : { pair, icc: agreement.icc21 }
  }

  onMounted(async () => {
    ceiling.value = await attempt(find, 'The agreement of raters could not be read')
  })
  return ceiling
}
