import { inTransaction } from '#core/db/sql.ts'
import { describe, expect, it } from 'vitest'
import { createJournal } from '#core/journal/journal.ts'
import { aJournal } from '../../../../helpers/a-journal.ts'

describe('a change', () => {
  it('is carried out and written down: who, when, what, old and new', () => {
    const { put, textOf, service } = aJournal()
    put('a', 'one')
    put('a', 'two', 'CD')
    expect(textOf('a')).toBe('two')
    const { entries } = service.list({}, { limit: 10 })
    expect(entries.map(({ rater, action, label, changes }) => ({ rater, action, label, changes }))).toEqual([
      {
        ...{ rater: 'CD', action: 'note.write', label: 'note a' },
        changes: [{ entity: 'note', key: ['a'], before: { text: 'one' }, after: { text: 'two' } }],
      },
      {
        ...{ rater: 'AB', action: 'note.write', label: 'note a' },
        changes: [{ entity: 'note', key: ['a'], before: null, after: { text: 'one' } }],
      },
    ])
    expect(entries.map(({ madeUtc }) => madeUtc)).toEqual([
      '2024-05-03T10:00:01.000Z',
      '2024-05-03T10:00:00.000Z',
    ])
  })

  it('that changes nothing leaves no entry', () => {
    const { put, service } = aJournal()
    put('a', 'one')
    expect(put('a', 'one')).toBeNull()
    expect(service.list({}, { limit: 10 }).entries).toHaveLength(1)
  })

  it('that fails leaves neither itself nor an entry', () => {
    const { journal, textOf, service } = aJournal()
    const changes = [
      { entity: 'note', key: ['a'], after: { text: 'one' } },
      { entity: 'nothing', key: ['b'], after: { text: 'two' } },
    ]
    expect(() => journal.change({ action: 'x', label: 'x', rater: null, changes })).toThrow(
      'no entity nothing',
    )
    expect(textOf('a')).toBeNull()
    expect(service.list({}, { limit: 10 }).entries).toEqual([])
  })
})

describe('undo and redo', () => {
  it('go back and forth through the steps, and what is new ends what could be done again', () => {
    const { put, textOf, service } = aJournal()
    for (const text of ['one', 'two', 'three']) put('a', text)
    const texts: (string | null)[] = []
    const undo = () => (service.undo('AB'), texts.push(textOf('a')))
    const redo = () => (service.redo('AB'), texts.push(textOf('a')))
    undo()
    undo()
    redo()
    undo()
    undo()
    expect(service.undo('AB')).toBeNull()
    redo()
    redo()
    redo()
    expect(service.redo('AB')).toBeNull()
    undo()
    expect(texts).toEqual(['two', 'one', 'two', 'one', null, 'one', 'two', 'three', 'two'])
    put('a', 'four')
    expect(service.redo('AB')).toBeNull()
    undo()
    expect(textOf('a')).toBe('two')
    expect(service.verify().problems).toEqual([])
  })

  it('name what they would do, also after the study was closed and opened again', () => {
    const { put, service, deps } = aJournal()
    put('a', 'one')
    put('b', 'two')
    service.undo('AB')
    const again = createJournal(deps)
    expect(again.undoable('AB')).toMatchObject({ undo: { label: 'note a' }, redo: { label: 'note b' } })
    again.redo('AB')
    expect(again.undoable('AB')).toMatchObject({ undo: { label: 'note b' }, redo: null })
  })

  it('are each rater’s own, and those of one computer', () => {
    const { put, textOf, service, deps } = aJournal()
    put('a', 'by AB')
    put('b', 'by CD', 'CD')
    put('c', 'by nobody', null)
    expect(createJournal({ ...deps, computer: 'there' }).undo('AB')).toBeNull()
    // A copy of the folder on the same computer goes on with its steps.
    expect(createJournal({ ...deps, place: '2:2' }).undo('CD')).toMatchObject({ label: 'note b' })
    service.undo('AB')
    expect([textOf('a'), textOf('b'), textOf('c')]).toEqual([null, null, 'by nobody'])
  })

  it('go on before one that could not be taken back, also after the study was closed and opened again', () => {
    const { put, service, deps } = aJournal()
    put('a', 'one')
    put('b', 'two')
    put('b', 'by CD', 'CD')
    expect(() => service.undo('AB')).toThrow('was changed since')
    const again = createJournal(deps)
    expect(again.undoable('AB').undo).toMatchObject({ label: 'note a' })
    again.undo('AB')
    expect(service.verify().problems).toEqual([])
  })

  it('do not overwrite what somebody else changed since: they say who and when, and go on before it', () => {
    const { put, textOf, service } = aJournal()
    put('b', 'first')
    put('a', 'one')
    put('a', 'two', 'CD')
    expect(() => service.undo('AB')).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message:
          'The note a was changed since, by CD on 2024-05-03 at 10:00 (UTC): this step stays as it is, and the one before it comes next.',
      }),
    )
    expect(textOf('a')).toBe('two')
    service.undo('AB')
    expect(textOf('b')).toBeNull()
  })

  it('take the entries of one gesture together', () => {
    const { journal, textOf, service } = aJournal()
    for (const name of ['a', 'b', 'c']) {
      journal.change({
        ...{ action: 'import', label: 'import', rater: 'AB', batch: 'i1' },
        changes: [{ entity: 'note', key: [name], after: { text: name } }],
      })
    }
    service.undo('AB')
    expect(['a', 'b', 'c'].map(textOf)).toEqual([null, null, null])
    service.redo('AB')
    expect(['a', 'b', 'c'].map(textOf)).toEqual(['a', 'b', 'c'])
    service.undo('AB')
    expect(['a', 'b', 'c'].map(textOf)).toEqual([null, null, null])
    expect(service.undo('AB')).toBeNull()
  })

  it('leave out what nobody takes back', () => {
    const { journal, service } = aJournal()
    journal.note({ action: 'export.made', label: 'export', rater: 'AB' })
    expect(service.undoable('AB')).toEqual({ undo: null, redo: null })
    expect(service.list({ kind: 'exports' }, { limit: 5 }).entries).toMatchObject([{ label: 'export' }])
  })

  it('tell what changed once it is on disk, and nothing of what was rolled back', () => {
    const test = aJournal()
    const { db, put, service, announced } = test
    const told = (...scales: string[]) => ({
      ...{ areas: ['captions'] },
      ids: { clips: [], visits: [], patients: [], scales },
    })
    put('a', 'one')
    put('a', 'one')
    expect(announced).toEqual([told('a')])
    service.undo('AB')
    inTransaction(db, () => {
      put('b', 'two')
      expect(() =>
        inTransaction(db, () => {
          put('c', 'not kept')
          throw new Error('stop')
        }),
      ).toThrow('stop')
      put('d', 'three')
      expect(announced).toHaveLength(2)
    })
    expect(announced.slice(1)).toEqual([told('a'), told('b', 'd')])
  })

  it('tell of so many that nobody reads them one by one no more than their areas', () => {
    const { journal, announced } = aJournal()
    const changes = Array.from({ length: 501 }, (_, index) => ({
      ...{ entity: 'note', key: [String(index)], after: { text: 'x' } },
    }))
    journal.change({ action: 'note.write', label: 'notes', rater: 'AB', changes })
    expect(announced).toEqual([{ areas: ['captions'], ids: null }])
  })
})

