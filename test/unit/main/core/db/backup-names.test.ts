import { describe, expect, it } from 'vitest'
import { dailyBackupName, isDailyBackup, outdatedBackups } from '#core/db/backup-names.ts'

const DAY_MS = 86_400_000
const day = (index: number): string =>
  `study-${new Date(Date.UTC(2026, 0, 5) + index * DAY_MS).toISOString().slice(0, 10)}.sqlite`
const days = (count: number): string[] => Array.from({ length: count }, (_, index) => day(index))

function kept(names: readonly string[]): string[] {
  const outdated = new Set(outdatedBackups(names))
  return names.filter((name) => !outdated.has(name))
}

describe('the names of backups', () => {
  it('are days by the clock on the wall', () => {
    const name = dailyBackupName(new Date(2026, 2, 9, 23, 59))
    expect(name).toBe('study-2026-03-09.sqlite')
    expect(isDailyBackup(name)).toBe(true)
  })
})

describe('outdatedBackups', () => {
  it('keeps seven days and the newest of each of four weeks before', () => {
    // 2026-01-05 is a Monday; the last of 60 days is Thursday, 5 March.
    expect(kept(days(60))).toEqual([
      'study-2026-02-08.sqlite',
      'study-2026-02-15.sqlite',
      'study-2026-02-22.sqlite',
      'study-2026-02-26.sqlite',
      ...days(60).slice(-7),
    ])
  })

  it('keeps the same, day by day, as when all are looked at at once', () => {
    let there: string[] = []
    for (const name of days(60)) there = kept([...there, name])
    expect(there.slice(-7)).toEqual(days(60).slice(-7))
    expect(there).toHaveLength(11)
  })

  it('removes nothing for time that passed without work', () => {
    const names = [day(0), day(40), day(400)]
    expect(outdatedBackups(names)).toEqual([])
  })

  it('leaves backups of migrations and strange files alone', () => {
    const others = [
      'study-v2-2026-01-05T10-00-00-000Z.sqlite',
      'my-copy.sqlite',
      'study-2026-01-05.sqlite.bak',
    ]
    expect(outdatedBackups([...others, ...days(60)]).filter((name) => others.includes(name))).toEqual([])
  })
})
