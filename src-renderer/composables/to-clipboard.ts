import { AppError } from '#shared/errors.ts'

/** Does what writes to the clipboard; where that is not allowed, throws an AppError that says what to do. */
export async function toClipboard(write: () => Promise<void>, instead: string): Promise<void> {
  try {
    await write()
  } catch (cause) {
    throw new AppError('internal', `The clipboard is not available here. ${instead}`, { cause })
  }
}
