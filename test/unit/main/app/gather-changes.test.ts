import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { changedIds } from '#shared/domain/study.ts'
import type { StudyChange } from '#shared/domain/study.ts'
import { gatherChanges } from '../../../../src-main/app/gather-changes.ts'
import type { Origin } from '../../../../src-main/app/ipc/origin.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const ofClip = (clipId: number): StudyChange => ({
  areas: ['captions', 'library'],
  ids: changedIds({ clips: [clipId] }),
})

function gathering() {
  const told: [StudyChange, Origin | null][] = []
  const changes = gatherChanges((change, origin) => told.push([change, origin]))
  return { told, changes }
}

it('tells what comes close together once, with every object in it', () => {
  const { told, changes } = gathering()
  changes.add(ofClip(1), null)
  changes.add({ areas: ['scores'], ids: changedIds({ visits: [4], scales: ['panss'] }) }, null)
  changes.add(ofClip(1), null)
  vi.runAllTimers()
  const ids = { clips: [1], visits: [4], patients: [], scales: ['panss'] }
  expect(told).toEqual([[{ areas: ['captions', 'library', 'scores'], ids }, null]])
})

it('names nothing where one of them may be anything', () => {
  const { told, changes } = gathering()
  changes.add(ofClip(1), null)
  changes.add({ areas: ['predictions'], ids: null }, null)
  vi.runAllTimers()
  expect(told[0]?.[0].ids).toBeNull()
})

it('does not mix what one request did with what came of others', () => {
  const { told, changes } = gathering()
  const own = { window: 1, request: 7 }
  changes.add(ofClip(1), own)
  changes.add(ofClip(2), own)
  changes.add(ofClip(3), null)
  changes.add(ofClip(4), { window: 1, request: 8 })
  vi.runAllTimers()
  expect(told.map(([{ ids }, origin]) => [ids?.clips, origin?.request ?? null])).toEqual([
    [[1, 2], 7],
    [[3], null],
    [[4], 8],
  ])
})

it('tells nothing of a study that was closed meanwhile', () => {
  const { told, changes } = gathering()
  changes.add(ofClip(1), null)
  changes.forget()
  vi.runAllTimers()
  expect(told).toEqual([])
})
