import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Score } from '#shared/domain/score.ts'
import type { FeatureKind, HeadId } from '#shared/domain/head-kind.ts'
import type {
  HeadDifference,
  RaterAgreement,
  SeverityModel,
  SeverityReport,
} from '#shared/domain/severity.ts'
import type { EstimateParts } from '#shared/domain/estimate-parts.ts'
import type { AppliedHeadResult } from '#shared/domain/severity-head.ts'
import { request } from '../api/client.ts'
import { defineStudyResource } from './study-resources.ts'

/** Severity models of the study with their validation, and agreement between its raters. */
export const useSeverityStore = defineStore('severity', () => {
  const models = shallowRef<readonly SeverityModel[]>([])
  const isLoaded = shallowRef(false)
  /** Reports never change once a model is fitted, so they are asked for once. */
  let reports = new Map<number, Promise<SeverityReport>>()

  async function load(): Promise<void> {
    models.value = await request('severity.models')
    reports = new Map()
    isLoaded.value = true
  }

  function report(modelId: number): Promise<SeverityReport> {
    const known = reports.get(modelId)
    if (known !== undefined) return known
    const asked = request('severity.report', { modelId })
    reports.set(modelId, asked)
    asked.catch(() => reports.delete(modelId))
    return asked
  }

  /** What the estimate of one visit is made of. */
  function partsOf(modelId: number, sessionId: number): Promise<EstimateParts> {
    return request('severity.parts', { modelId, sessionId })
  }

  /** Models that were held against the same ratings, the asked one first; others may have come since. */
  function compare(modelId: number): Promise<HeadDifference[]> {
    return request('severity.compare', { modelId })
  }

  /** Starts a job; `itemIds: null` fits every item that a face can show. Returns the job's id. */
  async function fit(work: {
    scaleId: string
    itemIds: readonly string[] | null
    packId: string
    differentPeople?: boolean
    unblinded?: boolean
    insists?: boolean
    head?: HeadId
    features?: FeatureKind
    promptSetId?: number | null
  }): Promise<string> {
    const itemIds = work.itemIds === null ? null : [...work.itemIds]
    return (await request('severity.fit', { ...work, itemIds })).jobId
  }

  /** Name of the folder; null when the user cancelled. */
  async function saveHead(modelId: number): Promise<string | null> {
    return (await request('head.save', { modelId }))?.folderName ?? null
  }

  /** Null when the user cancelled. */
  function applyHead(): Promise<AppliedHeadResult | null> {
    return request('head.apply')
  }

  /** Null when no session was rated by both. */
  function agreement(pair: {
    scaleId: string
    itemId: string
    raterA: string
    raterB: string
  }): Promise<RaterAgreement | null> {
    return request('agreement.get', pair)
  }

  /** Every rating on one scale, of all raters and sessions. */
  function scoresOf(scaleId: string): Promise<Score[]> {
    return request('score.ofScale', { scaleId })
  }

  defineStudyResource({
    clear: () => {
      models.value = []
      reports = new Map()
      isLoaded.value = false
    },
  })

  return { models, isLoaded, load, report, partsOf, compare, fit, saveHead, applyHead, agreement, scoresOf }
})
