import type { Session } from '#shared/domain/session.ts'

/** On which day what is pasted was rated. */
export type DayChoice = 'today' | 'visit' | 'day' | 'unknown'

export const dayOptions: readonly { readonly value: DayChoice; readonly label: string }[] = [
  { value: 'today', label: 'Today' },
  { value: 'visit', label: 'The day of each visit' },
  { value: 'day', label: 'Another day' },
  { value: 'unknown', label: 'Not known' },
]

/** Where the rater is. */
export function todayHere(now = new Date()): string {
  const part = (number: number): string => String(number).padStart(2, '0')
  return `${String(now.getFullYear())}-${part(now.getMonth() + 1)}-${part(now.getDate())}`
}

/** Null where it is not known: a visit without a date, or with one that is still to come. */
export function dayOf(
  choice: DayChoice,
  day: string,
  { visitDate }: Pick<Session, 'visitDate'>,
): string | null {
  switch (choice) {
    case 'today':
      return todayHere()
    case 'visit':
      return visitDate !== null && visitDate <= todayHere() ? visitDate : null
    case 'day':
      return day
    case 'unknown':
      return null
  }
}
