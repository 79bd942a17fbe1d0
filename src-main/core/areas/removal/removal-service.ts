import { studyAreas } from '#shared/domain/study.ts'
import type { Removable, RemovalCount } from '#shared/domain/removal.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { keySchema } from '../../journal/changes.ts'
import type { Change } from '../../journal/changes.ts'
import { changesOf } from '../../journal/changed-since.ts'
import { compareWithState } from '../../journal/compare-with-state.ts'
import type { AnyEntity } from '../../journal/entity.ts'
import { entityIn } from '../../journal/entity.ts'
import type { BackupService } from '../study/service.ts'
import { VISIT, visitKey, visitValueSchema } from '../study/entities/visit-entity.ts'
import type { StudyContext } from '../study/study-context.ts'
import { writtenCaptions } from '../study/study-repository.ts'
import { entriesAbout } from './entries-about.ts'
import { finishRemovals } from './finish-removals.ts'
import { modelsTrainedOn, removeRows } from './remove-rows.ts'
import type { RemovalRequest, RemovalService } from './service.ts'
import { filesOf } from './study-files.ts'
import { whatGoes } from './what-goes.ts'
import type { WhatGoes } from './what-goes.ts'

export interface RemovalDeps {
  readonly entities: readonly AnyEntity[]
  readonly backups: Pick<BackupService, 'holding' | 'atRest'>
}

export function createRemovalService(context: StudyContext, deps: RemovalDeps): RemovalService {
  const { db, folder, repositories, journal } = context

  const goesWith = (what: Removable): WhatGoes => whatGoes(db, what, formerCodes)

  /** Not those that are somebody else's by now. */
  function formerCodes(code: string, sessionUids: readonly string[]): string[] {
    const codes = sessionUids.flatMap((uid) =>
      [...changesOf(repositories.entries, { entity: VISIT, key: visitKey(uid) })].flatMap(({ change }) =>
        [change?.before, change?.after].map(
          (value) => visitValueSchema.safeParse(value).data?.patient ?? code,
        ),
      ),
    )
    return [...new Set(codes)].filter((former) => repositories.patients.byCode(former) === null)
  }

  function countOf(goes: WhatGoes): RemovalCount {
    const { name, patientCode, reached, sessionIds, what } = goes
    const count = (table: string, more = '1', counted = '*'): number => {
      // Asked even where nothing is reached: a table of another name must fail.
      const where = reached.find((each) => each.table === table)?.where ?? 'false'
      const sql = `SELECT count(${counted}) FROM ${table} WHERE (${where}) AND ${more}`
      return db.prepare<{ id: number }, number>(sql).pluck().get({ id: what.id }) ?? 0
    }
    const models = modelsTrainedOn(db, sessionIds)
    const estimates = db
      .prepare<{ models: string; sessions: string }, number>(
        `SELECT count(*) FROM estimates WHERE model_id IN (SELECT value FROM json_each(@models))
           OR session_id IN (SELECT value FROM json_each(@sessions))`,
      )
      .pluck()
      .get({ models: JSON.stringify(models), sessions: JSON.stringify(sessionIds) })
    const raters = 'DISTINCT rater_id'
    const captions = writtenCaptions
    return {
      ...{ name, patientCode, visits: count('sessions'), videos: count('videos') },
      copiedVideos: count('videos', 'copied = 1'),
      clips: count('clips', `state <> 'removed'`),
      captions: count(captions.table, captions.where),
      captionRaters: count(captions.table, captions.where, raters),
      scores: count('scores'),
      scoreRaters: count('scores', '1', raters),
      predictedClips: count('embeddings', '1', 'DISTINCT clip_id'),
      faces: count('face_tracks'),
      estimates: estimates ?? 0,
      severityModels: models.length,
      journalEntries: entriesAbout(repositories.entries.all(), goes).length,
      backups: deps.backups.holding(goes),
    }
  }

  /** Entries lose their texts as a whole: what they said of others is said anew, as it is by now. */
  function eraseTexts(goes: WhatGoes, removeState: () => void): void {
    const { entries, drafts } = repositories
    const compare = () => compareWithState({ entries, drafts, entities: deps.entities })
    const before = new Set(compare().different)
    removeState()
    entries.blank(entriesAbout(entries.all(), goes))
    const { values, different } = compare()
    const changes = different
      .filter((object) => !before.has(object))
      .map((object): Change => {
        const at = object.indexOf(' ')
        const entity = object.slice(0, at)
        const key = keySchema.parse(JSON.parse(object.slice(at + 1)))
        const said = values.get(object)
        const after = entityIn(deps.entities, entity).read(key)
        return { entity, key, before: said === undefined ? null : (JSON.parse(said) as unknown), after }
      })
    if (changes.length === 0) return
    journal.restate({ action: 'journal.restate', label: 'what stays after a removal', rater: null }, changes)
  }

  /** Of what is being typed nothing becomes an entry. */
  function forgetDrafts({ names }: WhatGoes): void {
    const { drafts } = repositories
    for (const { entity, key } of drafts.all()) {
      if (keySchema.parse(JSON.parse(key)).some((part) => names.has(String(part)))) drafts.remove(entity, key)
    }
  }

  function removeNow({ rater, what }: RemovalRequest, goes: WhatGoes, backups: readonly string[]): void {
    const { clips, videos } = countOf(goes)
    const files = [...filesOf(db, folder, goes), ...backups]
    db.pragma('secure_delete = ON')
    inTransaction(db, () => {
      forgetDrafts(goes)
      journal.finishDrafts()
      eraseTexts(goes, () => {
        removeRows(db, goes)
        for (const sessionId of goes.sessionIds) repositories.clips.renumber(sessionId)
      })
      db.prepare('INSERT INTO removals (begun_utc, files_json) VALUES (?, ?)').run(
        context.nowUtc(),
        JSON.stringify(files),
      )
      // It says that somebody removed something and how much, and not of whom.
      const much = `${String(videos)} videos, ${String(clips)} clips`
      journal.note({ action: `${what.kind}.remove`, label: `removal of a ${what.kind}: ${much}`, rater })
    })
  }

  return {
    patient(code) {
      const found = repositories.patients.byCode(code)
      if (found !== null) return { kind: 'patient', id: found.id }
      const told = entriesAbout(repositories.entries.all(), { names: new Set(), codes: [code] })
      throw new AppError(
        'not-found',
        told.length === 0
          ? `There is no patient ${code} in the study.`
          : `There is no patient ${code} in the study any more, but its journal tells of one. Do again what was taken back, or import it anew, and remove the patient then.`,
      )
    },
    count: (what) => countOf(goesWith(what)),
    async remove(request) {
      const goes = goesWith(request.what)
      if (request.confirmed !== goes.patientCode) {
        throw new AppError(
          'bad-request',
          `Nothing was removed: “${request.confirmed}” is not the code of this patient.`,
        )
      }
      await deps.backups.atRest()
      request.beforeAnything?.()
      const count = countOf(goes)
      const toDelete = request.deleteBackups ? count.backups.map(({ name }) => name) : []
      removeNow(request, goes, toDelete)
      // Of a picture that was being made nothing may be written after the others are gone.
      await context.making.rest()
      const finished = finishRemovals(context)
      context.announce(studyAreas)
      return { count, finished, keptBackups: request.deleteBackups ? [] : count.backups }
    },
  }
}
