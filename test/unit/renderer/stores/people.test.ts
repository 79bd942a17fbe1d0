import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { useAppStore } from '../../../../src-renderer/stores/app.ts'
import { useLibraryStore } from '../../../../src-renderer/stores/library.ts'
import { usePeopleStore } from '../../../../src-renderer/stores/people.ts'
import { patientOf, sessionMark } from '../../../../src-renderer/stores/people-state.ts'
import { useStudyResources } from '../../../../src-renderer/stores/study-resources.ts'
import { useStudyStore } from '../../../../src-renderer/stores/study.ts'
import { useUndoStore } from '../../../../src-renderer/stores/undo.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import { newsOf } from '../../../../src-shared/ipc/contract/study.ts'
import type { FakeSessionState } from '../../../helpers/fake-people.ts'
import { peopleHandlers } from '../../../helpers/fake-people.ts'
import { makeFakeStudy } from '../../../helpers/fake-study.ts'
import { openWindow } from '../../../helpers/open-window.ts'

async function openPeople(state: FakeSessionState) {
  const { bridge } = openWindow({ study: makeFakeStudy({ patients: 2 }) })
  bridge.use(peopleHandlers(bridge, { 1: state }))
  const people = usePeopleStore()
  await Promise.all([useLibraryStore().load(), useStudyStore().load()])
  await people.read(1)
  const session = () => people.bySession.get(1) ?? expect.fail('session 1 was not read')
  const person = (label: string) =>
    session().people.find((known) => known.label === `Person ${label}`) ?? expect.fail(`no person ${label}`)
  const reads = (): number => bridge.calls.filter(({ channel }) => channel === 'people.get').length
  return { bridge, people, session, person, reads }
}

/** Main says that people changed. */
function tellOfPeople(): void {
  useStudyResources().tell(newsOf(['people']))
}

describe('reading', () => {
  it.each([
    ['not-looked-at', 'not-looked-at'],
    ['nobody', 'nobody'],
    ['undecided', 'undecided'],
    ['proposed', 'proposed'],
    ['confirmed', 'confirmed'],
  ] as const)('marks a session that is %s', async (state, mark) => {
    const { session } = await openPeople(state)
    expect(sessionMark(session())).toBe(mark)
  })

  it('asks main once, and again after it told of a change', async () => {
    const { people, reads } = await openPeople('proposed')
    await Promise.all([people.read(1), people.read(1)])
    expect(reads()).toBe(1)
    tellOfPeople()
    await Promise.all([people.read(1), people.read(1)])
    expect(reads()).toBe(2)
  })

  it('does not take an answer that is older than the news', async () => {
    const { people, reads } = await openPeople('proposed')
    tellOfPeople()
    const reading = people.read(1)
    tellOfPeople()
    await reading
    expect(reads()).toBe(3)
  })

  it('keeps the sentence of a failure until it is tried again', async () => {
    const { bridge, people } = await openPeople('proposed')
    const get = peopleHandlers(bridge)['people.get']
    bridge.use({
      'people.get': () => {
        throw new AppError('study-damaged', 'The faces of this session cannot be read.')
      },
    })
    await people.read(2)
    await people.read(2)
    expect(people.failures.get(2)).toBe('The faces of this session cannot be read.')
    bridge.use(get === undefined ? {} : { 'people.get': get })
    await people.retry(2)
    expect(people.failures.get(2)).toBeUndefined()
    expect(people.bySession.get(2)?.people).not.toHaveLength(0)
  })
})

describe('steps', () => {
  it('make somebody the patient, and take it back and do it again', async () => {
    const { people, session, person } = await openPeople('proposed')
    const step = { kind: 'role', personId: person('B').id, role: 'patient' } as const
    await people.edit(1, step)
    expect(patientOf(session())).toMatchObject({ label: 'Person B', confirmed: true })
    expect(useAppStore().savedUtc).not.toBeNull()
    await useUndoStore().undo()
    expect([useViewStore().view, useViewStore().sessionId]).toEqual(['people', 1])
    tellOfPeople()
    await people.read(1)
    expect(patientOf(session())).toMatchObject({ label: 'Person A', confirmed: false })
    await useUndoStore().redo()
    tellOfPeople()
    await people.read(1)
    expect(patientOf(session())?.label).toBe('Person B')
  })

  it('make two people one', async () => {
    const { people, session, person } = await openPeople('proposed')
    const tracks = person('A').tracks.length + person('B').tracks.length
    await people.edit(1, { kind: 'merge', personIds: [person('A').id, person('B').id] })
    expect(person('A').tracks).toHaveLength(tracks)
    expect(session().people.map(({ label }) => label)).not.toContain('Person B')
  })

  it('leave everything as it was when main refuses', async () => {
    const { bridge, people, session, person } = await openPeople('proposed')
    const before = session()
    bridge.use({
      'people.edit': () => {
        throw new AppError('conflict', 'These people were changed meanwhile.')
      },
    })
    const step = { kind: 'role', personId: person('B').id, role: 'patient' } as const
    await expect(people.edit(1, step)).rejects.toThrow('changed meanwhile')
    expect(session()).toBe(before)
    expect(useUndoStore().canUndo).toBe(false)
  })
})

describe('predictions of a former choice', () => {
  it('are told of once another is the patient, and no more when that is undone', async () => {
    const { people, person } = await openPeople('confirmed')
    const predicted = useLibraryStore()
      .clipsBySession.get(1)
      ?.filter((clip) => clip.predicted).length
    expect(people.outdatedClips(1)).toBe(0)
    const step = { kind: 'role', personId: person('B').id, role: 'patient' } as const
    await people.edit(1, step)
    expect(people.outdatedClips(1)).toBe(predicted)
    await useUndoStore().undo()
    tellOfPeople()
    await people.read(1)
    expect(people.outdatedClips(1)).toBe(0)
  })

  it('stay what they are when the proposed patient is confirmed', async () => {
    const { people, person } = await openPeople('proposed')
    const step = { kind: 'role', personId: person('A').id, role: 'patient' } as const
    await people.edit(1, step)
    expect(people.outdatedClips(1)).toBe(0)
  })

  it('change with a track that the patient loses', async () => {
    const { people, person } = await openPeople('confirmed')
    const [track] = person('A').tracks
    const trackIds = track === undefined ? [] : [track.id]
    await people.edit(1, { kind: 'assign', trackIds, personId: null })
    expect(people.outdatedClips(1)).toBeGreaterThan(0)
  })
})

it('keeps the paths of the last few videos', async () => {
  const { people } = await openPeople('proposed')
  expect(people.pathsOf(1)).toEqual([])
  for (const videoId of [1, 2, 3, 1, 4, 5, 6, 7]) await people.readPaths(videoId)
  expect(people.pathsOf(1)).not.toHaveLength(0)
  expect(people.pathsOf(2)).toEqual([])
})
