import { joinChanges } from '#shared/domain/study.ts'
import type { StudyChange } from '#shared/domain/study.ts'
import type { Origin } from './ipc/origin.ts'

/** Changes that come within this time, in ms, are told together. */
const GATHER_MS = 50

export interface GatherChanges {
  /** Of somebody else's the ones before are told first: nobody's own are mixed with others. */
  add(change: StudyChange, origin: Origin | null): void
  /** What was not told yet is not told any more. */
  forget(): void
}

export function gatherChanges(tell: (change: StudyChange, origin: Origin | null) => void): GatherChanges {
  let gathered: { readonly origin: Origin | null; readonly changes: StudyChange[] } | null = null
  let timer: NodeJS.Timeout | null = null

  const forget = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    gathered = null
  }

  const tellGathered = (): void => {
    const told = gathered
    forget()
    if (told !== null) tell(joinChanges(told.changes), told.origin)
  }

  return {
    add(change, origin) {
      if (gathered !== null && !isSame(gathered.origin, origin)) tellGathered()
      gathered ??= { origin, changes: [] }
      gathered.changes.push(change)
      timer ??= setTimeout(tellGathered, GATHER_MS)
    },
    forget,
  }
}

const isSame = (a: Origin | null, b: Origin | null): boolean =>
  a?.window === b?.window && a?.request === b?.request
