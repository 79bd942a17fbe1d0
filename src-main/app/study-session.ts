import { createStudy, openStudy } from '#core/study.ts'
import type { StudyEnvironment } from '#core/study.ts'
import type { JobRegistry } from '#core/jobs/job-registry.ts'
import type { Study } from '#core/services/service-types.ts'
import type { ImportPlan } from '#shared/domain/import-plan.ts'
import type { StudyArea, StudySummary } from '#shared/domain/study.ts'
import { AppError } from '#shared/errors.ts'
import type { EmitEvent } from './emit-event.ts'
import type { RecentStudies } from './recent-studies.ts'

/** An open study and what belongs to this opening of it. */
export interface OpenStudy {
  readonly study: Study
  /** Import plans by the id of the job that made them. */
  readonly plans: Map<string, ImportPlan>
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
  /** Throws AppError `conflict` while jobs work on it. */
  close(): void
}

export interface StudySessionOptions {
  /** Looks for ffmpeg the first time, which takes a moment. */
  readonly environment: () => Promise<StudyEnvironment>
  readonly jobs: JobRegistry
  readonly recents: RecentStudies
  readonly emit: EmitEvent
}

/** Changes that come within this time, in ms, are announced together. */
const GATHER_MS = 50

export function createStudySession({ environment, jobs, recents, emit }: StudySessionOptions): StudySession {
  let open: OpenStudy | null = null
  let changed = new Set<StudyArea>()
  let timer: NodeJS.Timeout | null = null

  const announce = (areas: readonly StudyArea[]): void => {
    for (const area of areas) changed.add(area)
    timer ??= setTimeout(() => {
      timer = null
      const gathered = [...changed]
      changed = new Set()
      emit('study.changed', { areas: gathered })
    }, GATHER_MS)
  }

  const forgetChanges = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    changed = new Set()
  }

  const requireIdle = (): void => {
    const [active] = jobs.active()
    if (active === undefined) return
    throw new AppError(
      'conflict',
      `“${active.title}” is still at work on this study. Let it finish or cancel it first.`,
    )
  }

  const closeCurrent = (): void => {
    forgetChanges()
    open?.study.close()
    open = null
  }

  const adopt = (study: Study): StudySummary => {
    closeCurrent()
    open = { study, plans: new Map(), lastExport: null }
    study.onChange(announce)
    study.videos.onStripChange((videoId) => {
      emit('video.stripChanged', { videoId })
    })
    const summary = study.library.summary()
    recents.add(study.folder, summary.title)
    emit('study.opened', summary)
    return summary
  }

  return {
    current: () => open,
    required() {
      if (open === null) throw new AppError('no-study', 'No study is open. Open or create one first.')
      return open
    },
    async create(folder, title) {
      const surroundings = await environment()
      requireIdle()
      return adopt(createStudy(folder, title, surroundings))
    },
    async open(folder) {
      const surroundings = await environment()
      if (open?.study.folder === folder) return open.study.library.summary()
      requireIdle()
      return adopt(openStudy(folder, surroundings, { lookIfReadonly: true }))
    },
    close() {
      requireIdle()
      if (open === null) return
      closeCurrent()
      emit('study.opened', null)
    },
  }
}
