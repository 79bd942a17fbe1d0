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

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB']

/** Decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < byteUnits.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? String(value) : value.toFixed(value < 10 ? 1 : 0)} ${byteUnits[unit] ?? 'B'}`
}
