import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { putInPlaceSync, writeWholeSync } from '#core/files/write-atomically.ts'
import type { Logger } from './logger.ts'

/** A small JSON file of this program on this machine. */
export interface JsonFile<Value> {
  read(): Value
  /** On disk, whole, when it returns. */
  write(value: Value): void
}

export interface JsonFileOptions<Value> {
  /** Absolute path. */
  readonly file: string
  /** Must accept what an older version wrote, or that is lost. */
  readonly schema: z.ZodType<Value>
  readonly fallback: Value
  readonly log: Logger
}

/**
 * Reads once, then keeps the value in memory. A file that is broken is put aside as `<name>.broken`, never
 * deleted, and the fallback takes its place.
 */
export function openJsonFile<Value>({
  file,
  schema,
  fallback,
  log,
}: JsonFileOptions<Value>): JsonFile<Value> {
  const load = (): Value => {
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        log.warn('a settings file cannot be read', error)
      return fallback
    }
    try {
      return schema.parse(JSON.parse(text))
    } catch (error) {
      log.warn('a settings file is broken and was put aside', error)
      putInPlaceSync(file, `${file}.broken`)
      return fallback
    }
  }

  let value = load()
  return {
    read: () => value,
    write(next) {
      mkdirSync(dirname(file), { recursive: true })
      writeWholeSync(file, (partial) => {
        writeFileSync(partial, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
      })
      value = next
    },
  }
}
