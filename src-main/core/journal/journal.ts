import { randomUUID } from 'node:crypto'
import type { JournalPlace, JournalStep, Undoable } from '#shared/domain/journal.ts'
import type { StudyArea, StudyChange } from '#shared/domain/study.ts'
import { AppError } from '#shared/errors.ts'
import type { DraftRepository, StoredDraft } from './journal-repository.ts'
import { isSameValue } from './canonical-json.ts'
import { appendEntry } from './chain-writer.ts'
import type { EntryToWrite, Written } from './chain-writer.ts'
import { inverseOf, keySchema, parseChanges } from './changes.ts'
import type { Change, Key } from './changes.ts'
import type { AnyEntity, Writing } from './entity.ts'
import { entityIn } from './entity.ts'
import type { StoredEntry } from './entry.ts'
import { changedSince } from './changed-since.ts'
import { hasChanged } from './changed-objects.ts'
import type { ChangedObject } from './changed-objects.ts'
import { createStepList } from './step-list.ts'
import type { StepListDeps } from './step-list.ts'
import { toldChange } from './told-change.ts'

/** What shall become of one object. */
export interface WantedChange {
  readonly entity: string
  readonly key: Key
  readonly after: unknown
  /** What is there, where that was read already. */
  readonly before?: unknown
}

export interface NewChange {
  /** E.g. `caption.write`. */
  readonly action: string
  /** In the user's words. */
  readonly label: string
  /** Code of who does it; null for the program, and for whoever has not said who they are. */
  readonly rater: string | null
  /** Entries of one gesture are taken back together. */
  readonly batch?: string
  /** False for what nobody takes back, e.g. an export. */
  readonly canBeTakenBack?: boolean
  readonly changes: readonly WantedChange[]
}

/** A step that was taken back or done again. */
export interface TakenStep {
  readonly label: string
  readonly place: JournalPlace | null
  readonly areas: readonly StudyArea[]
}

export interface Follower {
  /** Names of the kinds. */
  readonly entities: readonly string[]
  run(changes: readonly Change[]): void
}

/** Typing is saved at once and becomes an entry when it is done. */
export interface TypedChange extends Pick<NewChange, 'action' | 'rater'> {
  readonly change: WantedChange
}

export interface GatheredChanges {
  /** Carries it out. */
  put(change: WantedChange): void
  /** All that was carried out up to now, as if it had never been. */
  takeBack(): void
  /** Writes the entry for all of them; null when nothing was changed. Without it the transaction must fail. */
  write(said: Omit<NewChange, 'changes'>): Written | null
}

export interface JournalDeps extends StepListDeps {
  readonly drafts: DraftRepository
  readonly entities: readonly AnyEntity[]
  nowUtc(): string
  inTransaction<Result>(work: () => Result): Result
  /** Told within the transaction what it changes: to be passed on once that is on disk. */
  tell?(change: StudyChange): void
}

export type Journal = ReturnType<typeof createJournal>

