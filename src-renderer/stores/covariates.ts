import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { knownAtVisits } from '#shared/domain/covariate.ts'
import type {
  Covariate,
  CovariatesTaken,
  CovariateValue,
  KnownCovariate,
  SaveCovariates,
} from '#shared/domain/covariate.ts'
import type { Session } from '#shared/domain/session.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { rankSessions } from './clip-filter.ts'
import { useLibraryStore } from './library.ts'
import { useSightStore } from './sight.ts'
import { defineStudyResource } from './study-resources.ts'

export interface AskedCovariates {
  readonly visit: Session
  /** A further kind is asked for, and then the visit again. */
  readonly isNewKind: boolean
}

/** What is known of patients and visits beside their ratings. */
export const useCovariatesStore = defineStore('covariates', () => {
  const app = useAppStore()
  const library = useLibraryStore()
  const sight = useSightStore()
  const kinds = shallowRef<readonly Covariate[]>([])
  const known = shallowRef<readonly KnownCovariate[]>([])
  /** Null while no dialog is open. */
  const asked = shallowRef<AskedCovariates | null>(null)

  const byVisit = computed(() => {
    const ranks = rankSessions(library.sessions)
    const sessions = [...library.sessions].sort((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0))
    return knownAtVisits(sessions, kinds.value, known.value)
  })

  async function load(): Promise<void> {
    const [ofStudy, values] = await Promise.all([request('covariate.kinds'), request('covariate.known')])
    kinds.value = ofStudy
    known.value = values
  }

  function at(sessionId: number): ReadonlyMap<string, CovariateValue> {
    return byVisit.value.get(sessionId) ?? new Map<string, CovariateValue>()
  }

  /** Blind work hides it. */
  function isHidden({ hiddenWhileBlind }: Covariate, sessionId: number): boolean {
    return hiddenWhileBlind && !sight.shows('others', sessionId)
  }

  async function save(wanted: SaveCovariates): Promise<void> {
    known.value = await request('covariate.save', wanted)
    app.markSaved(new Date().toISOString())
  }

  async function define(covariate: Covariate): Promise<void> {
    kinds.value = await request('covariate.define', covariate)
    app.markSaved(new Date().toISOString())
  }

  /** Null when the user cancelled the file dialog. */
  async function loadFile(): Promise<CovariatesTaken | null> {
    const taken = await request('covariate.import')
    if (taken !== null) await load()
    return taken
  }

  defineStudyResource({
    ...{ areas: ['covariates'], answeredBy: ['covariate.save', 'covariate.define', 'covariate.import'] },
    load,
    clear: () => {
      asked.value = null
      kinds.value = []
      known.value = []
    },
    failure: 'Sex, age, medication and the like could not be read',
  })

  return { kinds, known, asked, load, at, isHidden, save, define, loadFile }
})
