/** Numbers as the window writes them: one place, so that they look alike everywhere. */

const counts = new Intl.NumberFormat('en')

export function formatCount(count: number): string {
  return counts.format(count)
}

/** `1 clip`, `2,000 clips`; `many` where adding an s is not enough. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** A share from 0 to 1 in whole percent. A share just below one is never shown as 100 %. */
export function formatPercent(share: number): string {
  const rounded = Math.round(share * 100)
  const percent = rounded === 100 && share < 1 ? 99 : rounded === 0 && share > 0 ? 1 : rounded
  return `${String(percent)} %`
}

/** Length of a clip: `12.4 s`, from a minute on `1:05`, from an hour on `1:02:09`. */
export function formatLength(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const padded = (part: number): string => String(part).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const clock = hours > 0 ? `${String(hours)}:${padded(minutes)}` : String(minutes)
  return `${clock}:${padded(whole % 60)}`
}

/** Time left, coarse on purpose: an estimate to the second would only flicker. */
export function formatTimeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 60) return `about ${String(Math.max(5, Math.ceil(seconds / 5) * 5))} s left`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `about ${String(minutes)} min left`
  return `about ${(minutes / 60).toFixed(1)} h left`
}

/** `412 kB`, `3.5 MB`: powers of 1000, as file managers show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1000
  let place = 0
  while (value >= 999.5 && place < units.length - 1) {
    value /= 1000
    place += 1
  }
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${units[place] ?? 'TB'}`
}
