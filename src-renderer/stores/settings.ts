import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { bindKeys } from '#shared/commands/bindings.ts'
import type { AppSettings } from '#shared/domain/app-settings.ts'
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
  keys: {},
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

  /** The keys of every command, as the user has them. */
  const keyBindings = computed(() => bindKeys(settings.value.keys))

  return { settings, isLoaded, keyBindings, load, save }
})
