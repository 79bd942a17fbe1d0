import { setTimeout } from 'node:timers/promises'
import { app, dialog, session as electronSession } from 'electron'
import type { BrowserWindow } from 'electron'
import journalCheckModule from '#core/areas/study/journal-check-worker.ts?modulePath'
import { checkJournalInThread } from '#core/areas/study/journal-check.ts'
import backupModule from '#core/db/daily-backup-worker.ts?modulePath'
import { backUpInThread } from '#core/db/backup-thread.ts'
import { keepFilesPrivate } from '#core/files/private-files.ts'
import { createEngineRecords } from '#core/inference/engine/engine-records.ts'
import { thisMachine } from '#core/inference/engine/this-machine.ts'
import { withEngine } from '#core/inference/engine/with-engine.ts'
import tokenCountModule from '#core/inference/text/token-count-worker.ts?modulePath'
import { createTokenCounter } from '#core/inference/text/token-counter.ts'
import statisticsModule from '#core/areas/severity/statistics-worker.ts?modulePath'
import { createStatisticsThread } from '#core/areas/severity/statistics.ts'
import textParseModule from '#core/areas/import/text-parse-worker.ts?modulePath'
import { createPackStore } from '#core/packs/pack-store.ts'
import { createSupervisedInference } from '#core/inference/host/supervised-client.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import { createProcessBuilder } from '#core/packs/build/builder-protocol.ts'
import type { AppInfo } from '#shared/domain/app-info.ts'
import { describeApp } from './app/app-info.ts'
import { developerTools, developmentServer } from './app/development.ts'
import { electronDesktop } from './app/dialogs.ts'
import { createEmitter } from './app/emit-event.ts'
import { foreignControl } from './app/foreign-control.ts'
import { spawnInferenceHost } from './app/inference-process.ts'
import { createHandlers } from './app/ipc/create-handlers.ts'
import { createDispatch } from './app/ipc/dispatch.ts'
import { raterOf } from './app/ipc/rater-sight.ts'
import { registerIpc, sendTo } from './app/ipc/register.ts'
import { openJsonFile } from './app/json-file.ts'
import { createLeaveCaptions } from './app/leave-captions.ts'
import { createLogger } from './app/logger.ts'
import { createMediaFinder } from './app/media-finder.ts'
import { createMediaResponder } from './app/media-response.ts'
import { installMenu } from './app/menu.ts'
import { quitInOrder } from './app/orderly-quit.ts'
import { spawnPackBuilder } from './app/pack-builder-process.ts'
import { appPaths, keepCachesTogether } from './app/paths.ts'
import { declareProtocols, serveProtocols } from './app/protocols.ts'
import { createRecentStudies } from './app/recent-studies.ts'
import { closeNetwork, hardenContents, hardenSession } from './app/security.ts'
import { createSettingsStore } from './app/settings-store.ts'
import { studyArgument } from './app/start-arguments.ts'
import { studyOpener } from './app/study-opener.ts'
import { createStudySession } from './app/study-session.ts'
import { followTheme } from './app/theme.ts'
import { windowBoundsSchema } from './app/window-bounds.ts'
import { createWindowFileResponder, windowOrigin } from './app/window-files.ts'
import { bringToFront, isAlive, openWindow } from './app/window.ts'

/** The composition root: everything is made and joined here, and next to nothing is decided. */
keepFilesPrivate()
keepCachesTogether()
const paths = appPaths()
const log = createLogger(paths.log, (line) => process.stderr.write(`${line}\n`))
process.on('uncaughtException', (error) => {
  log.error('uncaught', error)
})
process.on('unhandledRejection', (reason) => {
  log.error('unhandled', reason)
})

const origin = developmentServer ?? windowOrigin

let window: BrowserWindow | null = null

/** A window that takes longer to save what is typed is taken for one that hangs. */
const ANSWERS_WITHIN_MS = 10_000

