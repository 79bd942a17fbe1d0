const systemNames = new Set([
  '__macosx',
  '@eadir',
  '#recycle',
  '$recycle.bin',
  'system volume information',
  'lost+found',
  'thumbs.db',
  'desktop.ini',
])

/** Hidden files, and what operating systems and storage devices leave in folders. */
export function isIgnoredName(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~$') || systemNames.has(name.toLowerCase())
}

const videoEndings = new Set(['.mp4', '.m4v', '.mov', '.webm', '.mkv', '.avi'])

export function isVideoName(name: string): boolean {
  const dot = name.lastIndexOf('.')
  return dot > 0 && videoEndings.has(name.slice(dot).toLowerCase())
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** `clip-2` before `clip-10`; the same on every machine. */
export function compareNaturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}
