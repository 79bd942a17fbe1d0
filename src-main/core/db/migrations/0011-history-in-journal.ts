import { randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { appendTo } from '../../journal/chain-writer.ts'
import type { EntryToWrite } from '../../journal/chain-writer.ts'
import type { Key } from '../../journal/changes.ts'
import type { NewEntry } from '../../journal/entry.ts'
import type { DeviceHead } from '../../journal/verify-chain.ts'
import type { Migration } from '../migrate.ts'
import { nameObjects } from './name-objects.ts'

/** What an object was from a time on; null for nothing. */
interface Version {
  readonly madeUtc: string
  readonly value: Record<string, unknown> | null
}

/** All that became of one object, oldest first. */
interface ObjectHistory {
  readonly entity: 'caption' | 'score'
  readonly key: Key
  readonly label: string
  readonly raterCode: string
  readonly versions: readonly Version[]
}

interface SightColumns {
  readonly estimates: number | null
  readonly others: number | null
}

const toSight = ({ estimates, others }: SightColumns) =>
  estimates === null || others === null ? null : { estimates: estimates === 1, others: others === 1 }

function grouped<Row, Name>(rows: readonly Row[], nameOf: (row: Row) => Name): Map<Name, Row[]> {
  const groups = new Map<Name, Row[]>()
  for (const row of rows) {
    const name = nameOf(row)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return groups
}

interface CaptionRow extends SightColumns {
  id: number
  clipUid: string
  raterCode: string
  place: string
  startMs: number | null
  endMs: number | null
  text: string
  origin: string
  synthetic: number
  updatedUtc: string
}

interface CaptionRevisionRow extends SightColumns {
  captionId: number
  text: string
  savedUtc: string
}

function captionHistories(db: Database): ObjectHistory[] {
  const rows = db
    .prepare<[], CaptionRow>(
      `SELECT captions.id, clips.uid AS clipUid, raters.code AS raterCode, captions.start_ms AS startMs,
         captions.end_ms AS endMs, text, captions.origin, captions.synthetic, updated_utc AS updatedUtc,
         estimates_shown AS estimates, others_shown AS others,
         patients.code || ' ' || visit_label || ' clip ' || ordinal AS place
       FROM captions JOIN raters ON raters.id = rater_id JOIN clips ON clips.id = clip_id
       JOIN videos ON videos.id = video_id JOIN sessions ON sessions.id = session_id
       JOIN patients ON patients.id = patient_id`,
    )
    .all()
  const revisions = grouped(
    db
      .prepare<[], CaptionRevisionRow>(
        `SELECT caption_id AS captionId, text, saved_utc AS savedUtc, estimates_shown AS estimates, others_shown AS others
         FROM caption_revisions LEFT JOIN caption_sights USING (caption_id, revision) ORDER BY caption_id, revision`,
      )
      .all(),
    ({ captionId }) => captionId,
  )
  return rows.map((row) => {
    const synthetic = row.synthetic === 1
    const current = { text: row.text, origin: row.origin, synthetic, sight: toSight(row) }
    // Of earlier texts nobody kept whether they were typed.
    const earlier = (revisions.get(row.id) ?? []).map(({ text, savedUtc, ...sight }) => ({
      madeUtc: savedUtc,
      value: { text, origin: null, synthetic, sight: toSight(sight) },
    }))
    return {
      entity: 'caption',
      key: [row.clipUid, row.raterCode, row.startMs, row.endMs],
      label: `caption of ${row.place}`,
      raterCode: row.raterCode,
      versions: upToNow(earlier, {
        now: { madeUtc: row.updatedUtc, value: current },
        isNewest: ({ value }) => value?.['text'] === row.text,
      }),
    }
  })
}

interface ScoreRow extends SightColumns {
  sessionUid: string
  raterCode: string
  scaleId: string
  itemId: string
  place: string
  value: number | null
  missingReason: string | null
  madeUtc: string
}

function scoreHistories(db: Database): ObjectHistory[] {
  const named = (table: string, columns: string, joins = ''): string => `
    SELECT sessions.uid AS sessionUid, raters.code AS raterCode, stored.scale_id AS scaleId, stored.item_id AS itemId,
      patients.code || ' ' || visit_label || ', ' || ifnull(name, stored.item_id) AS place, value,
      missing_reason AS missingReason, ${columns}
    FROM ${table} AS stored JOIN raters ON raters.id = rater_id JOIN sessions ON sessions.id = session_id
    JOIN patients ON patients.id = patient_id LEFT JOIN scale_items USING (scale_id, item_id) ${joins}
    ORDER BY stored.id`
  const keyOf = (row: ScoreRow): Key => [row.sessionUid, row.raterCode, row.scaleId, row.itemId]
  const nameOf = (row: ScoreRow): string => JSON.stringify(keyOf(row))
  const current = new Map(
    db
      .prepare<[], ScoreRow & { origin: string; synthetic: number }>(
        named(
          'scores',
          'origin, stored.synthetic, updated_utc AS madeUtc, estimates_shown AS estimates, others_shown AS others',
        ),
      )
      .all()
      .map((row) => [nameOf(row), row]),
  )
  const revisions = grouped(
    db
      .prepare<[], ScoreRow>(
        named(
          'score_revisions',
          'saved_utc AS madeUtc, score_sights.estimates_shown AS estimates, score_sights.others_shown AS others',
          'LEFT JOIN score_sights ON revision_id = stored.id',
        ),
      )
      .all(),
    nameOf,
  )
  const names = new Map([
    ...current,
    ...[...revisions].flatMap(([name, [row]]) => (row ? [[name, row] as const] : [])),
  ])
  return [...names].map(([name, row]) => {
    const now = current.get(name)
    const synthetic = now?.synthetic === 1
    const earlier = (revisions.get(name) ?? []).map((given) => {
      const { value, missingReason, madeUtc } = given
      const isCleared = value === null && missingReason === null
      const content = { value, missingReason, origin: null, synthetic, sight: toSight(given) }
      return { madeUtc, value: isCleared ? null : content }
    })
    const value =
      now === undefined
        ? null
        : {
            ...{ value: now.value, missingReason: now.missingReason },
            ...{ origin: now.origin, synthetic, sight: toSight(now) },
          }
    return {
      entity: 'score',
      key: keyOf(row),
      label: `score of ${row.place}`,
      raterCode: row.raterCode,
      versions: upToNow(earlier, {
        now: { madeUtc: now?.madeUtc ?? earlier.at(-1)?.madeUtc ?? '', value },
        isNewest: (last) =>
          last.value === null || value === null
            ? last.value === value
            : last.value['value'] === value.value && last.value['missingReason'] === value.missingReason,
      }),
    }
  })
}

/** The newest is what is there, whatever the record of it says. */
function upToNow(
  earlier: readonly Version[],
  { now, isNewest }: { now: Version; isNewest: (last: Version) => boolean },
): Version[] {
  const last = earlier.at(-1)
  if (last === undefined) return now.value === null ? [] : [now]
  return isNewest(last) ? [...earlier.slice(0, -1), { ...last, value: now.value }] : [...earlier, now]
}

const IMPORTED = 'imported'

function toEntries({
  entity,
  key,
  label,
  raterCode,
  versions,
}: ObjectHistory): (EntryToWrite & { after: string })[] {
  // What was imported was never typed before; nobody kept who imported it.
  const isImported = versions.at(-1)?.value?.['origin'] === IMPORTED
  let after = ''
  return versions.map(({ madeUtc, value }, index) => {
    const before = versions[index - 1]?.value ?? null
    const written = entity === 'caption' ? 'caption.write' : value === null ? 'score.clear' : 'score.set'
    // A clock that went back does not turn the order of what became of one thing.
    after = madeUtc > after ? madeUtc : after
    return {
      ...{ action: isImported ? 'import.session' : written, label, madeUtc, after },
      ...{ rater: isImported ? null : raterCode, step: null, batch: null, takesBack: null },
      changes: [{ entity, key, before, after: value }],
    }
  })
}

function writeEntries(db: Database, entries: readonly EntryToWrite[]): void {
  if (entries.length === 0) return
  const insert = db.prepare<NewEntry>(`
    INSERT INTO journal (n, uid, device, seq, made_utc, rater, action, label, step, batch, takes_back, changes, salt,
      changes_sha, hash)
    VALUES (@seq, @uid, @device, @seq, @madeUtc, @rater, @action, @label, @step, @batch, @takesBack, @changes, @salt,
      @changesSha, @hash)`)
  const insertObject = db.prepare<[number, number, number, number]>(
    'INSERT INTO journal_objects (object, entry, at, size) VALUES (?, ?, ?, ?)',
  )
  let head: DeviceHead = { device: randomUUID(), seq: 0, hash: null }
  db.prepare<[string]>(
    `INSERT INTO journal_devices (device, computer, place, rater, origin, seq, hash)
     VALUES (?, '', '', NULL, 'migrated', 0, NULL)`,
  ).run(head.device)
  const store = {
    append: (entry: NewEntry, places: readonly { object: number; at: number; size: number }[]): number => {
      const id = Number(insert.run(entry).lastInsertRowid)
      for (const { object, at, size } of places) insertObject.run(object, id, at, size)
      return id
    },
  }
  for (const entry of entries) head = appendTo(store, head, entry).head
  db.prepare<[number, string | null, string]>(
    'UPDATE journal_devices SET seq = ?, hash = ? WHERE device = ?',
  ).run(head.seq, head.hash, head.device)
}

/**
 * The revisions of captions and scores become entries of the journal, in the order of their times and marked as
 * migrated, and what a rater could have known moves to what they wrote.
 */
export const historyInJournal: Migration = {
  version: 11,
  name: 'history-in-journal',
  up(db) {
    nameObjects(db)
    db.exec(`
      ALTER TABLE captions ADD COLUMN estimates_shown INTEGER CHECK (estimates_shown IN (0, 1));
      ALTER TABLE captions ADD COLUMN others_shown INTEGER CHECK (others_shown IN (0, 1));
      ALTER TABLE scores ADD COLUMN estimates_shown INTEGER CHECK (estimates_shown IN (0, 1));
      ALTER TABLE scores ADD COLUMN others_shown INTEGER CHECK (others_shown IN (0, 1));

      UPDATE captions SET estimates_shown = known.estimates_shown, others_shown = known.others_shown
      FROM caption_sights AS known WHERE known.caption_id = captions.id AND known.revision = captions.revision;
      UPDATE scores SET estimates_shown = known.estimates_shown, others_shown = known.others_shown
      FROM score_sights AS known WHERE known.revision_id = (
        SELECT max(id) FROM score_revisions AS given
        WHERE given.session_id = scores.session_id AND given.rater_id = scores.rater_id
          AND given.scale_id = scores.scale_id AND given.item_id = scores.item_id);
    `)
    const entries = [...captionHistories(db), ...scoreHistories(db)]
      .flatMap(toEntries)
      .sort((a, b) => (a.after < b.after ? -1 : a.after > b.after ? 1 : 0))
    writeEntries(
      db,
      entries.map(({ after: _, ...entry }) => entry),
    )
    db.exec(`
      DROP TABLE caption_sights;
      DROP TABLE score_sights;
      DROP TABLE caption_revisions;
      DROP TABLE score_revisions;
    `)
  },
}
