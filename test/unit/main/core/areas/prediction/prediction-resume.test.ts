import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '#core/db/open.ts'
import { createPauseGate } from '#core/async/pause-gate.ts'
import { createRunRepository } from '#core/areas/study/run-repository.ts'
import { nextTurn } from '#core/async/next-turn.ts'
import { AppError } from '#shared/errors.ts'
import { aPrediction, now, packId, preferencesByDefault } from '../../../../../helpers/a-prediction.ts'
import {
  embeddingOf,
  fakePack,
  fakeWindowPack,
  windowsOf,
  withoutFace,
} from '../../../../../helpers/fake-inference.ts'
import type { FakeAnswer } from '../../../../../helpers/fake-inference.ts'
import { watchedControl } from '../../../../../helpers/memory-study.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'
import { thorough } from '../../../../../helpers/thorough.ts'

function connect(folder: string): Database {
  const file = join(folder, 'study.sqlite')
  const { db, close } = openDatabase({ file, sqliteBinding: null, create: true })
  onTestFinished(close)
  // What a killed process wrote is there without it; a power cut is not what is tested.
  db.pragma('synchronous = OFF')
  return db
}

/** A study on disk whose files can be put aside as they are at a moment: what a killed process leaves. */
function mortalStudy() {
  const folder = tempFolder()
  const left = tempFolder()
  return {
    db: connect(folder),
    kill: (): void => {
      for (const name of ['study.sqlite', 'study.sqlite-wal'])
        copyFileSync(join(folder, name), join(left, name))
    },
    reopen: () => connect(left),
  }
}

/** Answers by `answer`, and counts how often each clip was looked at to its end. */
function countingAnswer(
  answer: (clipId: number) => FakeAnswer = (clipId) => embeddingOf(clipId, [clipId, 0]),
) {
  const times = new Map<number, number>()
  return {
    times,
    answer: ({ clipId }: { clipId: number }): FakeAnswer => {
      const found = answer(clipId)
      if (!(found instanceof Error)) times.set(clipId, (times.get(clipId) ?? 0) + 1)
      return found
    },
    everyOnce: (clipIds: readonly number[]): boolean =>
      times.size === clipIds.length && clipIds.every((clipId) => times.get(clipId) === 1),
  }
}

/** Cancels once so many clips are through. */
const cancelledAfter = (clips: number) =>
  watchedControl(({ steps, abort }) => {
    if (steps.at(-1)?.[0] === clips) abort.abort()
  })

const countOf = (db: Database, table: string): unknown =>
  db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()

const isRising = (steps: readonly [number, number][]): boolean =>
  steps.every(([done], index) => done >= (steps[index - 1]?.[0] ?? 0))

