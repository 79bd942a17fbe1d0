import { basename, join } from 'node:path'
import { backupsOf, createStudy, openStudy, restoreBackup } from '#core/study.ts'
import type { StudyEnvironment } from '#core/study.ts'
import type { JobRegistry } from '#core/jobs/job-registry.ts'
import type { Study } from '#core/study-services.ts'
import type { RestorableStudy } from '#shared/domain/backup.ts'
import type { Undoable } from '#shared/domain/journal.ts'
import { journalAreas } from '#shared/domain/study.ts'
import type { StudySummary } from '#shared/domain/study.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import type { ErrorCode } from '#shared/errors.ts'
import type { EmitEvent } from './emit-event.ts'
import { gatherChanges } from './gather-changes.ts'
import { currentOrigin } from './ipc/origin.ts'
import type { Logger } from './logger.ts'
import type { RecentStudies } from './recent-studies.ts'

/** An open study and what belongs to this opening of it. */
export interface OpenStudy {
  readonly study: Study
  /** Absolute path of a file of the last export. */
  lastExport: string | null
}

/** The one study that may be open at a time. */
export interface StudySession {
  current(): OpenStudy | null
  /** Throws AppError `no-study`. */
  required(): OpenStudy
  create(folder: string, title: string): Promise<StudySummary>
  open(folder: string): Promise<StudySummary>
  /** Its backup of the day is made first. Rejects with AppError `conflict` while jobs work on it. */
  close(): Promise<void>
  /** What can be put back into the study that was last found to be damaged; null when there is none. */
  restorable(): Promise<RestorableStudy | null>
  /** Puts a backup of that list back and opens the study. */
  restore(name: string): Promise<StudySummary>
  /** Writes the open study into an empty folder, and goes on there. */
  saveElsewhere(folder: string): Promise<StudySummary>
}

export interface StudySessionOptions {
  /** Looks for ffmpeg the first time, which takes a moment. */
  readonly environment: () => Promise<StudyEnvironment>
  readonly jobs: JobRegistry
  readonly recents: RecentStudies
  readonly emit: EmitEvent
  /** What whoever works in the window could take back. */
  readonly undoable: (study: Study) => Undoable
  /** Told what a backup failed of once no window is there any more. */
  readonly log: Pick<Logger, 'warn'>
}

/** Codes of a study that a backup may help. */
const restorableCodes: readonly ErrorCode[] = ['study-damaged', 'study-foreign', 'study-unreadable']

export function createStudySession(options: StudySessionOptions): StudySession {
  const { environment, jobs, recents, emit, undoable, log } = options
  let open: OpenStudy | null = null
  /** Folder of a study that could not be opened. */
  let refused: string | null = null

  const surroundingsOf = async (): Promise<StudyEnvironment> => ({ ...(await environment()), jobs })

  /** Where they cannot be read the window asks, and is told why. */
  const stepsOf = (study: Study): Undoable | null => {
    try {
      return undoable(study)
    } catch (error) {
      log.warn('the steps that can be taken back could not be read', error)
      return null
    }
  }

  const changes = gatherChanges(({ areas, ids }, origin) => {
    if (open === null) return
    const isStep = areas.some((area) => journalAreas.includes(area))
    const steps = isStep ? stepsOf(open.study) : null
    emit('study.changed', { areas: [...areas], ids, by: null, undoable: steps }, origin)
  })

  const requireIdle = (): void => {
    const [active] = open?.study.jobs.active() ?? []
    if (active === undefined) return
    throw new AppError(
      'conflict',
      `“${active.title}” is still at work on this study. Let it finish or cancel it first.`,
    )
  }

  const closeCurrent = (): void => {
    changes.forget()
    open?.study.close()
    open = null
  }

  /** Never in the way: what goes wrong is told. */
  const backUp = async (): Promise<void> => {
    const problem = await open?.study.backups.daily()
    if (problem === null || problem === undefined) return
    log.warn('the backup of the day was not made')
    emit('study.told', { message: problem })
  }

  const adopt = (study: Study): StudySummary => {
    closeCurrent()
    refused = null
    open = { study, lastExport: null }
    study.onChange((change) => {
      changes.add(change, currentOrigin())
    })
    study.videos.onStripChange((videoId) => {
      emit('video.stripChanged', { videoId })
    })
    const summary = study.library.summary()
    recents.add(study.folder, summary.title)
    emit('study.opened', summary)
    // Nobody waits for it: a drive that sleeps may take seconds.
    void study.library.lookForMissing().catch((error: unknown) => {
      log.warn('the videos of the study could not be looked for', error)
    })
    return summary
  }

  const openFolder = async (folder: string): Promise<StudySummary> => {
    const surroundings = await surroundingsOf()
    if (open?.study.folder === folder) return open.study.library.summary()
    requireIdle()
    await backUp()
    requireIdle()
    try {
      const summary = adopt(openStudy(folder, surroundings, { lookIfReadonly: true }))
      // Of what was there before anything is changed, unless it has one; nobody waits for it.
      void backUp()
      return summary
    } catch (error) {
      if (isAppError(error) && restorableCodes.includes(error.code)) refused = folder
      throw error
    }
  }

  return {
    current: () => open,
    required() {
      if (open === null) throw new AppError('no-study', 'No study is open. Open or create one first.')
      return open
    },
    async create(folder, title) {
      const surroundings = await surroundingsOf()
      requireIdle()
      await backUp()
      return adopt(createStudy(folder, title, surroundings))
    },
    open: openFolder,
    async close() {
      requireIdle()
      if (open === null) return
      await backUp()
      // Work may have begun meanwhile.
      requireIdle()
      closeCurrent()
      emit('study.opened', null)
    },
    async restorable() {
      const folder = refused ?? open?.study.folder ?? null
      if (folder === null) return null
      return { folderName: basename(folder), backups: backupsOf(folder, await environment()) }
    },
    async restore(name) {
      const surroundings = await surroundingsOf()
      const folder = refused ?? open?.study.folder ?? null
      const isListed = folder !== null && backupsOf(folder, surroundings).some((known) => known.name === name)
      if (!isListed) throw new AppError('not-found', 'This backup is no longer there.')
      requireIdle()
      if (open?.study.folder === folder) closeCurrent()
      try {
        restoreBackup(folder, join(folder, 'backups', name), surroundings)
        return await openFolder(folder)
      } catch (error) {
        refused = folder
        if (open === null) emit('study.opened', null)
        throw error
      }
    },
    async saveElsewhere(folder) {
      const surroundings = await surroundingsOf()
      if (open === null) throw new AppError('no-study', 'No study is open.')
      requireIdle()
      open.study.saveElsewhere(folder)
      return adopt(openStudy(folder, surroundings))
    },
  }
}
