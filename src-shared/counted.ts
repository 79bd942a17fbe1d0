/** `1 video`, `12 videos`, `no videos`: a count in a sentence. For nouns that take an s. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`
  return `${count === 0 ? 'no' : count.toLocaleString('en')} ${noun}s`
}

/** `2 videos, 1 caption and 3 scores`, without what there is none of; null when there is nothing at all. */
export function countedAll(counts: readonly (readonly [count: number, noun: string])[]): string | null {
  const parts = counts.filter(([count]) => count > 0).map(([count, noun]) => counted(count, noun))
  const last = parts.pop()
  if (last === undefined) return null
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`
}
