import type { Database } from 'better-sqlite3'
import { builtInCovariates, covariateSchema, covariateValueSchema } from '#shared/domain/covariate.ts'
import type { Covariate, CovariateValue, KnownCovariate } from '#shared/domain/covariate.ts'
import { damagesIn, readEach, readOrNothing, readStored } from '../../db/stored-value.ts'

interface DefinitionRow {
  id: string
  definition_json: string
}

interface ValueRow {
  session_id: number
  session_uid: string
  covariate_id: string
  value_json: string
}

export interface StoredCovariate extends KnownCovariate {
  readonly sessionUid: string
}

const nameOf = ({ id }: DefinitionRow): string => `What is known as “${id}”`
const placeOf = ({ covariate_id: id, session_id: session }: ValueRow): string =>
  `“${id}” of session ${String(session)}`

const toCovariate = (row: DefinitionRow): Covariate =>
  readStored(covariateSchema, row.definition_json, nameOf(row))
const toKnown = (row: ValueRow): StoredCovariate => ({
  sessionId: row.session_id,
  sessionUid: row.session_uid,
  covariateId: row.covariate_id,
  value: readStored(covariateValueSchema, row.value_json, placeOf(row)),
})

export type CovariateRepository = ReturnType<typeof createCovariateRepository>

/** The study's own kinds of covariates, and what is known of each visit. */
export function createCovariateRepository(db: Database) {
  const definitions = db.prepare<[], DefinitionRow>(
    'SELECT id, definition_json FROM covariates ORDER BY rowid',
  )
  const byId = db.prepare<[string], DefinitionRow>('SELECT id, definition_json FROM covariates WHERE id = ?')
  const putDefinition = db.prepare<[string, string]>(`
    INSERT INTO covariates (id, definition_json) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET definition_json = excluded.definition_json`)
  const removeDefinition = db.prepare<[string]>('DELETE FROM covariates WHERE id = ?')
  const SELECT = `SELECT session_id, sessions.uid AS session_uid, covariate_id, value_json
    FROM covariate_values JOIN sessions ON sessions.id = session_id`
  const values = db.prepare<[], ValueRow>(`${SELECT} ORDER BY session_id, covariate_id`)
  const ofKey = db.prepare<[number, string], ValueRow>(`${SELECT} WHERE session_id = ? AND covariate_id = ?`)
  const put = db.prepare<[number, string, string]>(`
    INSERT INTO covariate_values (session_id, covariate_id, value_json) VALUES (?, ?, ?)
    ON CONFLICT (session_id, covariate_id) DO UPDATE SET value_json = excluded.value_json`)
  const remove = db.prepare<[number, string]>(
    'DELETE FROM covariate_values WHERE session_id = ? AND covariate_id = ?',
  )
  const isUsed = db
    .prepare<[string], number>('SELECT EXISTS (SELECT 1 FROM covariate_values WHERE covariate_id = ?)')
    .pluck()
  const own = (): Covariate[] => readEach(definitions.all(), toCovariate)
  return {
    /** The study's own. */
    own,
    ownById: (id: string): Covariate | null => readOrNothing(byId.get(id), toCovariate),
    /** The usual ones and the study's own. */
    list: (): Covariate[] => [...builtInCovariates, ...own()],
    get(id: string): Covariate | null {
      return builtInCovariates.find((known) => known.id === id) ?? readOrNothing(byId.get(id), toCovariate)
    },
    /** Call through the journal. */
    define: (covariate: Covariate): void => {
      putDefinition.run(covariate.id, JSON.stringify(covariate))
    },
    /** Call through the journal. */
    removeDefinition: (id: string): void => {
      removeDefinition.run(id)
    },
    isUsed: (id: string): boolean => isUsed.get(id) === 1,
    /** Of all visits; without damaged ones. */
    known: (): StoredCovariate[] => readEach(values.all(), toKnown),
    value: (sessionId: number, covariateId: string): CovariateValue | null =>
      readOrNothing(ofKey.get(sessionId, covariateId), toKnown)?.value ?? null,
    /** Call through the journal. */
    put: (sessionId: number, covariateId: string, value: CovariateValue): void => {
      put.run(sessionId, covariateId, JSON.stringify(value))
    },
    /** Call through the journal. */
    remove: (sessionId: number, covariateId: string): void => {
      remove.run(sessionId, covariateId)
    },
    /** One sentence for each that is damaged. */
    damages: (): string[] => [
      ...damagesIn(
        definitions.all(),
        toCovariate,
        (row) => `${nameOf(row)} is damaged in the study’s file: it is left out and stays stored.`,
      ),
      ...damagesIn(
        values.all(),
        toKnown,
        (row) => `${placeOf(row)} is damaged in the study’s file: it is left out and stays stored.`,
      ),
    ],
  }
}
