import type { z } from 'zod'
import { AppError, isAppError } from '#shared/errors.ts'

/**
 * Reads JSON that is stored in a row. Throws AppError `study-damaged` that names `what`, e.g. `The scale “Mood”`,
 * when it is not what was written once.
 */
export function readStored<Value>(schema: z.ZodType<Value>, json: string, what: string): Value {
  try {
    return schema.parse(JSON.parse(json))
  } catch (error) {
    throw damaged(what, error)
  }
}

/** AppError `study-damaged` that names `what`. */
export function damaged(what: string, cause?: unknown): AppError {
  return new AppError('study-damaged', `${what} is damaged in the study’s file and cannot be read.`, {
    cause,
  })
}

function readOrNull<Row, Value>(row: Row, read: (row: Row) => Value): { value: Value } | null {
  try {
    return { value: read(row) }
  } catch (error) {
    if (isAppError(error) && error.code === 'study-damaged') return null
    throw error
  }
}

/** What can be read: a damaged row keeps nobody from the others. `damagesIn` lists those that are left out. */
export function readEach<Row, Value>(rows: readonly Row[], read: (row: Row) => Value): Value[] {
  return rows.flatMap((row) => {
    const found = readOrNull(row, read)
    return found === null ? [] : [found.value]
  })
}

/** Null also for a damaged row: for what can be worked out again. */
export function readOrNothing<Row, Value>(row: Row | undefined, read: (row: Row) => Value): Value | null {
  return row === undefined ? null : (readOrNull(row, read)?.value ?? null)
}

/** One sentence for each row that is damaged. */
export function damagesIn<Row>(
  rows: readonly Row[],
  read: (row: Row) => unknown,
  describe: (row: Row) => string,
): string[] {
  return rows.filter((row) => readOrNull(row, read) === null).map(describe)
}
