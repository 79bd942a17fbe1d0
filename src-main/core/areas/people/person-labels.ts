/** `Person A` to `Person Z`, then `Person AA`; the first ones that are not taken. */
export function createLabels(taken: readonly string[] = []): () => string {
  const used = new Set(taken)
  let count = 0
  return () => {
    for (;;) {
      const label = `Person ${letters(count)}`
      count += 1
      if (used.has(label)) continue
      return label
    }
  }
}

function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}
