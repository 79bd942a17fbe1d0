import { join } from 'node:path'
import type { ClipRow } from '#shared/domain/clip.ts'
import { counted } from '#shared/counted.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import type { ErrorCode } from '#shared/errors.ts'
import type { InferenceClient } from '../../inference/host/client.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import type { MediaTools } from '../../media/types.ts'
import { inTransaction } from '../../db/sql.ts'
import { clearCopyFolder, makeCopyFolder, settlePlaced } from './copy-file.ts'
import { deidentifyClip } from './deidentify-clip.ts'
import type { ClipToDeidentify } from './deidentify-clip.ts'
import { deidentifyStages } from './deidentify-stages.ts'
import type { DeidentifyStage } from './deidentify-stages.ts'
import { sameVideoFile } from '../study/same-video.ts'
import type { DeidentifiedClip, DeidentifyService, WrittenCopies } from './service.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { PeopleService } from '../people/service.ts'
import { note } from '../study/noted.ts'
import type { StudyContext } from '../study/study-context.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'

export interface DeidentifyServiceDeps {
  readonly media: Pick<MediaTools, 'makeBlurredCopy'>
  readonly packs: Pick<PackStore, 'faces'>
  readonly inference: Pick<InferenceClient, 'findFaces'>
  readonly people: Pick<PeopleService, 'get' | 'paths'>
}

/** These say something of one clip; any other error would meet the next clip, too. */
const clipFailures: readonly ErrorCode[] = ['media-unreadable', 'file-unreadable', 'bad-request', 'conflict']

export function createDeidentifyService(
  context: StudyContext,
  deps: DeidentifyServiceDeps,
): DeidentifyService {
  const { folder: studyFolder, repositories } = context
  const { media, packs, inference, people } = deps

  /** The clips in the order they were asked for. Throws AppError `not-found`. */
  function chooseClips(clipIds: readonly number[]): ClipRow[] {
    return clipIds.map((clipId) => {
      const row = repositories.clips.row(clipId)
      if (row === null) throw new AppError('not-found', 'One of these clips is not in the study.')
      return row
    })
  }

  /** Says in the journal what was written since it last did. */
  function noteWritten(written: WrittenCopies, by: string | null): WrittenCopies {
    const count = written.files.length - written.noted
    if (count > 0) {
      const label = `de-identified copies of ${counted(count, 'clip')}`
      note(context, { action: 'export.deidentified', label, rater: by })
    }
    return { ...written, noted: written.files.length }
  }

  /** Throws AppError where it cannot be said who is to be seen. */
  async function prepare(clip: ClipRow, signal: AbortSignal): Promise<ClipToDeidentify> {
    const video = repositories.videos.get(clip.videoId)
    const file = video === null ? null : await sameVideoFile(context, video, signal)
    if (file === null) {
      const message = `The video “${clip.fileName}” is not where the study expects it.`
      throw new AppError('file-unreadable', message)
    }
    const session = people.get(clip.sessionId)
    if (session.videos.find(({ videoId }) => videoId === clip.videoId)?.lookedAt !== true) {
      const message = `Nobody was looked for in “${clip.fileName}” yet. Find the people of this visit first.`
      throw new AppError('bad-request', message)
    }
    const patient = session.people.find(({ role }) => role === 'patient')
    if (patient === undefined) {
      const message =
        'It is not known who the patient is. Say whose face stays before the others are blurred.'
      throw new AppError('bad-request', message)
    }
    // A wrong guess would blur the patient and show somebody else.
    if (!patient.confirmed) {
      const message = `Nobody confirmed yet that ${patient.label} is the patient. Confirm it before the others are blurred.`
      throw new AppError('bad-request', message)
    }
    return { clip, file, paths: people.paths(clip.videoId) }
  }

  return {
    async run({ clipIds, keepSound, folder }, control, { by = null, before = null, keep } = {}) {
      const clips = chooseClips(clipIds)
      const looking = { inference, facePackFolder: packs.faces().folder, control }
      if (context.db.readonly) {
        const message =
          'The study is open for looking only. Copies are checked in its folder before they are passed on, so none can be made.'
        throw new AppError('study-readonly', message)
      }
      await makeCopyFolder(folder)
      await clearCopyFolder(folder)
      let written: WrittenCopies = before === null ? nothingWritten : await settlePlacing(before, folder)
      const take = (more: Partial<WrittenCopies>): void => {
        written = { ...written, ...more }
        keep?.(written)
      }
      try {
        for (const [index, clip] of clips.entries()) {
          await control.gate.wait()
          throwIfCancelled(control.signal)
          const onFraction = createForward((fraction) => {
            control.progress(index + fraction, clips.length)
          })
          const onPart = (part: DeidentifyStage): void => {
            control.stage(deidentifyStages[part])
          }
          const placing = (copy: DeidentifiedClip): void => {
            take({ placing: copy })
          }
          const work = async (): Promise<void> => {
            const copy = await deidentifyClip(
              { ...looking, media, folder, studyFolder, keepSound, onFraction, onPart, placing },
              await prepare(clip, control.signal),
            )
            take({ files: [...written.files, copy], placing: null })
          }
          if (!written.files.some(({ clipId }) => clipId === clip.id)) await orFailure(work, clip, control)
          control.progress(index + 1, clips.length)
        }
      } finally {
        inTransaction(context.db, () => {
          take(noteWritten(written, by))
        })
      }
      return { written: written.files.length, files: written.files }
    },
    leave(written, by) {
      noteWritten(written, by)
    },
  }
}

const nothingWritten: WrittenCopies = { files: [], placing: null, noted: 0 }

/** What a program that was killed was about to place is there, or will be made again. */
async function settlePlacing(written: WrittenCopies, folder: string): Promise<WrittenCopies> {
  const { files, placing } = written
  if (placing === null) return written
  const isPlaced = await settlePlaced(join(folder, placing.fileName))
  return { ...written, files: isPlaced ? [...files, placing] : files, placing: null }
}

/** Another round begins anew; what was told as done stays done. */
function createForward(report: (fraction: number) => void): (fraction: number) => void {
  let most = 0
  return (fraction) => {
    if (fraction <= most) return
    most = fraction
    report(fraction)
  }
}

async function orFailure(work: () => Promise<void>, clip: ClipRow, control: JobControl): Promise<void> {
  try {
    await work()
  } catch (error) {
    throwIfCancelled(control.signal)
    if (!isAppError(error) || !clipFailures.includes(error.code)) throw error
    control.failure(`${clip.patientCode} ${clip.visitLabel}, clip ${String(clip.ordinal)}`, error.message)
  }
}
