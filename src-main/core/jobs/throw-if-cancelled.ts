import { AppError } from '#shared/errors.ts'

export function throwIfCancelled(signal: AbortSignal, message = 'Cancelled.'): void {
  if (signal.aborted) throw new AppError('cancelled', message)
}
