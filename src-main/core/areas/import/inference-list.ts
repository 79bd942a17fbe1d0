import { createHash } from 'node:crypto'
import type { ImportInference } from '#shared/domain/import-plan.ts'
import type { Inferred } from './resolve-row.ts'

/** What is taken by inference in one import, each once, however many rows it is about. */
export interface InferenceList {
  /** Returns the ids. Call in order of lines. */
  add(file: string, line: number, inferred: readonly Inferred[]): readonly string[]
  list(): ImportInference[]
}

export function createInferenceList(): InferenceList {
  const byName = new Map<string, ImportInference>()
  const lastLines = new Map<string, number>()
  return {
    add(file, line, inferred) {
      return inferred.map((one) => {
        const name = JSON.stringify([file, one.kind, one.written, one.taken])
        const found = byName.get(name)
        if (found === undefined) {
          // The same when the folders are read again.
          const id = createHash('sha256').update(name).digest('hex').slice(0, 24)
          byName.set(name, { ...one, id, file, line, rows: 1 })
          lastLines.set(name, line)
          return id
        }
        // A row of a wide table holds many scores.
        if (lastLines.get(name) !== line) found.rows += 1
        lastLines.set(name, line)
        return found.id
      })
    },
    list: () => [...byName.values()],
  }
}
