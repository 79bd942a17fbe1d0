import { ref, shallowRef } from 'vue'
import type { ToldEntry, ToldPage } from '#shared/domain/journal.ts'
import { isAppError } from '#shared/errors.ts'

/** Asks main for what comes after; null for the newest entries. */
type AskPage = (before: number | null) => Promise<ToldPage>

/**
 * A list of entries that is read page by page, newest first, as far as somebody scrolls. Main looks at a part of a long
 * journal at a time: while a page brings nothing the next one is asked for by itself.
 */
export function createHistoryPages(ask: AskPage) {
  const entries = shallowRef<readonly ToldEntry[]>([])
  /** False until the first answer is there. */
  const isLoaded = ref(false)
  const isLoading = ref(false)
  /** Why it could not be read, in a sentence. */
  const failure = ref<string | null>(null)
  /** More is asked for with it; null at the end. */
  const next = ref<number | null>(null)
  /** When the oldest entry was made that was looked at in vain. */
  const searchedToUtc = ref<string | null>(null)
  /** Answers to earlier questions are dropped. */
  let asked = 0

  async function read(from: number | null, known: readonly ToldEntry[]): Promise<void> {
    asked += 1
    const own = asked
    isLoading.value = true
    failure.value = null
    try {
      let before = from
      let page: ToldPage
      do {
        page = await ask(before)
        if (own !== asked) return
        before = page.next
        next.value = before
        searchedToUtc.value = page.searchedToUtc
      } while (page.entries.length === 0 && before !== null)
      entries.value = [...known, ...page.entries]
      isLoaded.value = true
    } catch (error) {
      if (own !== asked) return
      if (!isAppError(error)) throw error
      failure.value = error.message
    } finally {
      if (own === asked) isLoading.value = false
    }
  }

  return {
    entries,
    isLoaded,
    isLoading,
    failure,
    next,
    searchedToUtc,
    /** What is shown stays until the answer is there. */
    load: (): Promise<void> => read(null, []),
    /** What came since, and what became of the newest ones; what was read below them stays. */
    async refresh(): Promise<void> {
      if (!isLoaded.value || isLoading.value) return
      const own = asked
      const page = await ask(null)
      if (own !== asked) return
      const oldest = page.entries.at(-1)?.id ?? Number.MAX_SAFE_INTEGER
      const below = entries.value.filter(({ id }) => id < oldest)
      entries.value = [...page.entries, ...below]
      if (below.length === 0) {
        next.value = page.next
        searchedToUtc.value = page.searchedToUtc
      }
    },
    /** Does nothing at the end, and while an answer is on its way. */
    async loadMore(): Promise<void> {
      if (next.value !== null && !isLoading.value) await read(next.value, entries.value)
    },
    clear(): void {
      asked += 1
      entries.value = []
      isLoaded.value = false
      isLoading.value = false
      failure.value = null
      next.value = null
      searchedToUtc.value = null
    },
  }
}

export type HistoryPages = ReturnType<typeof createHistoryPages>
