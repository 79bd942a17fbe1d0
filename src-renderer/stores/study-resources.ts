import { useThrottleFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { onScopeDispose } from 'vue'
import { joinChanges } from '#shared/domain/study.ts'
import type { ChangedIds, StudyArea } from '#shared/domain/study.ts'
import type { IpcChannel } from '#shared/ipc/contract.ts'
import type { StudyNews } from '#shared/ipc/contract/study.ts'
import { useErrors } from '../composables/use-errors.ts'
import { newAreas, ownRequest } from './own-echo.ts'
import { useStudyStore } from './study.ts'

/** What a store, or a screen while it is shown, holds of the open study. */
export interface StudyResource {
  /** What it shows is of these areas. */
  readonly areas?: readonly StudyArea[]
  /** The window's own requests whose answers bring it: what came of them is not read again. */
  readonly answeredBy?: readonly IpcChannel[]
  /** Another study is open, whose ids are others: nothing of the one before is left. */
  readonly clear?: () => void
  /** Reads it when a study is opened. Not given: whoever shows it asks. */
  readonly load?: () => Promise<unknown>
  /** Reads what changed in its areas, of these ids or, with null, of any. Not given: all is loaded again. */
  readonly refresh?: (ids: ChangedIds | null) => Promise<unknown> | undefined
  /** Takes what the news bring themselves, of own changes, too; true: nothing is left to be read. */
  readonly take?: (news: StudyNews) => boolean
  /** Shortest time in ms between two readings. Not given: each news is read at once. */
  readonly everyMs?: number
  /** What a person is told, before the reason, when it could not be read. */
  readonly failure?: string
}

interface Held {
  readonly resource: StudyResource
  /** Reads what changed, soon where it is not read each time. */
  read(ids: ChangedIds | null): void
  /** What was to be read is no more. */
  forget(): void
}

function hold(resource: StudyResource): Held {
  const study = useStudyStore()
  const { attempt } = useErrors()
  let waiting: (ChangedIds | null)[] = []

  const refresh = async (ids: ChangedIds | null): Promise<void> => {
    await (resource.refresh === undefined ? resource.load?.() : resource.refresh(ids))
  }
  const readWaiting = (): void => {
    const { ids } = joinChanges(waiting.map((each) => ({ areas: [], ids: each })))
    const isAsked = waiting.length > 0
    waiting = []
    if (isAsked && study.summary !== null) void attempt(() => refresh(ids), resource.failure)
  }
  const { everyMs } = resource
  const soon: () => unknown = everyMs === undefined ? readWaiting : useThrottleFn(readWaiting, everyMs, true)

  return {
    resource,
    read(ids) {
      waiting.push(ids)
      soon()
    },
    forget() {
      waiting = []
    },
  }
}

/** All that is held of the open study. One place tells it what main told: the shell. */
export const useStudyResources = defineStore('study-resources', () => {
  const held = new Set<Held>()
  const { attempt } = useErrors()

  function add(resource: StudyResource): Held {
    const entry = hold(resource)
    held.add(entry)
    onScopeDispose(() => held.delete(entry), true)
    return entry
  }

  /** Another study is open. */
  async function open(): Promise<void> {
    for (const { resource, forget } of held) {
      forget()
      resource.clear?.()
    }
    const loads = [...held].flatMap(({ resource }) => (resource.load === undefined ? [] : resource))
    await Promise.all(loads.map(({ load, failure }) => attempt(async () => load?.(), failure)))
  }

  /** Something changed in the open study. */
  function tell(news: StudyNews): void {
    const channel = ownRequest(news)
    const areas = newAreas(news)
    for (const { resource, read } of [...held]) {
      if (resource.take?.(news) === true) continue
      if (channel !== null && resource.answeredBy?.includes(channel) === true) continue
      if (resource.areas?.some((area) => areas.includes(area)) === true) read(news.ids)
    }
  }

  return { add, open, tell }
})

/**
 * Keeps what a store holds in step with the open study: called where a store or a component is set up, and in force as
 * long as that lives. Returns how to have it read again for another reason than a change.
 */
export function defineStudyResource(resource: StudyResource): { readonly reread: () => void } {
  const { read } = useStudyResources().add(resource)
  return {
    reread: () => {
      read(null)
    },
  }
}

/** Whether something about this clip may be among what changed. */
export function concernsClip(
  ids: ChangedIds | null,
  clip: { readonly clipId: number; readonly sessionId: number | null },
): boolean {
  if (ids === null || ids.patients.length > 0 || ids.clips.includes(clip.clipId)) return true
  return clip.sessionId === null ? ids.visits.length > 0 : ids.visits.includes(clip.sessionId)
}
