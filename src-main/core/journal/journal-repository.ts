import type { Database } from 'better-sqlite3'
import type { JournalFilter } from '#shared/domain/journal.ts'
import type { ChangePlace } from './changes.ts'
import type { DeviceOwner, EntryStep, NewEntry, ObjectEntry, StepOwner, StoredEntry } from './entry.ts'
import type { DeviceHead } from './verify-chain.ts'

interface EntryRow {
  id: number
  uid: string
  device: string
  seq: number
  made_utc: string
  rater: string | null
  action: string
  label: string | null
  step: EntryStep | null
  batch: string | null
  takes_back: string | null
  changes: string | null
  salt: string | null
  changes_sha: string
  hash: string
  migrated: number
  taken_back: number
}

function toEntry(row: EntryRow): StoredEntry {
  const { made_utc: madeUtc, takes_back: takesBack, changes_sha: changesSha, ...same } = row
  const { migrated, taken_back: takenBack, ...rest } = same
  return { ...rest, madeUtc, takesBack, changesSha, isMigrated: migrated === 1, isTakenBack: takenBack === 1 }
}

const COLUMNS = `journal.id, uid, journal.device, journal.seq, made_utc, journal.rater, action, label, step, batch,
  takes_back, changes, salt, changes_sha, journal.hash, journal_devices.origin = 'migrated' AS migrated,
  EXISTS (SELECT 1 FROM journal AS later WHERE later.takes_back = journal.uid) AS taken_back`
const FROM = 'FROM journal JOIN journal_devices USING (device)'

/** Longer texts of changes are not read for a list: an import may have tens of thousands. */
const LISTED_BYTES = 65_536
const LISTED = COLUMNS.replace(
  'changes, salt',
  `CASE WHEN octet_length(changes) <= ${String(LISTED_BYTES)} THEN changes END AS changes, salt`,
)

/**
 * As many entries are looked at for one page, found or not: some twenty milliseconds of work, however long the journal is.
 */
export const PAGE_SCAN = 20_000

const FILTERED = `WHERE journal.id < @before AND journal.id >= @from
  AND (@anyRater OR journal.rater IS @rater)
  AND (@kind IS NULL OR (@isOther <> (substr(action, 1, instr(action, '.') - 1) IN (SELECT value FROM json_each(@words)))))
  AND (@text IS NULL OR instr(CASE WHEN length(label) = octet_length(label) THEN lower(label) ELSE folded(label) END, @text) > 0)
  AND (@fromUtc IS NULL OR made_utc >= @fromUtc) AND (@toUtc IS NULL OR made_utc < @toUtc)`

/** Whatever its case, in every script: SQLite's own `lower` knows ASCII only, in which most labels are, and is faster. */
const folded = (text: unknown): string | null => (typeof text === 'string' ? text.toLowerCase() : null)

export interface PageAsked {
  readonly words: readonly string[]
  readonly before: number
  readonly limit: number
}

export interface EntryPage {
  /** Newest first; changes are null where they are many. */
  readonly entries: readonly StoredEntry[]
  /** Below this id nothing was looked at; null at the end. */
  readonly next: number | null
}

export type JournalRepository = ReturnType<typeof createJournalRepository>

/** The journal's rows: it adds to them and reads them, and changes none but those of which an erasure takes the texts. */
export function createJournalRepository(db: Database) {
  return { ...writingOf(db), ...stepsOf(db), ...readingOf(db) }
}

