import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { StudyBackup } from '#shared/domain/backup.ts'
import { joinChanges } from '#shared/domain/study.ts'
import type { StudyChange } from '#shared/domain/study.ts'
import { AppError } from '#shared/errors.ts'
import type { MakeBackup } from './db/backup-thread.ts'
import { openDatabase, type OpenedDatabase } from './db/open.ts'
import { listBackups, restoreStudy } from './db/restore.ts'
import { createJobRegistry } from './jobs/job-registry.ts'
import type { JobRegistry } from './jobs/job-registry.ts'
import { createJobRepository } from './jobs/job-repository.ts'
import { createJobRunner } from './jobs/job-runner.ts'
import { createLookingJobStore } from './jobs/job-store.ts'
import { identify } from './db/place.ts'
import { afterCommit, inTransaction } from './db/sql.ts'
import { isIgnoredName } from './files/file-names.ts'
import { closeToOthers } from './files/private-files.ts'
import { clearUnfinished } from './files/unfinished-files.ts'
import type { InferenceClient } from './inference/host/client.ts'
import type { PackStore } from './packs/pack-store.ts'
import type { CheckJournal } from './areas/study/journal-check.ts'
import { createStudyJournal, type StudyJournal } from './areas/study/study-journal.ts'
import type { MediaTools } from './media/types.ts'
import { createBackupService } from './areas/study/backup-service.ts'
import { createBlindingService } from './areas/rating/blinding-service.ts'
import { createAnnotationService } from './areas/annotation/annotation-service.ts'
import { createCaptionService } from './areas/annotation/caption-service.ts'
import { createChosenClasses } from './areas/prediction/chosen-classes.ts'
import { createCorrectionService } from './areas/correction/correction-service.ts'
import { createCovariateService } from './areas/covariates/covariate-service.ts'
import { createCutService } from './areas/cutting/cut-service.ts'
import { createDeidentifyService } from './areas/deidentify/deidentify-service.ts'
import { createExportService } from './areas/export/export-service.ts'
import { findDamages } from './areas/study/find-damages.ts'
import { createImportService } from './areas/import/import-service.ts'
import { createLibraryService } from './areas/library/library-service.ts'
import { createPeopleService } from './areas/people/people-service.ts'
import { createPredictionService } from './areas/prediction/prediction-service.ts'
import { createPromptSetService, installPackPromptSets } from './areas/prediction/prompt-set-service.ts'
import { createProtocolService } from './areas/protocol/protocol-service.ts'
import { createRaterService } from './areas/rating/rater-service.ts'
import { createReportService } from './areas/report/report-service.ts'
import { createRemovalService } from './areas/removal/removal-service.ts'
import { createInFlight } from './async/in-flight.ts'
import { finishRemovals } from './areas/removal/finish-removals.ts'
import { saveElsewhere } from './areas/study/save-elsewhere.ts'
import { createScaleService, installBuiltInScales } from './areas/rating/scale-service.ts'
import { shippedScales } from './areas/study/scale-files.ts'
import { createScoreService } from './areas/rating/score-service.ts'
import type { PredictionPreferences } from './areas/prediction/service.ts'
import type { Study, StudyParts } from './study-services.ts'
import { studyJobs } from './study-jobs.ts'
import { createFindVideoFile } from './areas/study/same-video.ts'
import { createHeadService } from './areas/severity/head-service.ts'
import { createOverPatients } from './areas/severity/over-patients.ts'
import { createPartsService } from './areas/severity/parts-service.ts'
import { createSeverityService } from './areas/severity/severity-service.ts'
import type { Statistics } from './areas/severity/statistics.ts'
import { createSpeechService } from './areas/speech/speech-service.ts'
import { createVideoService } from './areas/video/video-service.ts'
import { createStudyRepositories, type StudyContext } from './areas/study/study-context.ts'

/** What a study needs from outside itself. */
export interface StudyEnvironment {
  readonly media: MediaTools
  readonly packs: PackStore
  readonly inference: InferenceClient
  /** Folder with the scales that the program ships. */
  readonly scalesFolder: string
  readonly appVersion: string
  /** Native binding of better-sqlite3; null for the prebuilt one. */
  readonly sqliteBinding: string | null
  /** Id of this computer, by which it knows its own steps again; not given where there is none. */
  readonly computer?: string
  readonly now?: () => Date
  /** Where its long work takes turns with that of the program; not given: it has one of its own. */
  readonly jobs?: JobRegistry
  /** Script of the thread that reads large tables and captions; not given while nothing is bundled. */
  readonly textWorker?: string | URL
  /** Computes what takes long; not given: in this thread. */
  readonly statistics?: Statistics
  /** Checks the journal; not given: in this thread. */
  readonly checkJournal?: CheckJournal
  /** Writes backups; not given: in this thread. */
  readonly makeBackup?: MakeBackup
  /** Asked before each prediction; not given for the fastest that passes and windows without a gap. */
  readonly preferences?: () => PredictionPreferences
}

