import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { IpcResponse } from '#shared/ipc/contract.ts'
import type { StudySummary } from '#shared/domain/study.ts'
import { request } from '../api/client.ts'

export type RecentStudy = IpcResponse<'study.recent'>[number]

/** Which study is open, and how many there are of what in it. */
export const useStudyStore = defineStore('study', () => {
  const summary = shallowRef<StudySummary | null>(null)
  const recents = shallowRef<readonly RecentStudy[]>([])
  /** False until main has said whether a study is open. */
  const isKnown = ref(false)

  function setOpened(opened: StudySummary | null): void {
    summary.value = opened
    isKnown.value = true
  }

  async function load(): Promise<void> {
    setOpened(await request('study.current'))
  }

  async function loadRecents(): Promise<void> {
    recents.value = await request('study.recent')
  }

  /** Returns false when the user cancelled the folder dialog. */
  async function create(title: string): Promise<boolean> {
    const created = await request('study.create', { title })
    if (created !== null) setOpened(created)
    return created !== null
  }

  async function open(): Promise<boolean> {
    const opened = await request('study.open')
    if (opened !== null) setOpened(opened)
    return opened !== null
  }

  async function openRecent(id: string): Promise<void> {
    setOpened(await request('study.openRecent', { id }))
  }

  async function close(): Promise<void> {
    await request('study.close')
    setOpened(null)
  }

  return {
    summary,
    recents,
    isKnown,
    load,
    loadRecents,
    create,
    open,
    openRecent,
    close,
    setOpened,
  }
})
