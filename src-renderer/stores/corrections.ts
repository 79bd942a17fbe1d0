import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ClipRow } from '#shared/domain/clip.ts'
import type { CorrectionRequest, VideoMoveRequest } from '#shared/domain/correction.ts'
import type { Session } from '#shared/domain/session.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { useCaptionsStore } from './captions.ts'
import { rankSessions } from './clip-filter.ts'
import { useLibraryStore } from './library.ts'
import { defineStudyResource } from './study-resources.ts'
import type { SubjectPatient } from './subject.ts'

export type AskedVideo = Pick<ClipRow, 'videoId' | 'fileName' | 'sessionId'>

/** What is asked in the dialog, of whom. */
export type AskedCorrection =
  | { readonly kind: 'rename-patient' | 'merge-patients'; readonly patient: SubjectPatient }
  | { readonly kind: 'move-video'; readonly video: AskedVideo }
  | { readonly kind: 'rename-visit' | 'date-visit' | 'move-visit'; readonly visit: Session }

/** Setting right what patients and visits are called. Each is one step, which Ctrl+Z takes back. */
export const useCorrectionsStore = defineStore('corrections', () => {
  const app = useAppStore()
  const captions = useCaptionsStore()
  const library = useLibraryStore()
  /** Null while no dialog is open. */
  const asked = shallowRef<AskedCorrection | null>(null)

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
  async function correct(correction: CorrectionRequest | VideoMoveRequest): Promise<void> {
    await captions.finishAll()
    if ('videoId' in correction) await request('correction.moveVideo', correction)
    else await request('correction.correct', correction)
    app.markSaved(new Date().toISOString())
    await library.load()
  }

  defineStudyResource({
    clear: () => {
      asked.value = null
    },
  })

  return { asked, codes, visits, bothHave, correct }
})
