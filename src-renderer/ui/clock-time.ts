/** Local time of day, `14:02:11`, of a UTC time stamp. */
export function formatClock(utc: string): string {
  return new Date(utc).toLocaleTimeString('en-GB', { hour12: false })
}

const dayMs = 86_400_000

/** Day as a list of recent things says it: `today`, `yesterday`, `3 days ago`, else the date. */
export function formatDay(utc: string, now = new Date()): string {
  const midnight = (date: Date): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  const days = Math.round((midnight(now) - midnight(new Date(utc))) / dayMs)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  return days < 14 ? `${String(days)} days ago` : new Date(utc).toLocaleDateString('en-CA')
}
