import { shallowRef } from 'vue'
import type { Ref } from 'vue'

/** One request at a time, and what was answered to it where it stands. */
export interface Sending {
  readonly isBusy: Readonly<Ref<boolean>>
  /** Why it was refused, until something else is tried. */
  readonly refused: Ref<string | null>
  /** Whether it went through. */
  readonly send: (work: () => Promise<unknown>) => Promise<boolean>
}

/** `otherwise` is said where the failure says nothing. */
export function useSending(otherwise: string): Sending {
  const isBusy = shallowRef(false)
  const refused = shallowRef<string | null>(null)
  return {
    isBusy,
    refused,
    send: async (work) => {
      if (isBusy.value) return false
      isBusy.value = true
      refused.value = null
      try {
        await work()
        return true
      } catch (error) {
        refused.value = error instanceof Error ? error.message : otherwise
        return false
      } finally {
        isBusy.value = false
      }
    },
  }
}
