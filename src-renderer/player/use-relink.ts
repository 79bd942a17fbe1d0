import { useErrors } from '../composables/use-errors.ts'
import { useLibraryStore } from '../stores/library.ts'

/** Asks for a folder and looks for the study's videos in it; returns whether it looked. */
export function useRelink(): () => Promise<boolean> {
  const library = useLibraryStore()
  const { attempt, notify } = useErrors()
  return async () => {
    const result = await attempt(() => library.relink(), 'The videos were not looked for')
    if (result === null) return false
    const missing =
      result.stillMissing === 0 ? 'none is missing' : `${String(result.stillMissing)} still missing`
    notify(`${String(result.found)} found again, ${missing}`)
    return true
  }
}