describe('typing', () => {
  const typed = (test: ReturnType<typeof aJournal>, text: string, rater = 'AB') =>
    test.journal.type({
      ...{ action: 'note.write', rater },
      change: { entity: 'note', key: ['a'], after: { text } },
    })

  it('is saved at once and becomes one entry when it is done', () => {
    const test = aJournal()
    for (const text of ['S', 'Sm', 'Smiles']) typed(test, text)
    expect(test.textOf('a')).toBe('Smiles')
    expect(test.service.list({}, { limit: 5 }).entries).toEqual([])
    expect(test.service.verify().problems).toEqual([])
    test.journal.finishDraft('note', ['a'])
    expect(test.service.list({}, { limit: 5 }).entries).toMatchObject([
      { madeUtc: '2024-05-03T10:00:02.000Z', changes: [{ before: null, after: { text: 'Smiles' } }] },
    ])
    expect(test.service.verify().problems).toEqual([])
  })

  it('that comes to nothing leaves no entry', () => {
    const test = aJournal()
    test.put('a', 'before')
    for (const text of ['before it', 'before']) typed(test, text)
    test.service.finishDrafts()
    expect(test.service.list({}, { limit: 5 }).entries).toHaveLength(1)
  })

  it('is the newest step, and undo takes all of it back', () => {
    const test = aJournal()
    test.put('a', 'before')
    typed(test, 'before and after')
    expect(test.service.undoable('AB').undo?.label).toBe('note a')
    test.service.undo('AB')
    expect(test.textOf('a')).toBe('before')
    test.service.redo('AB')
    expect(test.textOf('a')).toBe('before and after')
  })

  it('that was cut off by a crash becomes an entry at the next start', () => {
    const test = aJournal()
    typed(test, 'Smi')
    const again = createJournal(test.deps)
    expect(again.finishDrafts()).toBe(1)
    expect(again.undoable('AB').undo?.label).toBe('note a')
    expect(test.service.verify().problems).toEqual([])
  })

  it('is done when it rests, and not before', () => {
    const test = aJournal()
    typed(test, 'Smiles')
    test.service.finishDrafts('2024-05-03T09:59:59.999Z')
    expect(test.journal.hasDrafts()).toBe(true)
    test.service.finishDrafts('2024-05-03T10:00:00.000Z')
    expect(test.journal.hasDrafts()).toBe(false)
  })

  it('is done before the same thing is changed otherwise, or by another rater', () => {
    const test = aJournal()
    typed(test, 'Smiles')
    typed(test, 'Frowns', 'CD')
    test.put('a', 'Looks away', 'EF')
    const { entries } = test.service.list({}, { limit: 5 })
    expect(entries.map(({ rater }) => rater)).toEqual(['EF', 'CD', 'AB'])
    expect(test.service.verify().problems).toEqual([])
  })
})
