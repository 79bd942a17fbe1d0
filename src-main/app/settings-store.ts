import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AppSettings } from '#shared/domain/app-settings.ts'
import { appSettingsSchema } from '#shared/domain/app-settings.ts'
import { openJsonFile } from './json-file.ts'
import type { Logger } from './logger.ts'

export interface SettingsStore {
  /** By which this computer knows its own steps again: made by chance, and names nothing. */
  computer(): string
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

const fileSchema = appSettingsSchema.partial().extend({ computer: z.uuid().optional() })

export function createSettingsStore(file: string, log: Logger): SettingsStore {
  // Partial: settings that a newer version brings must not make an older file count as broken.
  const stored = openJsonFile({ file, schema: fileSchema, fallback: {}, log })
  const listeners = new Set<(settings: AppSettings) => void>()
  const read = (): AppSettings => {
    const { computer: _, ...settings } = stored.read()
    return { ...defaults, ...withoutUndefined(settings) }
  }
  return {
    computer() {
      const known = stored.read().computer
      if (known !== undefined) return known
      const made = randomUUID()
      stored.write({ ...stored.read(), computer: made })
      return made
    },
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