describe('a killed run', () => {
  test('over very many clips goes on where it stopped: no clip is looked at twice, none is left out', async () => {
    const total = thorough(1000, 10_000)
    const killedAt = thorough(654, 6543)
    const tenth = total / 10
    const { db, kill, reopen } = mortalStudy()
    const life = { isFirst: true }
    const { answer, everyOnce } = countingAnswer((clipId) => {
      if (clipId === killedAt && life.isFirst) {
        kill()
        return new Error('killed')
      }
      if (clipId % tenth === 1) return { code: 'media-unreadable', message: `No picture in ${clipId}.` }
      return clipId % tenth === 2 ? withoutFace(clipId) : embeddingOf(clipId, [1, clipId % 7])
    })
    const { start, clipIds, promptSetId, inference, findPeople } = aPrediction({ db, clips: total, answer })
    await findPeople()
    const killed = start().run({ clipIds: null, packId, promptSetId }, watchedControl())
    await expect(killed).rejects.toThrow('killed')

    life.isFirst = false
    const found = reopen()
    const service = start({ db: found })
    const done = killedAt - 1
    const startedUtc = now().toISOString()
    expect(service.interrupted()).toEqual({
      ...{ runId: 1, packId, promptSetName: 'Directions', startedUtc, done, total },
    })
    const control = watchedControl()
    const result = await service.resume(1, control)

    expect(everyOnce(clipIds)).toBe(true)
    // The clip that was in work when the process was killed is the only one that was begun twice.
    expect(inference.looked).toHaveLength(total + 1)
    expect(result).toMatchObject({ predicted: total - done - 6, reused: 0 })
    expect(result.failed).toHaveLength(6)
    expect([control.steps[0], control.steps.at(-1)]).toEqual([
      [done, total],
      [total, total],
    ])
    expect(isRising(control.steps)).toBe(true)
    expect(createRunRepository(found).list()).toMatchObject([
      { id: 1, status: 'done', message: `20 of ${String(total)} clips could not be predicted.` },
    ])
    const counts = ['predictions', 'embeddings', 'pending_clips'].map((table) => countOf(found, table))
    expect(counts).toEqual([total - 20, total - 10, 0])
    expect(service.interrupted()).toBeNull()
  }, 240_000)

  test('that was paused does as well, and can be paused again', async () => {
    const { db, kill, reopen } = mortalStudy()
    const { answer, everyOnce, times } = countingAnswer()
    const { start, clipIds, promptSetId, findPeople } = aPrediction({ db, clips: 40, answer })
    await findPeople()
    const paused = (clips: number) => {
      const gate = createPauseGate()
      const control = watchedControl(({ steps }) => {
        if (steps.at(-1)?.[0] === clips) gate.close()
      })
      return { gate, control: { ...control, gate }, abort: control.abort }
    }
    const held = async (count: number): Promise<void> => {
      await expect.poll(() => times.size).toBe(count)
      for (let turn = 0; turn < 20; turn += 1) await nextTurn()
      expect(times.size).toBe(count)
    }
    const first = paused(15)
    const firstLife = start().run({ clipIds: null, packId, promptSetId }, first.control)
    await held(15)
    kill()
    first.abort.abort()
    first.gate.open()
    await expect(firstLife).rejects.toMatchObject({ code: 'cancelled' })

    const service = start({ db: reopen() })
    const second = paused(30)
    const secondLife = service.resume(service.interrupted()?.runId ?? NaN, second.control)
    await held(30)
    second.gate.open()
    expect(await secondLife).toMatchObject({ predicted: 25, reused: 0 })
    expect(everyOnce(clipIds)).toBe(true)
  })

  test('takes up stored passes again without looking, and is not held up by those that it took before', async () => {
    const { start, inference, addSet, promptSetId, clipIds } = aPrediction({ clips: 120 })
    await start().run({ clipIds: null, packId, promptSetId }, watchedControl())
    const other = addSet('Turned', ['down', 'up'])
    const cut = start().run({ clipIds: null, packId, promptSetId: other }, cancelledAfter(70))
    await expect(cut).rejects.toMatchObject({ code: 'cancelled' })
    const service = start()
    expect(service.interrupted()).toMatchObject({ promptSetName: 'Turned', done: 70, total: 120 })
    const result = await service.resume(2, watchedControl())
    expect(result).toEqual({ predicted: 0, reused: 50, failed: [] })
    expect(inference.looked).toEqual(clipIds)
  })
})

