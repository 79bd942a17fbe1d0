import { shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { TokenCount } from '#shared/domain/token-count.ts'
import { request } from '../api/client.ts'

/** So long a pause in typing starts a count. */
const pauseMs = 200

/**
 * Counts texts as CLIP does, some time after they last changed: key of a text to its last known count. A blank
 * text has none. While text changes, the counts before it stay, so that nothing flickers; when counting fails
 * they go and nobody is told, because nothing depends on them.
 */
export function useTokenCounts<Key>(
  texts: () => ReadonlyMap<Key, string>,
): Readonly<ShallowRef<ReadonlyMap<Key, TokenCount>>> {
  const counts = shallowRef<ReadonlyMap<Key, TokenCount>>(new Map())

  async function count(entries: readonly (readonly [Key, string])[]): Promise<ReadonlyMap<Key, TokenCount>> {
    if (entries.length === 0) return new Map()
    try {
      const answers = await request('text.tokenCount', { texts: entries.map(([, text]) => text) })
      return new Map(
        answers.flatMap((answer, index) => {
          const entry = entries[index]
          return entry === undefined ? [] : [[entry[0], answer] as const]
        }),
      )
    } catch {
      return new Map()
    }
  }

  watch(
    // As a value: what changes beside the texts is no reason to count them again.
    () => JSON.stringify([...texts()]),
    (_now, _before, onCleanup) => {
      const current = texts()
      let isLatest = true
      const timer = setTimeout(() => {
        void count([...current].filter(([, text]) => text.trim() !== '')).then((answer) => {
          if (isLatest) counts.value = answer
        })
      }, pauseMs)
      onCleanup(() => {
        clearTimeout(timer)
        isLatest = false
      })
    },
    { immediate: true },
  )
  return counts
}

export function isOverLimit({ tokens, limit }: TokenCount): boolean {
  return tokens > limit
}

/** What becomes of a text over the limit. Two of the limit's tokens are the marks of start and end. */
export function overLimitText({ tokens, limit }: TokenCount): string {
  return `${tokens} of ${limit} tokens: a CLIP model reads the first ${limit - 2} word pieces and drops the last ${tokens - limit}. The whole text is kept.`
}