function writingOf(db: Database) {
  const addDevice = db.prepare<[string, string, string, string | null, string]>(
    `INSERT INTO journal_devices (device, computer, place, rater, origin, seq, hash) VALUES (?, ?, ?, ?, ?, 0, NULL)`,
  )
  const findDevice = db.prepare<DeviceOwner, DeviceHead>(`
    SELECT device, seq, hash FROM journal_devices
    WHERE computer = @computer AND place = @place AND rater IS @rater AND origin = 'edited'`)
  const advance = db.prepare<[number, string, string]>(
    'UPDATE journal_devices SET seq = ?, hash = ? WHERE device = ?',
  )
  const insert = db.prepare<NewEntry>(`
    INSERT INTO journal (n, uid, device, seq, made_utc, rater, action, label, step, batch, takes_back, changes, salt,
      changes_sha, hash)
    VALUES ((SELECT ifnull(max(n), 0) + 1 FROM journal), @uid, @device, @seq, @madeUtc, @rater, @action, @label, @step,
      @batch, @takesBack, @changes, @salt, @changesSha, @hash)`)
  const insertObject = db.prepare<[number, number, number, number]>(
    'INSERT INTO journal_objects (object, entry, at, size) VALUES (?, ?, ?, ?)',
  )
  const insertSubject = db.prepare<[number, number]>(
    'INSERT OR IGNORE INTO journal_subjects (subject, entry) VALUES (?, ?)',
  )
  const blank = db.prepare<[string]>(
    `UPDATE journal SET label = NULL, changes = NULL, salt = NULL
     WHERE changes IS NOT NULL AND id IN (SELECT value FROM json_each(?))`,
  )
  const forgetObjects = db.prepare<[string]>(
    'DELETE FROM journal_objects WHERE entry IN (SELECT value FROM json_each(?))',
  )
  const forgetSubjects = db.prepare<[string]>(
    'DELETE FROM journal_subjects WHERE entry IN (SELECT value FROM json_each(?))',
  )
  return {
    /** Takes what these entries (ids) say for good; their hashes stay, so that the chain is verifiable. */
    blank: (ids: readonly number[]): void => {
      const list = JSON.stringify(ids)
      blank.run(list)
      forgetObjects.run(list)
      forgetSubjects.run(list)
    },
    addDevice: (device: string, owner: DeviceOwner, origin: 'edited' | 'migrated'): DeviceHead => {
      addDevice.run(device, owner.computer, owner.place, owner.rater, origin)
      return { device, seq: 0, hash: null }
    },
    findDevice: (owner: DeviceOwner): DeviceHead | null => findDevice.get(owner) ?? null,
    /** Call within a transaction. */
    append: (entry: NewEntry, places: readonly ChangePlace[]): number => {
      const id = Number(insert.run(entry).lastInsertRowid)
      for (const { object, at, size } of places) insertObject.run(object, id, at, size)
      for (const subject of new Set(places.map((place) => place.subject))) insertSubject.run(subject, id)
      advance.run(entry.seq, entry.hash, entry.device)
      return id
    },
  }
}

/** What can be taken back and done again, of one rater at one computer, wherever the study lay. */
function stepsOf(db: Database) {
  const devices = db
    .prepare<[string, string | null], string>(
      `SELECT device FROM journal_devices WHERE computer = ? AND rater IS ? AND origin = 'edited'`,
    )
    .pluck()
  const devicesOf = ({ computer, raters }: StepOwner): string[] =>
    raters.flatMap((rater) => devices.all(computer, rater))
  const STANDING = 'NOT EXISTS (SELECT 1 FROM journal AS later WHERE later.takes_back = journal.uid)'
  const done = db.prepare<[string, number, number], EntryRow>(`
    SELECT ${COLUMNS} ${FROM} WHERE journal.device = ? AND step IN ('do', 'redo') AND journal.id < ? AND ${STANDING}
    ORDER BY journal.seq DESC LIMIT ?`)
  // What was undone before the newest 'do' is not done again: there is nothing to look for beyond it.
  const undone = db.prepare<[string, number], EntryRow>(`
    SELECT ${COLUMNS} ${FROM} WHERE journal.device = ? AND journal.seq > ? AND step = 'undo' AND ${STANDING}
    ORDER BY journal.seq DESC LIMIT 1`)
  const newestDo = db.prepare<[string], { id: number; seq: number }>(
    "SELECT id, seq FROM journal WHERE device = ? AND step = 'do' ORDER BY seq DESC LIMIT 1",
  )
  // What tells of the others has `[]`; the length is known without reading what may be megabytes.
  const standingCount = db
    .prepare<[string], number>(
      `SELECT count(*) FROM journal
       WHERE batch = ? AND step IN ('do', 'redo') AND octet_length(changes) > 2 AND ${STANDING}`,
    )
    .pluck()
  const passOver = db.prepare<[number]>('INSERT OR IGNORE INTO journal_passed_over (entry) VALUES (?)')
  const isPassedOver = db
    .prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM journal_passed_over WHERE entry = ?)')
    .pluck()
  const newestFirst = (entries: readonly StoredEntry[]): StoredEntry[] =>
    entries.toSorted((a, b) => b.id - a.id)
  return {
    /** Of a step (its id) that could not be taken back, or done again: the list goes on before it. */
    passOver: (id: number): void => {
      passOver.run(id)
    },
    isPassedOver: (id: number): boolean => isPassedOver.get(id) === 1,
    /** Entries of this batch that changed something and were not taken back. */
    standingCount: (batch: string): number => standingCount.get(batch) ?? 0,
    /** Newest first; `before` is an id. */
    done: (owner: StepOwner, { before, limit }: { before: number; limit: number }): StoredEntry[] =>
      newestFirst(devicesOf(owner).flatMap((device) => done.all(device, before, limit).map(toEntry))).slice(
        0,
        limit,
      ),
    /** The one that would be done again next: nothing can once something else was done. */
    newestUndone: (owner: StepOwner): StoredEntry | null => {
      const known = devicesOf(owner)
      const news = known.map((device) => ({ device, last: newestDo.get(device) ?? { id: 0, seq: 0 } }))
      const last = Math.max(0, ...news.map(({ last: { id } }) => id))
      const [newest] = newestFirst(
        news.flatMap(({ device, last: { seq } }) => undone.all(device, seq).map(toEntry)),
      )
      return newest === undefined || newest.id < last ? null : newest
    },
  }
}

