import { expect, test } from 'vitest'
import type { RatedPair } from '#core/areas/severity/agreement.ts'
import { createStatisticsThread, statisticsHere } from '#core/areas/severity/statistics.ts'
import type { TrainingSet } from '#core/areas/severity/training-set.ts'
import { createPauseGate } from '#core/async/pause-gate.ts'
import { createRandom } from '#core/statistics/random.ts'

function pairsOf(count: number, visitsEach: number): RatedPair[] {
  const random = createRandom(7)
  return Array.from({ length: count }, (_, row) => ({
    patientCode: `P${String(Math.floor(row / visitsEach))}`,
    visitLabel: `visit ${String(1 + (row % visitsEach))}`,
    ratingA: 1 + Math.floor(random() * 7),
    ratingB: 1 + Math.floor(random() * 7),
  }))
}

function fitInput(patients: number) {
  const random = createRandom(11)
  const features = Array.from({ length: patients }, (_, row) => ({
    sessionId: row + 1,
    patientCode: `P${String(row)}`,
    values: Float64Array.from({ length: 6 }, () => random()),
    nClips: 2,
    faceShare: 0.9,
  }))
  const item = { id: 'face', column: 'face', name: 'Face', min: 1, max: 7, faceVisible: true }
  const set: TrainingSet = {
    ...{ item, rows: features, raters: ['AB'] },
    ...{
      ratings: features.map(({ values }) => 1 + 5 * (values[0] ?? 0)),
      synthetic: false,
      flow: null,
      nUnblinded: 0,
      nConsensus: 0,
    },
    ...{ nPatients: patients, nClips: 2 * patients },
  }
  return { sets: [set], features }
}

test('agreement and fits are the same to the last bit in the thread as here', async () => {
  const thread = createStatisticsThread()
  for (const pairs of [pairsOf(12, 1), pairsOf(24, 2), pairsOf(2, 1)]) {
    expect(await thread.agreement(pairs)).toEqual(await statisticsHere.agreement(pairs))
  }
  const steps: [number, number][] = []
  const control = {
    signal: new AbortController().signal,
    progress: (done: number, total: number) => void steps.push([done, total]),
  }
  const there = await thread.fit(fitInput(9), control)
  expect(steps.at(-1)).toEqual([9, 9])
  expect(there).toEqual(await statisticsHere.fit(fitInput(9), control))
})

test('a later agreement takes the place of one under way, and gets its answer', async () => {
  const thread = createStatisticsThread()
  const first = thread.agreement(pairsOf(400, 2))
  const second = thread.agreement(pairsOf(10, 1))
  await expect(first).rejects.toMatchObject({ code: 'cancelled' })
  expect(await second).toEqual(await statisticsHere.agreement(pairsOf(10, 1)))
})

test('a fit that is cancelled ends at once, in both places, and agreement beside it goes on', async () => {
  for (const statistics of [createStatisticsThread(), statisticsHere]) {
    const controller = new AbortController()
    const progress = (done: number): void => {
      if (done === 2) controller.abort()
    }
    const fit = statistics.fit(fitInput(30), { signal: controller.signal, progress })
    const agreement = statistics.agreement(pairsOf(4, 1))
    await expect(fit).rejects.toMatchObject({ name: 'AbortError' })
    expect((await agreement).icc21.nSessions).toBe(4)
  }
})

test('a fit that is held waits in both places, goes on to the same numbers, and can be cancelled while it is held', async () => {
  const thread = createStatisticsThread()
  const undisturbed = statisticsHere.fit(fitInput(9), {
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  for (const statistics of [thread, statisticsHere]) {
    const begin = () => {
      const gate = createPauseGate()
      const abort = new AbortController()
      const steps: number[] = []
      const stages: string[] = []
      const progress = (done: number): void => {
        steps.push(done)
        if (steps.length === 3) gate.close()
      }
      const stage = (name: string): void => void stages.push(name)
      const fit = statistics.fit(fitInput(9), { signal: abort.signal, gate, progress, stage })
      return { gate, abort, steps, stages, fit }
    }
    /** Whoever is answered knows that the other had its turns, too. */
    const someTurns = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn++) await statistics.agreement(pairsOf(4, 1))
    }
    const held = begin()
    await expect.poll(() => held.steps.length).toBeGreaterThanOrEqual(3)
    await someTurns()
    const before = held.steps.length
    await someTurns()
    expect(held.steps).toHaveLength(before)
    // How far a thread has come when it hears of it is its own affair; it goes on to more when it may.
    expect(held.stages[0]).toBe('Leaving out pairs of patients')
    const heldAt = held.stages.length
    held.gate.open()
    expect(await held.fit).toEqual(await undisturbed)
    expect(held.stages.length).toBeGreaterThan(heldAt)
    const cancelled = begin()
    const ended = expect(cancelled.fit).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => cancelled.steps.length).toBeGreaterThanOrEqual(3)
    await someTurns()
    cancelled.abort.abort()
    cancelled.gate.open()
    await ended
    await someTurns()
  }
})
