/** `1 video`, `12 videos`, `no videos`: a count in a sentence. For nouns that take an s. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`
  return `${count === 0 ? 'no' : count.toLocaleString('en')} ${noun}s`
}