function start(): void {
  const emit = createEmitter({ send: sendTo(() => window), log })
  const jobs = createJobRegistry({
    onUnexpected: (work, error) => {
      log.error(`the job ${work.kind} failed`, error)
    },
  })
  const media = createMediaFinder(paths.packagedFfmpeg, log)
  const packs = createPackStore({ folders: paths.packs, userFolder: paths.userPacks })
  const host = createSupervisedInference({
    spawn: async () => spawnInferenceHost((await media()).tools.ffmpeg),
    onCrash: (code) => {
      log.warn('the inference process ended', undefined, { code })
    },
  })
  const machine = thisMachine()
  const records = createEngineRecords(paths.engine, machine)
  const inference = withEngine({ host, records, machine })
  const builder = createProcessBuilder(spawnPackBuilder)
  const settings = createSettingsStore(paths.settings, log)
  const recents = createRecentStudies(paths.recents, log)
  const statistics = createStatisticsThread(statisticsModule)
  const checkJournal = checkJournalInThread(journalCheckModule)
  const session = createStudySession({
    environment: async () => ({
      media: await media(),
      packs,
      inference,
      scalesFolder: paths.scales,
      appVersion: app.getVersion(),
      computer: settings.computer(),
      textWorker: textParseModule,
      statistics,
      sqliteBinding: paths.sqliteBinding(),
      preferences: () => settings.read(),
      makeBackup: backUpInThread(backupModule),
      checkJournal,
    }),
    jobs,
    recents,
    emit,
    undoable: (study) => study.journal.undoable(raterOf(study, settings)?.code ?? null),
    log,
  })
  const info = async (): Promise<AppInfo> => describeApp(app.getVersion(), (await media()).tools)
  const countTokens = createTokenCounter(tokenCountModule)
  const tools = { packs, inference, builder, countTokens, emit, info }
  const leaveCaptions = createLeaveCaptions({
    emit,
    isTyped: () => session.current() !== null && isAlive(window),
    desktop: electronDesktop,
    patience: () => setTimeout(ANSWERS_WITHIN_MS, undefined, { ref: false }),
  })
  const context = { session, jobs, settings, recents, desktop: electronDesktop, leaveCaptions, ...tools }
  const dispatch = createDispatch(createHandlers(context), log)

  jobs.onChange((job) => {
    emit('job.changed', job)
  })
  inference.onStatus((status) => {
    emit('inference.changed', status)
  })
  followTheme(settings)

  hardenSession(electronSession.defaultSession, developmentServer)
  serveProtocols(
    { app: createWindowFileResponder(paths.windowFolder), media: createMediaResponder(session, origin) },
    log,
  )
  registerIpc(dispatch, { window: () => window, origin, log })

  const opened = openWindow({
    preload: paths.preload,
    url: `${origin}/`,
    bounds: openJsonFile({ file: paths.bounds, schema: windowBoundsSchema.nullable(), fallback: null, log }),
    developerTools,
    log,
  })
  window = opened
  // Somebody may have moved the videos meanwhile, or plugged their drive in.
  opened.on('focus', () => {
    session
      .current()
      ?.study.library.lookForMissing()
      .catch((error: unknown) => {
        log.warn('the videos of the study could not be looked for', error)
      })
  })
  const openStudy = studyOpener({ session, leaveCaptions, window: opened, log })
  installMenu({ emit, dispatch, window: opened, settings, developerTools })
  app.on('second-instance', (...details) => {
    bringToFront(opened)
    openStudy.fromSecondStart(details[3])
  })
  quitInOrder(opened, {
    jobs,
    leaveCaptions,
    log,
    close: async () => {
      await session.close()
      await inference.dispose()
    },
  })
  openStudy.folder(firstStudy)
}

const firstStudy = studyArgument(process.argv)
// A program that is started from its source is its developer's, and the tests steer it by these switches.
const refusal = app.isPackaged ? foreignControl((name) => app.commandLine.hasSwitch(name)) : null
if (refusal !== null) {
  dialog.showErrorBox('EmoCLIP Studio', refusal)
  app.exit(1)
} else if (app.requestSingleInstanceLock({ study: firstStudy })) {
  declareProtocols()
  closeNetwork(developmentServer)
  hardenContents(log)
  void app.whenReady().then(start)
} else {
  app.quit()
}
