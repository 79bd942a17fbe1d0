import type { Session } from './ort-session.ts'

/**
 * Closes sessions one after the other, also when one cannot be closed. Sessions on one device share its state,
 * and the runtime's WebGPU provider takes the process down when two threads let go of it at once.
 */
export async function closeInTurn(sessions: readonly Pick<Session, 'dispose'>[]): Promise<void> {
  for (const session of sessions) await session.dispose().catch(() => undefined)
}
