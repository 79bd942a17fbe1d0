import type { Session } from '#shared/domain/session.ts'
import type { SessionSpeech, SpeechReason } from '#shared/domain/speech.ts'
import { videoSpan } from '#shared/domain/video-span.ts'
import { isAppError } from '#shared/errors.ts'
import { mouthSteps } from '../../faces/mouth-steps.ts'
import type { MouthStep } from '../../faces/mouth-steps.ts'
import type { Track } from '../../faces/types.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'
import { listen } from '../../media/sound/listen.ts'
import type { MediaTools } from '../../media/types.ts'
import type { PeopleService } from '../people/service.ts'
import type { FindVideoFile } from '../study/same-video.ts'
import type { StudyContext } from '../study/study-context.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import { conversationIn } from './conversation.ts'
import type { Conversation } from './conversation.ts'
import type { SpeechService } from './service.ts'
import { speechMeasures } from './speech-measures.ts'

/** Sound this far above the noise of the room is speech: as clips are proposed by pauses unless somebody says otherwise. */
const THRESHOLD_DB = 10

export interface SpeechServiceDeps {
  readonly media: Pick<MediaTools, 'readSound'>
  readonly people: Pick<PeopleService, 'patientTracks'>
  readonly videoFile: FindVideoFile
}

type Heard = { readonly conversation: Conversation } | { readonly reason: SpeechReason }

/** Videos come one after the other: listening is ffmpeg's work, and a video that fails leaves the others. */
export function createSpeechService(
  { repositories }: Pick<StudyContext, 'repositories'>,
  deps: SpeechServiceDeps,
): SpeechService {
  const { sessions, videos } = repositories

  async function hear(video: StoredVideo, control: JobControl): Promise<Heard> {
    if (!video.probe.hasAudio) return { reason: 'no-sound' }
    const tracks = deps.people.patientTracks(video.id)
    if (tracks === null) return { reason: 'people-not-found' }
    if (tracks.length === 0) return { reason: 'no-patient' }
    try {
      const file = await deps.videoFile(video.id, control.signal)
      if (file === null) {
        control.failure(video.fileName, 'The video is not where the study expects it.')
        return { reason: 'unreadable' }
      }
      const heard = await listen({ file, probe: video.probe, media: deps.media }, THRESHOLD_DB, control)
      return { conversation: conversationIn(heard, stepsOf(tracks, videoSpan(video.probe).startMs)) }
    } catch (error) {
      const isOfVideo =
        isAppError(error) && (error.code === 'media-unreadable' || error.code === 'file-unreadable')
      if (!isOfVideo) throw error
      control.failure(video.fileName, error.message)
      return { reason: 'unreadable' }
    }
  }

  return {
    async measure(sessionIds, control) {
      const chosen = sessions.list().filter(({ id }) => sessionIds === null || sessionIds.includes(id))
      const work = chosen.map((session) => ({ session, videos: videos.ofSession(session.id) }))
      const total = work.reduce((sum, each) => sum + each.videos.length, 0)
      const found: SessionSpeech[] = []
      let done = 0
      for (const { session, videos: ofSession } of work) {
        const heard: { video: StoredVideo; outcome: Heard }[] = []
        for (const video of ofSession) {
          throwIfCancelled(control.signal)
          await control.gate.wait()
          const progress = (part: number, all: number) => {
            control.progress(done + part / all, total)
          }
          heard.push({ video, outcome: await hear(video, { ...control, progress }) })
          done += 1
          control.progress(done, total)
        }
        found.push(summary(session, heard))
      }
      return found
    },
  }
}

/** In the order of time, on the clock of the sound. */
function stepsOf(tracks: readonly Track[], beginMs: number): MouthStep[] {
  return tracks
    .flatMap(mouthSteps)
    .map((step) => ({ ...step, startMs: step.startMs - beginMs, endMs: step.endMs - beginMs }))
    .sort((a, b) => a.startMs - b.startMs)
}

function summary(
  { id, patientCode, visitLabel }: Session,
  heard: readonly { video: StoredVideo; outcome: Heard }[],
): SessionSpeech {
  const conversations = heard.flatMap(({ outcome }) =>
    'conversation' in outcome ? [outcome.conversation] : [],
  )
  return {
    ...{ sessionId: id, patientCode, visitLabel, nVideos: conversations.length },
    leftOut: heard.flatMap(({ video: { fileName }, outcome }) =>
      'reason' in outcome ? [{ fileName, reason: outcome.reason }] : [],
    ),
    measures: conversations.length === 0 ? null : speechMeasures(conversations),
  }
}
