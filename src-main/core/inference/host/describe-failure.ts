import { AppError, isAppError } from '#shared/errors.ts'
import { shownName } from '../../files/shown-name.ts'

/** A sentence for the user; with a file, one that names it. */
export function describeFailure(error: unknown, file?: string): { code: AppError['code']; message: string } {
  const { code, message } = isAppError(error)
    ? error
    : new AppError(
        'internal',
        `The model failed (${error instanceof Error ? error.message : String(error)}).`,
      )
  const name = file === undefined ? '' : shownName(file)
  return { code, message: name === '' || message.includes(name) ? message : `${name}: ${message}` }
}
