import type { HistoryOf } from '#shared/domain/journal.ts'
import type { ClipRepository } from './clip-repository.ts'
import type { SessionRepository } from './session-repository.ts'
import type { VideoRepository } from './video-repository.ts'

export interface HistoryDeps {
  readonly clips: ClipRepository
  readonly sessions: SessionRepository
  readonly videos: VideoRepository
}

/**
 * First parts of the keys of all that belongs to it: a visit has its clips, those that were cut away too, a patient the
 * visits that are the patient's now. Null for the whole study.
 */
export function partsOf({ clips, sessions, videos }: HistoryDeps, of: HistoryOf): readonly string[] | null {
  const ofVisit = (sessionId: number): string[] => [
    sessions.uidOf(sessionId) ?? '',
    ...videos
      .ofSession(sessionId)
      .flatMap(({ id }) => [videos.uidOf(id) ?? '', ...clips.ofVideo(id).map(({ uid }) => uid)]),
  ]
  switch (of.kind) {
    case 'clip':
      return [clips.uidOf(of.clipId) ?? '']
    case 'visit':
      return ofVisit(of.sessionId)
    case 'patient':
      return sessions
        .list()
        .filter(({ patientCode }) => patientCode === of.code)
        .flatMap(({ id }) => ofVisit(id))
    case 'scale':
      return [of.scaleId]
    case 'study':
      return null
  }
}
