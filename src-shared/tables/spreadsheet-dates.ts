import { isCalendarDate } from './visit-name.ts'

/** Which of the first two numbers of `5/3/2024` is the day; null when it may be either. */
export type DateOrder = 'day-first' | 'month-first' | null

const numbers = /^(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{2}|\d{4})(?:[ t]\d.*)?$/u
const yearFirst = /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[ t]\d.*)?$/u
const withMonth = /^(\d{1,2})[-. /]+(\p{L}{3,9})\.?(?:[-. /]+(\d{4}|\d{2}))?$/u
const serial = /^(\d{5})(?:[.,]\d+)?$/u

/** Beginnings of the months' names as spreadsheets of several countries shorten them. */
const monthNames: readonly RegExp[] = [
  /^(?:jan|led)/u,
  /^(?:feb|fev|fév|úno)/u,
  /^(?:mar|mär|mrz|mrt|maa|bře)/u,
  /^(?:apr|avr|dub)/u,
  /^(?:may|mai|mei|kvě)/u,
  /^(?:jun|juin|čvn|červen)/u,
  /^(?:jul|juil|čvc|červenec)/u,
  /^(?:aug|aoû|aou|srp)/u,
  /^(?:sep|zář)/u,
  /^(?:oct|okt|říj)/u,
  /^(?:nov|lis)/u,
  /^(?:dec|dez|déc|pro)/u,
]

/** Day numbers of spreadsheets begin here: 1900, and 1904 in old files of a Mac. */
const epochsUtc = [Date.UTC(1899, 11, 30), Date.UTC(1904, 0, 1)]
const DAY_MS = 86_400_000

/** Whether a text looks like a day, however written. */
export function looksLikeDate(text: string): boolean {
  return datesMeant(text, null).length > 0
}

/**
 * The days (`2024-05-03`) that a text may mean after a spreadsheet rewrote a date: `45415`, `03.05.2024`,
 * `5/3/2024`, `3-May-24`, `2024-05-03 00:00:00`. A day without a year is `--05-03`. Empty when it looks like none.
 */
export function datesMeant(text: string, order: DateOrder): string[] {
  return [...new Set(possible(text.trim().normalize('NFC').toLowerCase(), order))].filter(
    (day) => day.startsWith('--') || isCalendarDate(day),
  )
}

function possible(text: string, order: DateOrder): string[] {
  const iso = yearFirst.exec(text)
  if (iso !== null) return [day(iso[1], iso[2], iso[3])]
  const plain = numbers.exec(text)
  if (plain !== null) {
    const [, first, second, year] = plain
    const dayFirst = day(fullYear(year), second, first)
    const monthFirst = day(fullYear(year), first, second)
    // Where points part the numbers, the day comes first.
    if (order === 'day-first' || text.includes('.')) return [dayFirst]
    return order === 'month-first' ? [monthFirst] : [dayFirst, monthFirst]
  }
  const named = withMonth.exec(text)
  if (named !== null) {
    const month = monthNames.findLastIndex((name) => name.test(named[2] ?? '')) + 1
    if (month === 0) return []
    const year = named[3]
    return [day(year === undefined ? '-' : fullYear(year), String(month), named[1])]
  }
  const number = serial.exec(text)
  if (number === null) return []
  return epochsUtc.map((epoch) => new Date(epoch + Number(number[1]) * DAY_MS).toISOString().slice(0, 10))
}

/** As spreadsheets do: 29 is 2029, 30 is 1930. */
function fullYear(year = ''): string {
  return year.length === 4 ? year : `${Number(year) < 30 ? '20' : '19'}${year}`
}

function day(year = '', month = '', ofMonth = ''): string {
  return `${year}-${month.padStart(2, '0')}-${ofMonth.padStart(2, '0')}`
}

/** What the dates of one column say together about their order: `13/3/2024` settles `5/3/2024`. */
export function orderOf(texts: Iterable<string>): DateOrder {
  let dayFirst = false
  let monthFirst = false
  for (const text of texts) {
    const match = numbers.exec(text.trim())
    if (match === null) continue
    dayFirst ||= Number(match[1]) > 12
    monthFirst ||= Number(match[2]) > 12
  }
  if (dayFirst === monthFirst) return null
  return dayFirst ? 'day-first' : 'month-first'
}
