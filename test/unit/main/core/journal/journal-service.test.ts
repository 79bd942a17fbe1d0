import { describe, expect, it } from 'vitest'
import { PAGE_SCAN } from '#core/journal/journal-repository.ts'
import { aJournal } from '../../../../helpers/a-journal.ts'

describe('the list of entries', () => {
  it('comes page by page, newest first', () => {
    const { put, service } = aJournal()
    for (const name of ['a', 'b', 'c', 'd', 'e']) put(name, name)
    const first = service.list({}, { limit: 2 })
    expect(first.entries.map(({ label }) => label)).toEqual(['note e', 'note d'])
    const second = service.list({}, { limit: 2, before: first.next ?? 0 })
    expect(second.entries.map(({ label }) => label)).toEqual(['note c', 'note b'])
    const last = service.list({}, { limit: 2, before: second.next ?? 0 })
    expect(last).toMatchObject({ entries: [{ label: 'note a' }], next: null })
  })

  it('holds those that were asked for', () => {
    const { put, service } = aJournal()
    put('first', 'a')
    put('second', 'b', 'CD')
    put('third', 'c', null)
    const labels = (filter: Parameters<typeof service.list>[0]) =>
      service.list(filter, { limit: 9 }).entries.map(({ label }) => label)
    expect(labels({ rater: 'CD' })).toEqual(['note second'])
    expect(labels({ rater: null })).toEqual(['note third'])
    expect(labels({ text: 'FIRST' })).toEqual(['note first'])
    expect(labels({ kind: 'other' })).toHaveLength(3)
    expect(labels({ kind: 'scores' })).toEqual([])
    expect(labels({ fromUtc: '2024-05-03T10:00:01.000Z', toUtc: '2024-05-03T10:00:02.000Z' })).toEqual([
      'note second',
    ])
  })

  it('leaves the many changes of an import to who asks for that entry, or for one object', () => {
    const { journal, service } = aJournal()
    const changes = Array.from({ length: 2000 }, (_, index) => ({
      ...{ entity: 'note', key: [`n${index}`] },
      after: { text: `text ${index}` },
    }))
    journal.change({ action: 'import', label: 'import', rater: null, changes })
    const [entry] = service.list({}, { limit: 1 }).entries
    expect(entry?.changes).toBeNull()
    expect(service.entry(entry?.uid ?? '')?.changes).toHaveLength(2000)
    const of = { kind: 'patient', code: 'n1234' } as const
    expect(service.history(of, { limit: 9 }).entries).toMatchObject([
      { label: 'import', changes: [], total: null },
    ])
    const told = { what: 'note n1234', before: null, after: 'text 1234', author: null }
    expect(service.changes(entry?.uid ?? '', { of, from: 0, limit: 9 })).toEqual({
      changes: [told],
      total: 1,
    })
    const all = service.changes(entry?.uid ?? '', { of: { kind: 'study' }, from: 1990, limit: 100 })
    expect([all.changes.length, all.changes[0]?.what, all.total]).toEqual([10, 'note n1990', 2000])
  })
})

describe('a search in a long journal', () => {
  it('looks at a part of it at a time, says how far it is, and finds what is older with the next question', () => {
    const { journal, service, db } = aJournal()
    db.transaction(() => {
      journal.note({ action: 'note.old', label: 'ÄLTESTE Sitzung', rater: null })
      for (let index = 0; index < PAGE_SCAN; index += 1)
        journal.note({ action: 'note.new', label: 'newer', rater: null })
    })()
    const first = service.tell({ text: 'älteste' }, { limit: 10 })
    expect(first.entries).toEqual([])
    expect(first.searchedToUtc).not.toBeNull()
    const second = service.tell({ text: 'älteste' }, { limit: 10, before: first.next ?? 0 })
    expect(second).toMatchObject({ entries: [{ label: 'ÄLTESTE Sitzung', kind: 'other' }], next: null })
  })
})

describe('the history of an object', () => {
  it('is what became of it, newest first, what was taken back too', () => {
    const { put, service } = aJournal()
    put('a', 'one')
    put('b', 'other')
    put('a', 'two', 'CD')
    service.undo('CD')
    const of = { kind: 'patient', code: 'a' } as const
    const { entries, next } = service.history(of, { limit: 2 })
    const told = (all: typeof entries) =>
      all.map(({ rater, step, isTakenBack, changes }) => [
        ...[rater, step, isTakenBack],
        ...changes.map(({ before, after }) => `${before} -> ${after}`),
      ])
    expect(told(entries)).toEqual([
      ['CD', 'undo', false, 'two -> one'],
      ['CD', 'do', true, 'one -> two'],
    ])
    const rest = service.history(of, { limit: 2, before: next ?? 0 })
    expect(told(rest.entries)).toEqual([['AB', 'do', false, 'null -> one']])
    expect([rest.next, rest.searchedToUtc]).toEqual([null, null])
  })
})

describe('the check', () => {
  it('finds a row of the study that was changed past the journal', () => {
    const { put, db, service } = aJournal()
    put('a', 'one')
    expect(service.verify()).toMatchObject({ entries: 1, erased: 0, devices: 1, problems: [] })
    db.exec("UPDATE notes SET text = 'other'")
    expect(service.verify().problems).toEqual([
      'The study holds something else than the journal says: note ["a"]',
    ])
  })

  it('finds an entry that was changed past its triggers', () => {
    const { put, db, service } = aJournal()
    put('a', 'one')
    put('b', 'two')
    db.exec("DROP TRIGGER journal_is_only_blanked; UPDATE journal SET rater = 'CD' WHERE id = 1")
    expect(service.verify().problems).toEqual([
      'Entry 1: It was changed after it was written, or does not follow on the one before it.',
    ])
  })

  it('finds texts that cannot be read any more', () => {
    const { put, db, service } = aJournal()
    put('a', 'one')
    db.exec("DROP TRIGGER journal_is_only_blanked; UPDATE journal SET changes = 'x' WHERE id = 1")
    expect(service.verify().problems).toEqual([
      'Entry 1: What it says was changed after it was written.',
      'Entry 1: What it says cannot be read.',
      'The study holds something else than the journal says: note ["a"]',
    ])
  })
})
