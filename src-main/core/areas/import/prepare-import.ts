import { basename, resolve } from 'node:path'
import { statSync } from 'node:fs'
import type { ImportNote } from '#shared/domain/import-plan.ts'
import type { Session } from '#shared/domain/session.ts'
import { AppError } from '#shared/errors.ts'
import type { MediaTools } from '../../media/types.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { StudyContext } from '../study/study-context.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'
import { findNames } from './caption-names.ts'
import { draftSessions, isSessionFolder, UNKNOWN_RATER } from './draft-sessions.ts'
import { createInferenceList } from './inference-list.ts'
import { createVideoInspector } from './inspect-videos.ts'
import { createTableReader } from './read-tables.ts'
import type { TableReaderParts } from './read-tables.ts'
import { readVttFiles } from './read-vtt.ts'
import { sessionKey } from './session-draft.ts'
import type { SessionDraft, VideoDraft } from './session-draft.ts'
import { createTextParser } from './text-parser.ts'
import { walkFolders } from './walk-folder.ts'
import type { FoundFolder } from './walk-folder.ts'
import type { PreparedImport } from './prepared-import.ts'

export interface ImportRequest {
  readonly folders: readonly string[]
  readonly control: JobControl
  /** What cells hold where there is no score, besides the codes that everybody knows. */
  readonly missingCodes: readonly string[]
  /** Script of the thread that reads large text files; see `createTextParser`. */
  readonly textWorker?: string | URL | undefined
}

type TableTakings = Pick<TableReaderParts, 'refusedCaptions' | 'refusedScores' | 'notes' | 'inferences'>

/** Reads, hashes and probes; writes nothing. Throws AppError `not-found`, `nothing-to-do`, `cancelled`. */
export async function prepareImport(
  context: StudyContext,
  media: MediaTools,
  request: ImportRequest,
): Promise<PreparedImport> {
  const { control } = request
  const chosen = [...new Set(request.folders.map((folder) => resolve(folder)))]
  chosen.forEach(requireFolder)
  const { folders, refusals } = await walkFolders(chosen, control)
  if (folders.length === 0 && refusals.length === 0) {
    const names = chosen.map((folder) => basename(folder)).join(', ')
    throw new AppError(
      'nothing-to-do',
      `${names} holds nothing to import: no video (mp4, mov, webm, mkv, avi, mts, mpg, wmv, 3gp and their like), captions.csv, scores.csv or records of REDCap.`,
    )
  }
  const fromFolders = await draftSessions(folders)
  await readVideos(context, media, { folders, drafts: fromFolders, control })
  const stored = storedSessions(context, fromFolders)
  const tables: TableTakings = {
    refusedCaptions: [],
    refusedScores: [],
    notes: [],
    inferences: createInferenceList(),
  }
  await readTexts(context, { folders, drafts: fromFolders, stored, request, tables })
  const named = stored.filter(({ captions, scores }) => captions.length + scores.length > 0)
  const all = [...fromFolders, ...named]
  const names = findNames(all, (code) => context.repositories.raters.byCode(code) !== null)
  const others = folders.filter((folder) => !isSessionFolder(folder))
  const unplaced = others.flatMap((folder) => folder.refusals)
  const leftOut = others.flatMap((folder) => folder.notes)
  return {
    drafts: all,
    refusals: [...refusals, ...unplaced],
    ...tables,
    notes: [...leftOut, ...tables.notes],
    inferences: tables.inferences.list(),
    names,
  }
}

function remarksOn({ shown, content }: VideoDraft): ImportNote[] {
  const remarks = content?.remarks ?? []
  return remarks.map((message) => ({ file: shown, line: null, code: 'video-remark', message }))
}

function requireFolder(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false })
  if (status === undefined) throw new AppError('not-found', `The folder ${basename(folder)} is not there.`)
  if (!status.isDirectory()) {
    throw new AppError('bad-request', `${basename(folder)} is a file. Choose the folder that it lies in.`)
  }
}

async function readVideos(
  context: StudyContext,
  media: MediaTools,
  work: { folders: readonly FoundFolder[]; drafts: readonly SessionDraft[]; control: JobControl },
): Promise<void> {
  const { drafts, control } = work
  const sessions = work.folders.filter(isSessionFolder)
  const files = sessions.flatMap(({ videos }) => videos)
  control.progress(0, files.length)
  const inspector = createVideoInspector(context, media, { control, total: files.length })
  const byPath = new Map((await inspector.inspect(files)).map((video) => [video.path, video]))
  for (const folder of sessions) {
    const draft = drafts.find(({ path }) => path === folder.path)
    if (draft === undefined) continue
    draft.videos = folder.videos.flatMap(({ path }) => byPath.get(path) ?? [])
    draft.refusedVideos.push(...folder.refusals)
    draft.notes.push(...draft.videos.flatMap(remarksOn))
  }
}

/** Sessions that the study has and no folder describes: a table may still name them. */
export function storedSessions(
  { repositories }: Pick<StudyContext, 'repositories'>,
  drafts: readonly SessionDraft[],
): SessionDraft[] {
  const described = new Set(drafts.filter(({ refusal }) => refusal === null).map(sessionKey))
  return repositories.sessions
    .list()
    .filter((session) => !described.has(sessionKey(session)))
    .map(toStoredDraft)
}

function toStoredDraft({ patientCode, visitLabel, visitDate, synthetic }: Session): SessionDraft {
  return {
    folder: `${patientCode}/${visitLabel}`,
    path: null,
    patientCode,
    visitLabel,
    visitDate,
    synthetic,
    defaultRater: UNKNOWN_RATER,
    refusal: null,
    videos: [],
    captions: [],
    scores: [],
    refusedVideos: [],
    refusedCaptions: [],
    refusedScores: [],
    notes: [],
  }
}

async function readTexts(
  { repositories }: StudyContext,
  work: {
    folders: readonly FoundFolder[]
    drafts: readonly SessionDraft[]
    stored: readonly SessionDraft[]
    request: ImportRequest
    tables: TableTakings
  },
): Promise<void> {
  const { folders, drafts, stored, request, tables } = work
  const { control, missingCodes, textWorker } = request
  const parser = createTextParser({
    signal: control.signal,
    script: textWorker,
    options: {
      scales: repositories.scales.list().map(({ scale }) => scale),
      visits: [...new Set([...drafts, ...stored].map(({ visitLabel }) => visitLabel))],
      missingCodes,
      covariates: repositories.covariates.list().flatMap(({ id, name }) => [id, name]),
    },
  })
  // A file may still say the code of before.
  const raters = repositories.raters.stored().map(({ code }) => code)
  const reader = createTableReader({ ...tables, drafts, stored, raters, parser })
  const byPath = new Map(drafts.map((draft) => [draft.path, draft]))
  try {
    for (const folder of folders) {
      await control.gate.wait()
      throwIfCancelled(control.signal)
      const own = byPath.get(folder.path) ?? null
      await reader.readCaptions(folder, own)
      await reader.readScores(folder, own)
      if (own === null) continue
      await readVttFiles(folder.vttFiles, own, parser)
    }
  } finally {
    await parser.close()
  }
}
