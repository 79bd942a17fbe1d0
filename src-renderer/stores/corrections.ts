import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ClipRow } from '#shared/domain/clip.ts'
import type {
  CorrectionRequest,
  Mergeable,
  MergePlan,
  MergeRequest,
  RaterRenameRequest,
  VideoMoveRequest,
} from '#shared/domain/correction.ts'
import type { Rater } from '#shared/domain/rater.ts'
import type { Session } from '#shared/domain/session.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { useCaptionsStore } from './captions.ts'
import { rankSessions } from './clip-filter.ts'
import { useLibraryStore } from './library.ts'
import { useRatersStore } from './raters.ts'
import { defineStudyResource } from './study-resources.ts'
import type { SubjectPatient } from './subject.ts'

export type AskedVideo = Pick<ClipRow, 'videoId' | 'fileName' | 'sessionId'>

/** What is asked in the dialog, of whom. */
export type AskedCorrection =
  | { readonly kind: 'rename-patient' | 'merge-patients'; readonly patient: SubjectPatient }
  | { readonly kind: 'move-video'; readonly video: AskedVideo }
  | { readonly kind: 'rename-rater'; readonly rater: Rater }
  | { readonly kind: 'rename-visit' | 'date-visit' | 'move-visit'; readonly visit: Session }

/** Two of whom one is merged into another, which is asked for. */
export type AskedMerge =
  { readonly kind: 'raters'; readonly rater: Rater } | { readonly kind: 'visits'; readonly visit: Session }

type AnyCorrection = CorrectionRequest | VideoMoveRequest | RaterRenameRequest

/** Setting right what patients and visits are called. Each is one step, which Ctrl+Z takes back. */
export const useCorrectionsStore = defineStore('corrections', () => {
  const app = useAppStore()
  const captions = useCaptionsStore()
  const library = useLibraryStore()
  const raters = useRatersStore()
  /** Null while no dialog is open. */
  const asked = shallowRef<AskedCorrection | null>(null)
  const askedMerge = shallowRef<AskedMerge | null>(null)

  const codes = computed(() => [...new Set(library.sessions.map(({ patientCode }) => patientCode))])

  /** As the library orders them. */
  const visits = computed(() => {
    const ranks = rankSessions(library.sessions)
    return [...library.sessions].sort((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0))
  })

  /** Labels of visits that both have. */
  function bothHave(one: string, other: string): string[] {
    const labels = (code: string): string[] =>
      library.sessions.filter(({ patientCode }) => patientCode === code).map(({ visitLabel }) => visitLabel)
    const others = new Set(labels(other))
    return labels(one).filter((label) => others.has(label))
  }

  /** What is typed is on disk first, and a step before this one. */
  async function correct(correction: AnyCorrection): Promise<void> {
    await captions.finishAll()
    if ('videoId' in correction) await request('correction.moveVideo', correction)
    else if ('from' in correction) await request('correction.renameRater', correction)
    else await request('correction.correct', correction)
    await readAnew()
  }

  /** What merging would do, with what is typed. */
  async function planMerge(what: Mergeable): Promise<MergePlan> {
    await captions.finishAll()
    return request('correction.planMerge', what)
  }

  async function merge(wanted: MergeRequest): Promise<void> {
    await captions.finishAll()
    await request('correction.merge', wanted)
    await readAnew()
  }

  /** Whoever works here may be called otherwise by now. */
  async function readAnew(): Promise<void> {
    app.markSaved(new Date().toISOString())
    await Promise.all([library.load(), raters.reload()])
  }

  defineStudyResource({
    clear: () => {
      asked.value = null
      askedMerge.value = null
    },
  })

  return { asked, askedMerge, codes, visits, bothHave, correct, planMerge, merge }
})
