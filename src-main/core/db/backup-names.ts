/** Backups of the last days on which there was one, and of the weeks before those. */
const DAYS = 7
const WEEKS = 4

const dailyName = /^study-(\d{4})-(\d{2})-(\d{2})\.sqlite$/
const DAY_MS = 24 * 60 * 60 * 1000

/** Of the day by the clock on the wall, which is what people call today. */
export function dailyBackupName(now: Date): string {
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
  const [year, month, day] = parts.map((part) => String(part).padStart(2, '0'))
  return `study-${year ?? ''}-${month ?? ''}-${day ?? ''}.sqlite`
}

export function isDailyBackup(name: string): boolean {
  return dailyName.test(name)
}

/** `YYYY-MM-DD` in the name of a daily backup; null for another. */
export function dayOfBackup(name: string): string | null {
  return isDailyBackup(name) ? name.slice('study-'.length, -'.sqlite'.length) : null
}

/**
 * Which of these files are no longer kept: the seven newest daily backups are, and of each of the four weeks
 * before with one, its newest. Counted by what is there, not by today's date: a clock that is wrong for a day
 * removes nothing. Backups of migrations and whatever else lies there are never among them.
 */
export function outdatedBackups(names: readonly string[]): string[] {
  const newestFirst = names.filter(isDailyBackup).sort().reverse()
  const weeks = new Set<number>()
  return newestFirst.slice(DAYS).filter((name) => {
    const week = weekOf(name)
    if (weeks.has(week) || weeks.size === WEEKS) return true
    weeks.add(week)
    return false
  })
}

/** Weeks since the first Monday of 1970, which was the fifth of January. */
function weekOf(name: string): number {
  const [, year, month, day] = dailyName.exec(name) ?? []
  const days = Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY_MS
  return Math.floor((days - 4) / 7)
}
