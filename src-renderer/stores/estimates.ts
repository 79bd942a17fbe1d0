import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { SeverityEstimate, SeverityModel } from '#shared/domain/severity.ts'
import { request } from '../api/client.ts'
import { defineStudyResource } from './study-resources.ts'

export interface ItemEstimate {
  estimate: SeverityEstimate
  model: SeverityModel
}

/** The newest model's estimates of one scale, for the form in which a rater works unblinded. */
export const useEstimatesStore = defineStore('estimates', () => {
  const scaleId = shallowRef<string | null>(null)
  const byPlace = shallowRef<ReadonlyMap<string, ItemEstimate>>(new Map())

  function clear(): void {
    scaleId.value = null
    byPlace.value = new Map()
  }

  async function load(id: string): Promise<void> {
    scaleId.value = id
    const models = (await request('severity.models')).filter((model) => model.scaleId === id)
    const newest = new Map<string, SeverityModel>()
    for (const model of models) {
      const known = newest.get(model.itemId)
      if (known === undefined || known.createdUtc < model.createdUtc) newest.set(model.itemId, model)
    }
    const reports = await Promise.all(
      [...newest.values()].map((model) => request('severity.report', { modelId: model.id })),
    )
    if (scaleId.value !== id) return
    const next = new Map<string, ItemEstimate>()
    for (const { model, estimates } of reports) {
      for (const estimate of estimates) {
        next.set(`${String(estimate.sessionId)}/${estimate.itemId}`, { estimate, model })
      }
    }
    byPlace.value = next
  }

  function find(sessionId: number, itemId: string): ItemEstimate | null {
    return byPlace.value.get(`${String(sessionId)}/${itemId}`) ?? null
  }

  defineStudyResource({ clear })

  return { scaleId, load, clear, find }
})
