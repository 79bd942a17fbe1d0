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