export interface OpenStudyOptions {
  /** Look only: also possible while the study is open in another program, and nothing can be saved. */
  readonly readonly?: boolean
  /** Look only when its folder or file cannot be written, instead of refusing. */
  readonly lookIfReadonly?: boolean
}

const DATABASE = 'study.sqlite'

/** Backups of a study that is not open, newest first. */
export function backupsOf(
  folder: string,
  { sqliteBinding }: Pick<StudyEnvironment, 'sqliteBinding'>,
): StudyBackup[] {
  return listBackups(resolve(folder), sqliteBinding)
}

/**
 * Puts a backup, or another study's file, in the place of a study's file, which is kept aside. Returns where,
 * relative to the study's folder; null when there was none. Throws AppError with one sentence, before anything
 * is touched.
 */
export function restoreBackup(
  folder: string,
  from: string,
  { sqliteBinding, now }: Pick<StudyEnvironment, 'sqliteBinding' | 'now'>,
): string | null {
  const studyFolder = resolve(folder)
  return restoreStudy({ studyFolder, from, sqliteBinding, now: now?.() ?? new Date() })
}

/** Makes a study in an empty or new folder. Throws AppError `conflict` when something is there already. */
export function createStudy(folder: string, title: string, environment: StudyEnvironment): Study {
  const path = resolve(folder)
  const name = basename(path)
  if (title.trim() === '') throw new AppError('bad-request', 'A study needs a title.')
  makeFolder(path)
  // A study whose making was cut off has a file without a title; it may be made again.
  const others = readdirSync(path).filter((entry) => !isIgnoredName(entry) && !isOwnFile(entry))
  if (others.length > 0 && !existsSync(join(path, DATABASE))) {
    throw new AppError('conflict', `The folder “${name}” is not empty. Choose an empty one, or a new name.`)
  }
  const opened = openDatabase({ file: join(path, DATABASE), create: true, ...databaseOptions(environment) })
  return composed(opened, () => {
    const context = createContext(path, opened, environment)
    const { study } = context.repositories
    if (study.get() !== null)
      throw new AppError('conflict', `There is a study in the folder “${name}” already.`)
    inTransaction(opened.db, () => {
      study.insert({ title: title.trim(), createdUtc: context.nowUtc() })
    })
    return compose(context, opened, environment)
  })
}

/**
 * Opens the study in a folder. Throws AppError `study-unreadable`, `study-newer`, `study-damaged`,
 * `study-foreign`, `study-busy`, `study-readonly`.
 */
export function openStudy(
  folder: string,
  environment: StudyEnvironment,
  options: OpenStudyOptions = {},
): Study {
  const path = resolve(folder)
  const opened = openDatabase({ file: join(path, DATABASE), ...options, ...databaseOptions(environment) })
  return composed(opened, () => {
    const context = createContext(path, opened, environment)
    if (context.repositories.study.get() === null) {
      throw new AppError(
        'study-unreadable',
        `The making of the study in “${basename(path)}” was cut off. Create it again.`,
      )
    }
    return compose(context, opened, environment)
  })
}

function databaseOptions({ sqliteBinding, now }: StudyEnvironment) {
  return { sqliteBinding, ...(now === undefined ? {} : { now }) }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw new AppError('study-unreadable', `The folder “${basename(path)}” cannot be made.`, { cause: error })
  }
}

function isOwnFile(name: string): boolean {
  return name.startsWith(DATABASE) || name.startsWith('study.lock')
}

/** Whatever goes wrong on the way, no database stays open and locked. */
function composed(opened: OpenedDatabase, make: () => Study): Study {
  try {
    return make()
  } catch (error) {
    opened.close()
    throw error
  }
}

interface ListeningContext extends StudyContext, StudyJournal {
  onChange(listener: (change: StudyChange) => void): () => void
}

