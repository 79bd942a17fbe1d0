const systemNames = new Set([
  '__macosx',
  '@eadir',
  '#recycle',
  '@recycle',
  '@recently-snapshot',
  '@tmp',
  '#snapshot',
  '$recycle.bin',
  'recycler',
  'found.000',
  'network trash folder',
  'temporary items',
  'system volume information',
  'lost+found',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
])

/** Hidden files, and what operating systems and storage devices leave in folders. */
export function isIgnoredName(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~$') || systemNames.has(name.toLowerCase())
}

/** What ffmpeg reads; the player gets a copy of what the window cannot play. */
const videoEndings = new Set([
  ...['.mp4', '.m4v', '.mov', '.qt', '.webm', '.mkv', '.avi', '.divx'],
  ...['.mts', '.m2ts', '.m2t', '.ts', '.mpg', '.mpeg', '.mpe', '.m2v', '.vob', '.mod', '.tod'],
  ...['.wmv', '.asf', '.3gp', '.3gpp', '.3g2', '.flv', '.f4v', '.ogv', '.mxf', '.dv'],
])
/** Endings that program code and music have, too: the first bytes tell. */
const ambiguousEndings = new Set(['.ts', '.mod'])

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot).toLowerCase() : ''
}

export function isVideoName(name: string): boolean {
  return videoEndings.has(endingOf(name))
}

/** Called like a video, but as likely something else. */
export function isAmbiguousName(name: string): boolean {
  return ambiguousEndings.has(endingOf(name))
}

/** Whether these first bytes are those of an MPEG stream: a packet's or a pack's mark. */
export function isMpegStream(head: Uint8Array): boolean {
  const isPack = head[0] === 0 && head[1] === 0 && head[2] === 1 && head[3] === 0xba
  return isPack || head[0] === 0x47
}

const subtitles = ['.srt', '.ass', '.ssa', '.sbv', '.sub', '.ttml', '.dfxp', '.stl', '.smi', '.lrc']
const rawVideos = ['.braw', '.r3d', '.ari', '.crm', '.nev', '.dav', '.swf', '.rm', '.rmvb', '.wtv', '.360']
const tables = /^(?:captions|scores)\.(?:xlsx?|xlsm|xlsb|ods|numbers|tsv|txt|sav|dta|rds)$/iu

/** Why a file that somebody may miss is left out, to follow its name; null for every other one. */
export function whyLeftOut(name: string): string | null {
  const ending = endingOf(name)
  if (subtitles.includes(ending)) {
    return 'left out: captions are read from WebVTT (.vtt) and captions.csv. Save it as WebVTT.'
  }
  if (rawVideos.includes(ending)) {
    return 'left out: a video of this kind cannot be read. Save it as .mp4.'
  }
  if (ending === '.lrv') return 'left out: it is the camera’s small copy of a recording.'
  if (tables.test(name)) return 'left out: only .csv is read. Save it as CSV under the same name.'
  return null
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** `clip-2` before `clip-10`; the same on every machine. */
export function compareNaturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}