describe('a cancelled run', () => {
  test('is resumed as one and the same run, which names all that computed for it', async () => {
    const { answer, everyOnce } = countingAnswer()
    const { db, start, clipIds, promptSetId, findPeople } = aPrediction({ clips: 6, answer })
    await findPeople()
    const cut = start().run({ clipIds: null, packId, promptSetId }, cancelledAfter(2))
    await expect(cut).rejects.toMatchObject({ code: 'cancelled' })
    const newer = start({
      appVersion: '0.2.0',
      preferences: () => ({
        ...preferencesByDefault,
        engine: { precision: 'int8', provider: 'webgpu', memoryMb: null },
      }),
    })
    expect(await newer.resume(1, watchedControl())).toEqual({ predicted: 4, reused: 0, failed: [] })
    expect(everyOnce(clipIds)).toBe(true)
    expect(createRunRepository(db).list()).toMatchObject([
      {
        status: 'done',
        message: null,
        provider: 'cpu, webgpu',
        appVersion: '0.1.0, 0.2.0',
        finishedUtc: now().toISOString(),
        parameters: { precision: 'fp32', clips: 6 },
      },
    ])
    expect(newer.stored(null).map(({ provenance }) => provenance.runId)).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('can be cancelled and resumed again', async () => {
    const { answer, everyOnce } = countingAnswer()
    const { db, service, clipIds, promptSetId, findPeople } = aPrediction({ clips: 6, answer })
    await findPeople()
    const cut = service.run({ clipIds: null, packId, promptSetId }, cancelledAfter(2))
    await expect(cut).rejects.toMatchObject({ code: 'cancelled' })
    await expect(service.resume(1, cancelledAfter(5))).rejects.toMatchObject({ code: 'cancelled' })
    expect(service.interrupted()).toMatchObject({ runId: 1, done: 5, total: 6 })
    await service.resume(1, watchedControl())
    expect(everyOnce(clipIds)).toBe(true)
    expect(createRunRepository(db).list()).toMatchObject([{ id: 1, status: 'done' }])
  })

  test('goes on with the sampling that it began with, whatever was set since', async () => {
    const { start, inference, promptSetId, findPeople } = aPrediction({
      clips: 4,
      pack: fakeWindowPack(),
      answer: ({ clipId }) => windowsOf(clipId, [1, 2]),
    })
    await findPeople()
    const windows = { kind: 'random', seed: 5 } as const
    const cut = start().run({ clipIds: null, packId, promptSetId, windows }, cancelledAfter(2))
    await expect(cut).rejects.toMatchObject({ code: 'cancelled' })
    await start({ preferences: () => ({ ...preferencesByDefault, windowStride: 1 }) }).resume(
      1,
      watchedControl(),
    )
    const [first, second] = inference.requests
    expect(second).toEqual(first)
    expect(second?.sampling).toMatchObject({ windows })
  })
})

test('a run that inference gave up can be resumed when it works again', async () => {
  const state = { isBroken: true }
  const { answer, everyOnce } = countingAnswer((clipId) =>
    clipId === 2 && state.isBroken ? new AppError('host-crashed', 'It ended.') : embeddingOf(clipId, [1, 0]),
  )
  const { service, promptSetId, clipIds } = aPrediction({ answer })
  const failed = service.run({ clipIds: null, packId, promptSetId }, watchedControl())
  await expect(failed).rejects.toMatchObject({ code: 'host-crashed' })
  state.isBroken = false
  await service.resume(service.interrupted()?.runId ?? NaN, watchedControl())
  expect(everyOnce(clipIds)).toBe(true)
})

describe('what cannot be resumed', () => {
  async function cutOff(clips = 3) {
    const prediction = aPrediction({ clips })
    const { service, promptSetId, findPeople } = prediction
    await findPeople()
    const cut = service.run({ clipIds: null, packId, promptSetId }, cancelledAfter(1))
    await expect(cut).rejects.toMatchObject({ code: 'cancelled' })
    return prediction
  }

  test('is a run that came to its end, and one that never was', async () => {
    const { service, promptSetId } = aPrediction()
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(service.interrupted()).toBeNull()
    for (const runId of [1, 99]) {
      await expect(service.resume(runId, watchedControl())).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  test('is one whose pack was changed or is gone, which stays on offer', async () => {
    const { start, inference } = await cutOff()
    const changed = start({ pack: fakePack('2.0.0', 'b'.repeat(64)) })
    await expect(changed.resume(1, watchedControl())).rejects.toMatchObject({
      code: 'conflict',
      message:
        'The model pack “Two numbers” was changed since this prediction began, so the rest would not be like what is there. Start a new prediction.',
    })
    const other = fakePack()
    const gone = start({ pack: { ...other, manifest: { ...other.manifest, id: 'another' } } })
    await expect(gone.resume(1, watchedControl())).rejects.toMatchObject({ code: 'not-found' })
    expect(gone.interrupted()).toMatchObject({ runId: 1, done: 1, total: 3 })
    expect(inference.looked).toHaveLength(1)
  })

  test('is one that is at work', async () => {
    const { service, promptSetId } = aPrediction()
    const gate = createPauseGate()
    gate.close()
    const running = service.run({ clipIds: null, packId, promptSetId }, { ...watchedControl(), gate })
    await nextTurn()
    expect(service.interrupted()).toBeNull()
    await expect(service.resume(1, watchedControl())).rejects.toMatchObject({ code: 'conflict' })
    expect(() => {
      service.dismiss(1)
    }).toThrow(expect.objectContaining({ code: 'conflict' }))
    gate.open()
    expect(await running).toMatchObject({ predicted: 3 })
  })

  test('is one that was dismissed, which keeps what it did', async () => {
    const { service } = await cutOff()
    service.dismiss(1)
    expect(service.interrupted()).toBeNull()
    expect(service.stored(null)).toHaveLength(1)
    await expect(service.resume(1, watchedControl())).rejects.toMatchObject({ code: 'not-found' })
  })

  test('is what a later prediction of the same pack and prompt set took over', async () => {
    const { service, promptSetId, addSet, clipIds, inference } = await cutOff()
    const other = addSet('Other', ['down', 'up'])
    await service.run({ clipIds: null, packId, promptSetId: other }, watchedControl())
    expect(service.interrupted()).toMatchObject({ runId: 1, done: 1 })
    await service.run({ clipIds: clipIds.slice(1, 2), packId, promptSetId }, watchedControl())
    expect(service.interrupted()).toMatchObject({ runId: 1, done: 2 })
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(service.interrupted()).toBeNull()
    expect(inference.looked).toEqual(clipIds)
  })
})
