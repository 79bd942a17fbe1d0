import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { request } from '../../../../src-renderer/api/client.ts'
import { useCutStore } from '../../../../src-renderer/stores/cut.ts'
import { useLibraryStore } from '../../../../src-renderer/stores/library.ts'
import { usePredictionsStore } from '../../../../src-renderer/stores/predictions.ts'
import { usePromptsStore } from '../../../../src-renderer/stores/prompts.ts'
import { useRatersStore } from '../../../../src-renderer/stores/raters.ts'
import { useScoresStore } from '../../../../src-renderer/stores/scores.ts'
import {
  concernsClip,
  defineStudyResource,
  useStudyResources,
} from '../../../../src-renderer/stores/study-resources.ts'
import { useStudyStore } from '../../../../src-renderer/stores/study.ts'
import { changedIds, studyAreas } from '../../../../src-shared/domain/study.ts'
import type { ChangedIds, StudyArea } from '../../../../src-shared/domain/study.ts'
import type { IpcChannel, IpcRequest } from '../../../../src-shared/ipc/contract.ts'
import { newsOf } from '../../../../src-shared/ipc/contract/study.ts'
import type { FakeOptions } from '../../../helpers/fake-bridge.ts'
import { cutHandlers } from '../../../helpers/fake-cut.ts'
import { openWindow } from '../../../helpers/open-window.ts'

async function openStudy(options: FakeOptions = {}) {
  const { bridge } = openWindow(options)
  await useStudyStore().load()
  return { bridge, resources: useStudyResources() }
}

const clipNews = (clipId: number) => ({ ...newsOf(['library']), ids: changedIds({ clips: [clipId] }) })

describe('news', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are read by who shows one of their areas, with the ids that they name', async () => {
    const { resources } = await openStudy()
    const refresh = vi.fn<(ids: ChangedIds | null) => undefined>()
    defineStudyResource({ areas: ['captions', 'library'], refresh })
    resources.tell(newsOf(['scores']))
    expect(refresh).not.toHaveBeenCalled()
    resources.tell(clipNews(3))
    resources.tell(newsOf(['captions', 'library']))
    expect(refresh.mock.calls).toEqual([[changedIds({ clips: [3] })], [null]])
  })

  it('that come faster than they are to be read are read together', async () => {
    const { resources } = await openStudy()
    const refresh = vi.fn<(ids: ChangedIds | null) => undefined>()
    defineStudyResource({ areas: ['library'], refresh, everyMs: 800 })
    for (const clipId of [1, 2, 3]) resources.tell(clipNews(clipId))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(refresh.mock.calls).toEqual([[changedIds({ clips: [1] })], [changedIds({ clips: [2, 3] })]])
  })

  it('of a study that was left meanwhile are not read in the next', async () => {
    const { resources } = await openStudy()
    const refresh = vi.fn<(ids: ChangedIds | null) => undefined>()
    defineStudyResource({ areas: ['library'], refresh, everyMs: 800 })
    for (const clipId of [1, 2]) resources.tell(clipNews(clipId))
    await resources.open()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(refresh.mock.calls).toEqual([[changedIds({ clips: [1] })]])
  })

  it('concern a screen as long as it is shown', async () => {
    const { resources } = await openStudy()
    const refresh = vi.fn<() => undefined>()
    const screen = effectScope()
    screen.run(() => defineStudyResource({ areas: ['library'], refresh }))
    resources.tell(newsOf(['library']))
    screen.stop()
    resources.tell(newsOf(['library']))
    expect(refresh).toHaveBeenCalledTimes(1)
  })
})

describe('what the window did itself', () => {
  const classes = ['smile', 'frown'].map((label) => ({ label, sentence: `a ${label}` }))
  const promptSet = { name: 'Smiles', classes }
  const edit = { kind: 'exclude' as const, clipIds: [1], excluded: true }
  const steps: [IpcChannel, IpcRequest<IpcChannel>, StudyArea[], IpcChannel][] = [
    ['cut.edit', { videoId: 1, edit }, ['clips', 'library', 'captions', 'predictions'], 'cut.state'],
    ['promptSet.create', promptSet, ['prompts', 'library', 'predictions'], 'promptSet.list'],
    ['promptSet.delete', { promptSetId: 1 }, ['prompts', 'library', 'predictions'], 'promptSet.list'],
    ['rater.create', { code: 'XY' }, ['raters'], 'rater.list'],
    ['scale.add', undefined, ['scales', 'scores'], 'scale.list'],
  ]

  it.each(steps)(
    'by %s is not asked for again, and is when others do it',
    async (channel, payload, areas, list) => {
      const { bridge, resources } = await openStudy()
      bridge.use({
        ...cutHandlers(bridge),
        'promptSet.create': (set) => ({ ...set, id: 90, packId: null, frameStride: null, origin: 'user' }),
        'promptSet.delete': () => null,
      })
      const [cut, library] = [useCutStore(), useLibraryStore()]
      for (const hold of [usePromptsStore, useRatersStore, useScoresStore]) hold()
      await resources.open()
      cut.keepUpToDate()
      await cut.open(library.clips[0]?.videoId ?? 0)
      const asked = (): number => bridge.calls.filter((call) => call.channel === list).length
      // What the table above cannot say in types: a request of its channel.
      await (request as (name: IpcChannel, payload: unknown) => Promise<unknown>)(channel, payload)
      const before = asked()
      resources.tell({ ...newsOf(areas), by: bridge.numberOf(channel) })
      expect(asked()).toBe(before)
      resources.tell(newsOf(areas))
      expect(asked()).toBe(before + 1)
    },
  )
})

describe('another study', () => {
  it('has nothing of the one before, whose clips have the same numbers', async () => {
    const { bridge, resources } = await openStudy()
    const predictions = usePredictionsStore()
    const clip = { clipId: 1, packId: 'face-api-7', promptSetId: 1 }
    await predictions.show(clip)
    await resources.open()
    expect(predictions.state).toEqual({ status: 'none' })
    const before = bridge.calls.length
    await predictions.show(clip)
    expect(bridge.calls.slice(before).map(({ channel }) => channel)).toEqual(['prediction.get'])
  })

  it('is read once what was held of the other is gone', async () => {
    const { resources } = await openStudy()
    const log: string[] = []
    for (const name of ['a', 'b']) {
      defineStudyResource({
        areas: studyAreas,
        clear: () => void log.push(`clear ${name}`),
        load: () => Promise.resolve(log.push(`load ${name}`)),
      })
    }
    await resources.open()
    expect(log).toEqual(['clear a', 'clear b', 'load a', 'load b'])
  })
})

it.each([
  [null, true],
  [changedIds({}), false],
  [changedIds({ clips: [3] }), true],
  [changedIds({ clips: [4], visits: [8] }), false],
  [changedIds({ visits: [7] }), true],
  [changedIds({ patients: [1] }), true],
])('what changed (%o) concerns clip 3 of visit 7: %s', (ids, isConcerned) => {
  expect(concernsClip(ids, { clipId: 3, sessionId: 7 })).toBe(isConcerned)
})
