import type { DraftState } from '../../stores/caption-draft.ts'

/** Local wall-clock time, `14:02:11`; with the day when that is not today. */
export function formatSavedTime(savedUtc: string, now: Date = new Date()): string {
  const saved = new Date(savedUtc)
  const time = saved.toLocaleTimeString('en-GB', { hour12: false })
  const isToday = saved.toDateString() === now.toDateString()
  return isToday ? time : `${saved.toLocaleDateString('sv-SE')} ${time}`
}

/** "saved" is said only of text that main has confirmed. */
export function captionStatusText(draft: DraftState, now: Date = new Date()): string {
  switch (draft.status) {
    case 'unread':
      return 'reading…'
    case 'empty':
      return 'nothing written yet'
    case 'editing':
      return 'editing…'
    case 'saving':
      return 'saving…'
    case 'saved':
      return draft.savedUtc === null ? 'saved' : `saved ${formatSavedTime(draft.savedUtc, now)}`
    case 'failed':
      return 'not saved'
  }
}
