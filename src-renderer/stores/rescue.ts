import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { RestorableStudy } from '#shared/domain/backup.ts'
import type { ErrorCode } from '#shared/errors.ts'
import { onFailure, request } from '../api/client.ts'
import { useCaptionsStore } from './captions.ts'
import { useStudyStore } from './study.ts'

export interface DamagedStudy extends RestorableStudy {
  /** What is wrong with it, in one sentence. */
  readonly reason: string
}

const ABSENT = 'Its file is damaged, was changed by another program, or is missing.'

/** A study that cannot go on as it is: its folder went away while it was open, or its file is damaged. */
export const useRescueStore = defineStore('rescue', () => {
  const captions = useCaptionsStore()
  const study = useStudyStore()
  const isMoved = ref(false)
  const damaged = shallowRef<DamagedStudy | null>(null)

  async function offerBackups(reason: string, isCertain: boolean): Promise<void> {
    const found = await request('study.restorable')
    // A folder without a study and without backups is no study: there is nothing to put back.
    if (found !== null && (isCertain || found.backups.length > 0)) damaged.value = { ...found, reason }
  }

  /** Every failed request comes by here: the first that reports it opens the way out. */
  function notice({ code, message }: { code: ErrorCode; message: string }): void {
    if (code === 'study-moved') isMoved.value = true
    if (damaged.value !== null) return
    const isCertain = code === 'study-damaged' || code === 'study-foreign'
    if (isCertain || code === 'study-unreadable') void offerBackups(message, isCertain).catch(() => undefined)
  }

  /** Returns how to stop listening. */
  function listen(): () => void {
    return onFailure(notice)
  }

  /** For a study that was refused before this window was there. */
  async function loadRefused(): Promise<void> {
    await offerBackups(ABSENT, false)
  }

  /** Returns false when the user cancelled the folder dialog. */
  async function saveElsewhere(): Promise<boolean> {
    return await captions.follow(async () => {
      const saved = await request('study.saveElsewhere')
      if (saved === null) return false
      study.setOpened(saved)
      isMoved.value = false
      return true
    })
  }

  async function restore(name: string): Promise<void> {
    study.setOpened(await request('study.restore', { name }))
    damaged.value = null
  }

  function dismiss(): void {
    isMoved.value = false
    damaged.value = null
  }

  return { isMoved, damaged, listen, loadRefused, saveElsewhere, restore, dismiss }
})
