import type { AppSettings } from '#shared/domain/app-settings.ts'
import { appSettingsSchema } from '#shared/domain/app-settings.ts'
import { openJsonFile } from './json-file.ts'
import type { Logger } from './logger.ts'

export interface SettingsStore {
  read(): AppSettings
  save(changes: { [Key in keyof AppSettings]?: AppSettings[Key] | undefined }): AppSettings
  onChange(listener: (settings: AppSettings) => void): () => void
}

const defaults: AppSettings = {
  theme: 'system',
  reviewTheme: 'dark',
  raterCode: null,
  blindRating: true,
  packId: 'face-api-7',
  promptSetId: null,
  copyVideos: false,
  engine: { precision: null, provider: null, memoryMb: null },
  windowStride: null,
  minUsableShare: 0.3,
  keys: {},
}

export function createSettingsStore(file: string, log: Logger): SettingsStore {
  // Partial: settings that a newer version brings must not make an older file count as broken.
  const stored = openJsonFile({ file, schema: appSettingsSchema.partial(), fallback: {}, log })
  const listeners = new Set<(settings: AppSettings) => void>()
  const read = (): AppSettings => ({ ...defaults, ...withoutUndefined(stored.read()) })
  return {
    read,
    save(changes) {
      stored.write({ ...stored.read(), ...withoutUndefined(changes) })
      const settings = read()
      for (const listener of listeners) listener(settings)
      return settings
    },
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

/** A key that is there but `undefined` would otherwise overwrite a default. */
function withoutUndefined(changes: {
  [Key in keyof AppSettings]?: AppSettings[Key] | undefined
}): Partial<AppSettings> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
}