function readingOf(db: Database) {
  const byUid = db.prepare<[string], EntryRow>(`SELECT ${COLUMNS} ${FROM} WHERE uid = ?`)
  const ofBatch = db.prepare<[string], EntryRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE batch = ? ORDER BY journal.id`,
  )
  const all = db.prepare<[], EntryRow>(`SELECT ${COLUMNS} ${FROM} ORDER BY journal.id`)
  const heads = db.prepare<[], DeviceHead>('SELECT device, seq, hash FROM journal_devices ORDER BY device')
  const ofObject = db.prepare<[number, number], EntryRow & { change: string | null }>(`
    SELECT ${LISTED}, CAST(substr(CAST(changes AS BLOB), at + 1, size) AS TEXT) AS change
    FROM journal_objects JOIN journal ON journal.id = entry JOIN journal_devices USING (device)
    WHERE object = ? AND entry < ? ORDER BY entry DESC, at DESC`)
  const ofObjects = db
    .prepare<[string], number>(
      'SELECT DISTINCT entry FROM journal_objects WHERE object IN (SELECT value FROM json_each(?)) ORDER BY entry DESC',
    )
    .pluck()
  const byId = db.prepare<[number], EntryRow>(`SELECT ${COLUMNS} ${FROM} WHERE journal.id = ?`)
  const byIdListed = db.prepare<[number], EntryRow>(`SELECT ${LISTED} ${FROM} WHERE journal.id = ?`)
  const ofSubjects = db
    .prepare<[string, number], number>(
      `SELECT DISTINCT entry FROM journal_subjects WHERE subject IN (SELECT value FROM json_each(?)) AND entry < ?
       ORDER BY entry DESC`,
    )
    .pluck()
  const madeUtcOf = db.prepare<[number], string>('SELECT made_utc FROM journal WHERE id = ?').pluck()
  const newestId = db.prepare<[], number | null>('SELECT max(id) FROM journal').pluck()
  db.function('folded', { deterministic: true }, folded)
  const page = db.prepare<Record<string, string | number | null>, EntryRow>(
    `SELECT ${LISTED} ${FROM} ${FILTERED} ORDER BY journal.id DESC LIMIT @limit`,
  )
  const holdsAction = db
    .prepare<[string, string], number>(
      'SELECT EXISTS (SELECT 1 FROM journal WHERE substr(action, 1, length(?)) = ?)',
    )
    .pluck()
  return {
    /** Whether there is an entry of which the action begins so. */
    holdsAction: (start: string): boolean => holdsAction.get(start, start) === 1,
    byUid: (uid: string): StoredEntry | null => {
      const row = byUid.get(uid)
      return row === undefined ? null : toEntry(row)
    },
    madeUtcOf: (id: number): string | null => madeUtcOf.get(id) ?? null,
    /** In the order in which they were made. */
    ofBatch: (batch: string): StoredEntry[] => ofBatch.all(batch).map(toEntry),
    *all(): IterableIterator<StoredEntry> {
      for (const row of all.iterate()) yield toEntry(row)
    },
    heads: (): DeviceHead[] => heads.all(),
    /** Newest first. Entries of an object with the same hash are among them: compare keys. `before` is an id. */
    *ofObject(object: number, before = Number.MAX_SAFE_INTEGER): IterableIterator<ObjectEntry> {
      for (const { change, ...row } of ofObject.iterate(object, before)) yield { ...toEntry(row), change }
    },
    /** Those that changed any of them, newest first; the same caution. */
    *ofObjects(objects: readonly number[]): IterableIterator<StoredEntry> {
      for (const id of ofObjects.iterate(JSON.stringify(objects))) {
        const row = byId.get(id)
        if (row !== undefined) yield toEntry(row)
      }
    },
    /** Those that changed something of what has one of these hashes, newest first; changes are null where they are many. */
    *ofSubjects(subjects: readonly number[], before: number): IterableIterator<StoredEntry> {
      for (const id of ofSubjects.iterate(JSON.stringify(subjects), before)) {
        const row = byIdListed.get(id)
        if (row !== undefined) yield toEntry(row)
      }
    },
    /**
     * Those with an id below `before`; a page ends early where it has looked at many. `words` are how actions of the filter's kind begin, for
     * `other` how none of them does.
     */
    page: (filter: JournalFilter, { words, before, limit }: PageAsked): EntryPage => {
      const top = Math.min(before, (newestId.get() ?? 0) + 1)
      const from = Math.max(1, top - PAGE_SCAN)
      const found = page
        .all({
          ...{ before: top, from, limit: limit + 1 },
          ...{ anyRater: filter.rater === undefined ? 1 : 0, rater: filter.rater ?? null },
          ...{ kind: filter.kind ?? null, isOther: filter.kind === 'other' ? 1 : 0 },
          ...{ words: JSON.stringify(words), text: folded(filter.text) },
          ...{ fromUtc: filter.fromUtc ?? null, toUtc: filter.toUtc ?? null },
        })
        .map(toEntry)
      const entries = found.slice(0, limit)
      if (found.length > limit) return { entries, next: entries.at(-1)?.id ?? null }
      return { entries, next: from > 1 ? from : null }
    },
  }
}

export type DraftRepository = ReturnType<typeof createDraftRepository>

/** What is being typed, with what there was before. */
export interface StoredDraft {
  readonly entity: string
  /** JSON of the key. */
  readonly key: string
  /** JSON of the value. */
  readonly before: string
  readonly rater: string | null
  readonly action: string
  readonly changedUtc: string
}

export function createDraftRepository(db: Database) {
  const columns = 'entity, key, before, rater, action, changed_utc AS changedUtc'
  const all = db.prepare<[], StoredDraft>(`SELECT ${columns} FROM drafts ORDER BY changed_utc, entity, key`)
  const get = db.prepare<[string, string], StoredDraft>(
    `SELECT ${columns} FROM drafts WHERE entity = ? AND key = ?`,
  )
  const put = db.prepare<StoredDraft>(`
    INSERT INTO drafts (entity, key, before, rater, action, changed_utc)
    VALUES (@entity, @key, @before, @rater, @action, @changedUtc)
    ON CONFLICT (entity, key) DO UPDATE SET changed_utc = excluded.changed_utc`)
  const remove = db.prepare<[string, string]>('DELETE FROM drafts WHERE entity = ? AND key = ?')
  return {
    /** The one that rests longest first. */
    all: (): StoredDraft[] => all.all(),
    get: (entity: string, key: string): StoredDraft | null => get.get(entity, key) ?? null,
    /** Of one that is there only the time changes: what there was before it stays. */
    put: (draft: StoredDraft): void => {
      put.run(draft)
    },
    remove: (entity: string, key: string): void => {
      remove.run(entity, key)
    },
  }
}