/** The one way in which people change a study: what they change and the entry that says so are written together. */
export function createJournal(deps: JournalDeps) {
  const { entries, drafts, entities, nowUtc, inTransaction } = deps
  const { ownerOf, newestDone, newestUndone, standingCount, togetherWith } = createStepList(deps)
  const followers: Follower[] = []
  const append = (entry: EntryToWrite, owner = ownerOf(entry.rater)): Written =>
    appendEntry(entries, owner, entry)

  const rankOf = (change: Change): number => entityIn(entities, change.entity).rank?.(change) ?? 0

  function write(changes: readonly Change[], writing: Partial<Writing> & { madeUtc: string }): void {
    const { madeUtc, isSameRevision = false, known = new Map<string, number>() } = writing
    const ordered = changes.some((change) => rankOf(change) !== 0)
      ? changes.toSorted((a, b) => rankOf(a) - rankOf(b))
      : changes
    for (const { entity, key, after } of ordered) {
      entityIn(entities, entity).write(key, after ?? null, { madeUtc, isSameRevision, known })
    }
    follow(changes)
    tell(changes)
  }

  function tell(changes: readonly Change[]): void {
    if (changes.length > 0) deps.tell?.(toldChange(entities, changes))
  }

  /** What follows from changes that are carried out. */
  function follow(changes: readonly Change[]): void {
    for (const { entity, afterwards } of entities) {
      if (afterwards === undefined) continue
      const keys = changes.filter((change) => change.entity === entity).map(({ key }) => key)
      if (keys.length > 0) afterwards(keys)
    }
    for (const { entities: followed, run } of followers) {
      const meant = changes.filter(({ entity }) => followed.includes(entity))
      if (meant.length > 0) run(meant)
    }
  }

  /** Those of them that change something. */
  function resolve(wanted: readonly WantedChange[]): Change[] {
    return wanted.flatMap(({ entity, key, after, before }) => {
      const there = before === undefined ? entityIn(entities, entity).read(key) : before
      return isSameValue(there, after) ? [] : [{ entity, key, before: there, after }]
    })
  }

  function finishDraft(draft: StoredDraft): void {
    const { entity, action, rater } = draft
    const key = keySchema.parse(JSON.parse(draft.key))
    const before: unknown = JSON.parse(draft.before)
    const kind = entityIn(entities, entity)
    const after = kind.read(key)
    drafts.remove(entity, draft.key)
    if (isSameValue(before, after)) return
    const label = kind.describe(key, rater)
    append({
      ...{ action, label, rater, step: 'do', batch: null, takesBack: null, madeUtc: draft.changedUtc },
      changes: [{ entity, key, before, after }],
    })
  }

  /** What is typed in these objects becomes an entry first, so that entries follow on each other. */
  function finishDraftsOf(changes: readonly Pick<WantedChange, 'entity' | 'key'>[]): void {
    for (const { entity, key } of changes) {
      const draft = drafts.get(entity, JSON.stringify(key))
      if (draft !== null) finishDraft(draft)
    }
  }

  /** What takes an entry back or does it again. Throws AppError `conflict` when something was changed since. */
  function takeBack(entry: StoredEntry, rater: string | null, batch: string | null): Change[] {
    if (entry.changes === null) throw new AppError('conflict', 'What this step changed was erased.')
    const changes = inverseOf(parseChanges(entry.changes)).map((change) => ({
      ...change,
      after: change.after === null ? null : entityIn(entities, change.entity).schema.parse(change.after),
    }))
    finishDraftsOf(changes)
    for (const { entity, key, before } of changes) {
      const kind = entityIn(entities, entity)
      if (!isSameValue(kind.read(key), before)) {
        throw changedSince({ entries, since: entry.id, kind, key })
      }
    }
    const madeUtc = nowUtc()
    const owner = ownerOf(rater)
    write(changes, { madeUtc })
    const { action, label, uid } = entry
    const step = entry.step === 'undo' ? 'redo' : 'undo'
    append({ action, label: label ?? '', step, batch, takesBack: uid, madeUtc, rater, changes }, owner)
    return changes
  }

  function take(rater: string | null, find: () => StoredEntry | null): TakenStep | null {
    // A typed text that is not done yet is the newest step.
    finishDraftsBy(rater)
    const entry = find()
    if (entry === null) return null
    try {
      return takeTogether(entry, rater)
    } catch (error) {
      // It stays as it is, and the list goes on before it, also after the next start.
      if (error instanceof AppError && error.code === 'conflict')
        inTransaction(() => {
          for (const { id } of togetherWith(entry)) entries.passOver(id)
        })
      throw error
    }
  }

  function takeTogether(entry: StoredEntry, rater: string | null): TakenStep {
    const changes = inTransaction(() => {
      const together = togetherWith(entry)
      const batch = together.length > 1 ? randomUUID() : null
      return together.toReversed().flatMap((each) => takeBack(each, rater, batch))
    })
    return { label: labelOf(entry), ...shownOf(changes) }
  }

  function shownOf(changes: readonly Change[]): Pick<TakenStep, 'place' | 'areas'> {
    const kinds = new Set(changes.map(({ entity }) => entityIn(entities, entity)))
    const areas = [...new Set([...kinds].flatMap((kind) => kind.areas))]
    return { place: placeOf(changes), areas }
  }

  /** Of what is there now, where something is. */
  function placeOf(changes: readonly Change[]): JournalPlace | null {
    const first = changes.find((each) => each.after !== null && rankOf(each) < 0)
    const change = first ?? changes.find(({ after }) => after !== null) ?? changes[0]
    return change === undefined ? null : entityIn(entities, change.entity).placeOf(change.key)
  }

  function stepOf(entry: StoredEntry | null): JournalStep | null {
    if (entry === null) return null
    const place = placeOf(entry.changes === null ? [] : parseChanges(entry.changes))
    return { uid: entry.uid, label: labelOf(entry), place }
  }

  function finishDraftsBy(rater: string | null): void {
    finishDrafts((draft) => draft.rater === rater)
  }

  function finishDrafts(isMeant: (draft: StoredDraft) => boolean): number {
    const meant = drafts.all().filter(isMeant)
    if (meant.length > 0)
      inTransaction(() => {
        meant.forEach(finishDraft)
      })
    return meant.length
  }

  return {
    /** Within each transaction that changes one of these, whoever began it: what follows from them is brought up to date. */
    follow(follower: Follower): void {
      followers.push(follower)
    },
    /** Carries the changes out and writes the entry; null when there was nothing to change. */
    change: ({ changes: wanted, batch, canBeTakenBack = true, ...said }: NewChange): Written | null =>
      inTransaction(() => {
        finishDraftsOf(wanted)
        const changes = resolve(wanted)
        if (changes.length === 0) return null
        const madeUtc = nowUtc()
        const owner = ownerOf(said.rater)
        write(changes, { madeUtc })
        const step = canBeTakenBack ? 'do' : null
        return append({ ...said, step, batch: batch ?? null, takesBack: null, madeUtc, changes }, owner)
      }),
    /**
     * For many changes that are made one by one within a transaction, as an import does: each is carried out at once.
     * `isTold`: false where whoever makes them tells what changed.
     */
    gather({ isTold = true } = {}): GatheredChanges {
      const changes: Change[] = []
      const madeUtc = nowUtc()
      const writing: Writing = { madeUtc, isSameRevision: false, known: new Map() }
      const mayBeTyped = drafts.all().length > 0
      return {
        put(wanted) {
          if (mayBeTyped) finishDraftsOf([wanted])
          for (const change of resolve([wanted])) {
            entityIn(entities, change.entity).write(change.key, change.after ?? null, writing)
            changes.push(change)
          }
        },
        takeBack() {
          for (const { entity, key, after } of inverseOf(changes))
            entityIn(entities, entity).write(key, after ?? null, writing)
          changes.length = 0
        },
        write: ({ batch, canBeTakenBack = true, ...said }) => {
          if (changes.length === 0) return null
          follow(changes)
          if (isTold) tell(changes)
          const step = canBeTakenBack ? 'do' : null
          return append({ ...said, step, batch: batch ?? null, takesBack: null, madeUtc, changes })
        },
      }
    },
    /**
     * What these objects are by now, where entries that said so were erased. The changes are in the study already; nobody
     * takes it back.
     */
    restate: (said: Pick<NewChange, 'action' | 'label' | 'rater'>, changes: readonly Change[]): Written =>
      inTransaction(() =>
        append({ ...said, step: null, batch: null, takesBack: null, madeUtc: nowUtc(), changes }),
      ),
    /**
     * Something that is to be known and changes no object, e.g. an export. With `batch` it tells of what was done in all of
     * that, in whose place the list of steps shows it.
     */
    note: ({ batch, ...said }: Pick<NewChange, 'action' | 'label' | 'rater' | 'batch'>): Written =>
      inTransaction(() => {
        const step = batch === undefined ? null : 'do'
        const chained = { takesBack: null, madeUtc: nowUtc(), changes: [] }
        return append({ ...said, ...chained, step, batch: batch ?? null })
      }),
    /** Saves what is typed at once; it becomes an entry by `finishDrafts`. True when something changed. */
    type: ({ action, rater, change }: TypedChange): boolean =>
      inTransaction(() => {
        const { entity } = change
        const key = JSON.stringify(change.key)
        const earlier = drafts.get(entity, key)
        // Somebody else's goes before.
        if (earlier !== null && earlier.rater !== rater) finishDraft(earlier)
        const [changed] = resolve([change])
        if (changed === undefined) return false
        const known = drafts.get(entity, key)
        const madeUtc = nowUtc()
        write([changed], { madeUtc, isSameRevision: known !== null })
        const before = JSON.stringify(changed.before ?? null)
        drafts.put({ entity, key, before, rater, action, changedUtc: madeUtc })
        return true
      }),
    /** In the user's words; tells a reader what is somebody else's. */
    describe: (entity: string, key: Key, reader?: string | null): string =>
      entityIn(entities, entity).describe(key, reader),
    /** What is typed in this object is done. */
    finishDraft(entity: string, key: Key): void {
      const draft = drafts.get(entity, JSON.stringify(key))
      if (draft !== null)
        inTransaction(() => {
          finishDraft(draft)
        })
    },
    /** Makes entries of what was typed, of all of it or of what rests since then (ISO 8601). Returns how many. */
    finishDrafts: (restingSinceUtc?: string): number =>
      finishDrafts(({ changedUtc }) => restingSinceUtc === undefined || changedUtc <= restingSinceUtc),
    hasDrafts: (): boolean => drafts.all().length > 0,
    /** Newest steps of this rater here, typed texts included, wherever the window was closed since. */
    undoable(rater: string | null): Undoable {
      const typed = drafts.all().findLast((draft) => draft.rater === rater)
      const redo = typed === undefined ? stepOf(newestUndone(rater)) : null
      return { undo: typed === undefined ? stepOf(newestDone(rater)) : draftStep(typed), redo }
    },
    /** What the next step to take back, or to do again, is an action of, e.g. `score.set`; null for a typed text, and for none. */
    nextAction(rater: string | null, direction: 'undo' | 'redo'): string | null {
      if (drafts.all().some((draft) => draft.rater === rater)) return null
      return (direction === 'undo' ? newestDone(rater) : newestUndone(rater))?.action ?? null
    },
    /** Entries of this batch whose changes stand. */
    standingCount,
    /** Whether anything was ever changed in one of these objects. */
    hasChanged: (objects: readonly ChangedObject[]): boolean => hasChanged(entries, objects),
    /** Null when there was nothing to take back. Throws AppError `conflict` with who changed what since. */
    undo: (rater: string | null): TakenStep | null => take(rater, () => newestDone(rater)),
    redo: (rater: string | null): TakenStep | null => take(rater, () => newestUndone(rater)),
  }

  function draftStep({ entity, key, rater }: StoredDraft): JournalStep {
    const kind = entityIn(entities, entity)
    const parsed = keySchema.parse(JSON.parse(key))
    return { uid: `${entity} ${key}`, label: kind.describe(parsed, rater), place: kind.placeOf(parsed) }
  }
}

const labelOf = ({ label }: StoredEntry): string => label ?? ''
