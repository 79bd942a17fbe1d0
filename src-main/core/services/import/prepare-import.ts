import { basename, resolve } from 'node:path'
import { statSync } from 'node:fs'
import type { ImportInference, ImportNote, ImportRefusal } from '#shared/domain/import-plan.ts'
import type { Session } from '#shared/domain/session.ts'
import { AppError } from '#shared/errors.ts'
import type { MediaTools } from '../../media/types.ts'
import type { JobControl } from '../service-types.ts'
import type { StudyContext } from '../study-context.ts'
import { draftSessions, isSessionFolder, UNKNOWN_RATER } from './draft-sessions.ts'
import { createVideoInspector } from './inspect-videos.ts'
import { createTableReader } from './read-tables.ts'
import { readVttFile } from './read-vtt.ts'
import { sessionKey } from './session-draft.ts'
import type { SessionDraft } from './session-draft.ts'
import { walkFolders } from './walk-folder.ts'
import type { FoundFolder } from './walk-folder.ts'

/** All that the chosen folders say, read once; what it means for the study is decided when it is applied. */
export interface PreparedImport {
  readonly drafts: readonly SessionDraft[]
  /** What belongs to no session. */
  readonly refusals: readonly ImportRefusal[]
  readonly refusedCaptions: readonly ImportRefusal[]
  readonly refusedScores: readonly ImportRefusal[]
  /** Of files that belong to no session. */
  readonly notes: readonly ImportNote[]
  readonly inferences: readonly ImportInference[]
}

/** Reads, hashes and probes; writes nothing. Throws AppError `not-found`, `nothing-to-do`, `cancelled`. */
export async function prepareImport(
  context: StudyContext,
  media: MediaTools,
  request: { folders: readonly string[]; control: JobControl; missingCodes: readonly string[] },
): Promise<PreparedImport> {
  const { control } = request
  const chosen = [...new Set(request.folders.map((folder) => resolve(folder)))]
  chosen.forEach(requireFolder)
  const { folders, refusals } = await walkFolders(chosen, control)
  if (folders.length === 0 && refusals.length === 0) {
    const names = chosen.map((folder) => basename(folder)).join(', ')
    throw new AppError(
      'nothing-to-do',
      `${names} holds nothing to import: no video (mp4, m4v, mov, webm, mkv, avi), captions.csv or scores.csv.`,
    )
  }
  const fromFolders = await draftSessions(folders)
  await readVideos(context, media, { folders, drafts: fromFolders, control })
  const stored = storedSessions(context, fromFolders)
  const tables = { refusedCaptions: [], refusedScores: [] } satisfies Record<string, ImportRefusal[]>
  await readTexts(context, { folders, drafts: fromFolders, stored, ...tables })
  const named = stored.filter(({ captions, scores }) => captions.length + scores.length > 0)
  const unplaced = folders.filter((folder) => !isSessionFolder(folder)).flatMap((folder) => folder.refusals)
  return {
    drafts: [...fromFolders, ...named],
    refusals: [...refusals, ...unplaced],
    notes: [],
    inferences: [],
    ...tables,
  }
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
  }
}

/** Sessions that the study has and no folder describes: a table may still name them. */
function storedSessions({ repositories }: StudyContext, drafts: readonly SessionDraft[]): SessionDraft[] {
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
    refusedCaptions: ImportRefusal[]
    refusedScores: ImportRefusal[]
  },
): Promise<void> {
  const { folders, drafts, stored, refusedCaptions, refusedScores } = work
  const fold = (code: string) => code.normalize('NFC').toLowerCase()
  const storedByPatient = new Map<string, SessionDraft[]>()
  for (const draft of stored) {
    const sessions = storedByPatient.get(fold(draft.patientCode))
    if (sessions === undefined) storedByPatient.set(fold(draft.patientCode), [draft])
    else sessions.push(draft)
  }
  const reader = createTableReader({
    drafts,
    scales: repositories.scales.list().map(({ scale }) => scale),
    stored: (patientCode) => storedByPatient.get(fold(patientCode)) ?? [],
    visitLabels: [...drafts, ...stored].map(({ visitLabel }) => visitLabel),
    refusedCaptions,
    refusedScores,
  })
  const byPath = new Map(drafts.map((draft) => [draft.path, draft]))
  for (const folder of folders) {
    const own = byPath.get(folder.path) ?? null
    await reader.readCaptions(folder, own)
    await reader.readScores(folder, own)
    if (own === null) continue
    for (const file of folder.vttFiles) await readVttFile(file, own)
  }
}
