export interface PaletteEntry {
  id: string
  kind: 'command' | 'patient' | 'session' | 'clip'
  label: string
  detail: string
  /** Label and detail in lower case. */
  text: string
}

/** Commands first when nothing is typed; then what people look for, from the large to the small. */
const kindOrder: Readonly<Record<PaletteEntry['kind'], number>> = {
  command: 0,
  patient: 1,
  session: 2,
  clip: 3,
}

/** Lower is better; null when a word does not occur. */
function distance(entry: PaletteEntry, words: readonly string[]): number | null {
  let sum = 0
  for (const word of words) {
    const at = entry.text.indexOf(word)
    if (at < 0) return null
    const startsWord = at === 0 || !/[\p{L}\p{N}]/u.test(entry.text[at - 1] ?? ' ')
    sum += (at === 0 ? 0 : startsWord ? 1 : 3) + at / 1000
  }
  return sum + kindOrder[entry.kind] / 10
}

/** The best matches in order; with no query, the commands. */
export function searchPalette(
  entries: readonly PaletteEntry[],
  query: string,
  limit = 40,
): readonly PaletteEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries.filter((entry) => entry.kind === 'command').slice(0, limit)
  return entries
    .flatMap((entry) => {
      const far = distance(entry, words)
      return far === null ? [] : [{ entry, far }]
    })
    .sort((a, b) => a.far - b.far)
    .slice(0, limit)
    .map(({ entry }) => entry)
}
