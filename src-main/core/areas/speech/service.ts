import type { SessionSpeech } from '#shared/domain/speech.ts'
import type { JobControl } from '../../jobs/job-control.ts'

/** How patients speak, without words, from sound and the movement of their mouths. */
export interface SpeechService {
  /**
   * Listens to the videos of these visits, of all for null, and measures each visit. What cannot be listened to is told as a failure; nothing
   * is stored. Throws AppError `cancelled`.
   */
  measure(sessionIds: readonly number[] | null, control: JobControl): Promise<readonly SessionSpeech[]>
}
