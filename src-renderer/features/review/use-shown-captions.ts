import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import type { Caption } from '#shared/domain/caption.ts'
import { useCaptionsStore } from '../../stores/captions.ts'
import { useSightStore } from '../../stores/sight.ts'

/** Of the clip's captions those that the rater may see: the own ones, and others' unless work is blind. */
export function useShownCaptions(sessionId: () => number | null): {
  spans: ComputedRef<readonly Caption[]>
  others: ComputedRef<readonly Caption[]>
} {
  const captions = useCaptionsStore()
  const sight = useSightStore()
  const mayShow = (caption: Caption): boolean =>
    caption.raterId === captions.raterId || sight.shows('others', sessionId())
  return {
    spans: computed(() => captions.spans.filter(mayShow)),
    others: computed(() => captions.others.filter(mayShow)),
  }
}