function createContext(
  folder: string,
  { db }: OpenedDatabase,
  environment: StudyEnvironment,
): ListeningContext {
  const { now = () => new Date(), scalesFolder } = environment
  const shipped = new Map(shippedScales(scalesFolder).map((scale) => [scale.id, scale]))
  const repositories = createStudyRepositories(db, shipped)
  const nowUtc = (): string => now().toISOString()
  const listeners = new Set<(change: StudyChange) => void>()
  const tell = (changes: readonly StudyChange[]): void => {
    const change = joinChanges(changes)
    for (const listener of listeners) listener(change)
  }
  return {
    folder,
    db,
    repositories,
    ...createStudyJournal(repositories, {
      ...{ computer: environment.computer ?? '', place: identify(join(folder, DATABASE)) ?? '', nowUtc },
      inTransaction: (work) => inTransaction(db, work),
      tell: (change) => {
        afterCommit(db, tell, change)
      },
    }),
    making: createInFlight(),
    nowUtc,
    announce: (areas, ids = null) => {
      tell([{ areas, ids }])
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

function compose(context: ListeningContext, opened: OpenedDatabase, environment: StudyEnvironment): Study {
  const { db, folder } = context
  if (!db.readonly) {
    closeToOthers(folder)
    clearUnfinished(folder)
    // A removal that was cut off.
    finishRemovals(context)
    installBuiltInScales(context, environment.scalesFolder)
    installPackPromptSets(context, environment.packs)
    // What was being typed when the program ended.
    context.journal.finishDrafts()
  }
  const damages = findDamages(context)
  const videos = createVideoService(context, environment.media)
  const people = createPeopleService(context, environment)
  context.onChange(({ areas }) => {
    if (areas.includes('clips')) people.gradeNewClips()
  })
  const library = createLibraryService(context, {
    media: environment.media,
    videos,
    people,
    damages,
    chosenClasses: createChosenClasses(db, environment.packs),
  })
  const captions = createCaptionService(context)
  const scales = createScaleService(context)
  const scores = createScoreService(context)
  const covariates = createCovariateService(context)
  const modelDeps = { db, environment, onChange: context.announce }
  const videoFile = createFindVideoFile(context)
  const backups = createBackupService(context, { now: () => new Date(), ...environment })
  const protocols = createProtocolService(context, environment)
  const severity = createSeverityService({ ...modelDeps, scales: context.repositories.scales, protocols })
  const overPatients = createOverPatients(context, { environment, library, scales, scores, covariates })
  const parts: StudyParts = {
    folder,
    lookOnly: db.readonly,
    damages,
    library,
    imports: createImportService(context, environment.media, environment.textWorker),
    journal: context.service(journalCheck(folder, environment)),
    backups,
    saveElsewhere: (target) => {
      saveElsewhere(context, target, environment.sqliteBinding)
    },
    videos,
    cuts: createCutService(context, { media: environment.media, people, videos }),
    people,
    deidentify: createDeidentifyService(context, { ...environment, people }),
    blinding: createBlindingService(context),
    captions,
    annotations: createAnnotationService(context),
    raters: createRaterService(context),
    scales,
    scores,
    covariates,
    promptSets: createPromptSetService(context, environment.packs),
    protocols,
    predictions: createPredictionService({ ...modelDeps, videoFile, people }),
    speech: createSpeechService(context, { media: environment.media, people, videoFile }),
    severity,
    heads: createHeadService({ db, environment, library, scales: context.repositories.scales }),
    estimateParts: createPartsService({ db, environment }),
    ...overPatients,
    corrections: createCorrectionService(context, { people }),
    removals: createRemovalService(context, { entities: context.entities, backups }),
    exports: createExportService({
      ...{ db, journal: context.journal, environment, library, people },
      ...{ scales, scores, covariates, captions, severity },
    }),
    reports: createReportService({
      ...{ db, journal: context.journal, environment },
      ...{ library, scales, scores, severity, protocols, correlations: overPatients.correlations },
    }),
    onChange: context.onChange,
    close() {
      // Stops what is made in the background; nothing of it asks the database after that.
      void videos.close()
      captions.close()
      finishTyping(context)
      opened.close()
    },
  }
  const stored = createJobRepository(db)
  const jobs = createJobRunner({
    services: parts,
    definitions: studyJobs,
    store: db.readonly ? createLookingJobStore(stored) : stored,
    registry: environment.jobs ?? createJobRegistry(),
    now: () => (environment.now?.() ?? new Date()).getTime(),
  })
  return { ...parts, jobs }
}

function journalCheck(folder: string, { checkJournal, sqliteBinding, scalesFolder }: StudyEnvironment) {
  if (checkJournal === undefined) return null
  return () => checkJournal({ folder, sqliteBinding, scalesFolder })
}

/** Where it cannot be written any more, it stays typed and becomes an entry at the next opening. */
function finishTyping({ db, journal }: StudyContext): void {
  if (!db.open || db.readonly) return
  try {
    journal.finishDrafts()
  } catch {
    // All of it is saved: only its entry is not there yet.
  }
}
