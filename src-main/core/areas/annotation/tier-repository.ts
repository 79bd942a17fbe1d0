import type { Database } from 'better-sqlite3'
import { newTierSchema } from '#shared/domain/annotation.ts'
import type { NewTier, SpanKind, Tier, TierValues } from '#shared/domain/annotation.ts'
import { damagesIn, readEach, readStored } from '../../db/stored-value.ts'

interface TierRow {
  id: number
  uid: string
  name: string
  span_kind: SpanKind
  value_kind: TierValues['kind']
  codes_json: string | null
  min: number | null
  max: number | null
  built_in: number
  deleted: number
}

export interface StoredTier extends Tier {
  readonly id: number
  readonly deleted: boolean
}

function toValues({ name, value_kind: kind, codes_json: codes, min, max }: TierRow): TierValues {
  if (kind === 'text') return { kind }
  if (kind === 'number') return { kind, min, max }
  return readStored(newTierSchema.shape.values, `{"kind":"code","codes":${codes ?? ''}}`, tierName(name))
}

const tierName = (name: string): string => `The tier “${name}”`

function toTier(row: TierRow): StoredTier {
  const { id, uid, name, span_kind: span, built_in: builtIn, deleted } = row
  return { id, uid, name, span, values: toValues(row), builtIn: builtIn === 1, deleted: deleted === 1 }
}

export type TierRepository = ReturnType<typeof createTierRepository>

export function createTierRepository(db: Database) {
  const all = db.prepare<[], TierRow>('SELECT * FROM tiers ORDER BY id')
  const byUid = db.prepare<[string], TierRow>('SELECT * FROM tiers WHERE uid = ?')
  const put = db.prepare(`
    INSERT INTO tiers (uid, name, span_kind, value_kind, codes_json, min, max, created_utc)
    VALUES (@uid, @name, @span, @kind, @codes, @min, @max, @nowUtc)
    ON CONFLICT (uid) DO UPDATE SET name = excluded.name, codes_json = excluded.codes_json, min = excluded.min,
      max = excluded.max, deleted = 0`)
  const hide = db.prepare<[string]>('UPDATE tiers SET deleted = 1 WHERE uid = ?')
  return {
    /** Without deleted and damaged ones, that of captions first. */
    list: (): StoredTier[] => readEach(all.all(), toTier).filter(({ deleted }) => !deleted),
    /** A deleted one, too: annotations of before name it. Throws AppError `study-damaged`. */
    get: (uid: string): StoredTier | null => {
      const row = byUid.get(uid)
      return row === undefined ? null : toTier(row)
    },
    /** Of a damaged one, too. */
    nameOf: (uid: string): string | null => byUid.get(uid)?.name ?? null,
    /** Makes it, or gives it these properties, and brings it back if it was deleted. Call through the journal. */
    put: (uid: string, { name, span, values }: NewTier, nowUtc: string): void => {
      const { min, max } = values.kind === 'number' ? values : { min: null, max: null }
      const codes = values.kind === 'code' ? JSON.stringify(values.codes) : null
      put.run({ uid, name, span, kind: values.kind, codes, min, max, nowUtc })
    },
    /** Takes it off the list; its row stays, and those of its annotations. Call through the journal. */
    hide: (uid: string): void => {
      hide.run(uid)
    },
    /** One sentence for each that is damaged. */
    damages: (): string[] =>
      damagesIn(
        all.all(),
        toTier,
        ({ name }) =>
          `${tierName(name)} is damaged in the study’s file: it is left out with its annotations, which stay stored.`,
      ),
  }
}
