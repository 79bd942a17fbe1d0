import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Protocol } from '#shared/domain/protocol.ts'
import type { IpcRequest } from '#shared/ipc/contract.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { defineStudyResource } from './study-resources.ts'

/** What is frozen in the study, in order of freezing. */
export const useProtocolsStore = defineStore('protocols', () => {
  const app = useAppStore()
  const protocols = shallowRef<readonly Protocol[]>([])
  const isLoaded = shallowRef(false)

  async function load(): Promise<void> {
    protocols.value = await request('protocol.list')
    isLoaded.value = true
  }

  async function freeze(plan: IpcRequest<'protocol.freeze'>): Promise<void> {
    protocols.value = await request('protocol.freeze', plan)
    app.markSaved(new Date().toISOString())
  }

  /** Starts a job; returns its id. */
  async function fit(sha256: string, differentPeople: boolean): Promise<string> {
    return (await request('protocol.fit', { sha256, differentPeople })).jobId
  }

  /** Name of the file; null when the user cancelled. */
  async function save(sha256: string, format: 'text' | 'json'): Promise<string | null> {
    return (await request('protocol.save', { sha256, format }))?.fileName ?? null
  }

  defineStudyResource({
    clear: () => {
      protocols.value = []
      isLoaded.value = false
    },
  })

  return { protocols, isLoaded, load, freeze, fit, save }
})
