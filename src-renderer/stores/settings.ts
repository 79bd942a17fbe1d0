import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { AppSettings } from '#shared/ipc/contract.ts'
import { request } from '../api/client.ts'

const beforeLoading: AppSettings = {
  theme: 'system',
  reviewTheme: 'dark',
  raterCode: null,
  blindRating: true,
  packId: '',
  promptSetId: null,
  copyVideos: false,
  engine: { precision: null, provider: null, memoryMb: null },
  windowStride: null,
  minUsableShare: 0.3,
}

/** Settings of this program on this machine. */
export const useSettingsStore = defineStore('settings', () => {
  const settings = shallowRef<AppSettings>(beforeLoading)
  const isLoaded = ref(false)

  async function load(): Promise<void> {
    settings.value = await request('app.settings')
    isLoaded.value = true
  }

  async function save(change: Partial<AppSettings>): Promise<void> {
    settings.value = await request('app.saveSettings', change)
  }

  return { settings, isLoaded, load, save }
})
