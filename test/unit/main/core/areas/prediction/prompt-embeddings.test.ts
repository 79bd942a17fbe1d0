import { expect, test } from 'vitest'
import { rowsOf } from '../../../../../helpers/open-test-db.ts'
import { aPrediction, packId } from '../../../../../helpers/a-prediction.ts'
import { fakePack } from '../../../../../helpers/fake-inference.ts'
import { watchedControl } from '../../../../../helpers/memory-study.ts'

test('sentences that clips are only looked at with are encoded once, and not kept in the study', async () => {
  const { service, db, inference, addSet, promptSetId, clipIds } = aPrediction({ clips: 2 })
  await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
  const other = addSet('Other', ['up above', 'down below'])
  for (const clipId of clipIds) await service.get({ clipId, packId, promptSetId: other })
  expect(inference.read).toEqual(['up', 'down', 'up above', 'down below'])
  expect(rowsOf(db, 'text_embeddings')).toHaveLength(2)
})

test('a sentence is encoded once, also for another prompt set and after the study was opened again', async () => {
  const { start, inference, addSet, promptSetId, clipIds } = aPrediction({ clips: 1 })
  const clipId = clipIds[0] ?? NaN
  await start().run({ clipIds: null, packId, promptSetId }, watchedControl())
  const more = addSet('More', ['down', 'up', 'up there'])
  const before = await start().get({ clipId, packId, promptSetId })
  const prediction = await start().get({ clipId, packId, promptSetId: more })
  expect(inference.read).toEqual(['up', 'down', 'up there'])
  const [up = NaN, down = NaN] = before?.probabilities ?? []
  const sum = down + 2 * up
  prediction?.probabilities.forEach((probability, index) => {
    expect(probability).toBeCloseTo(([down, up, up][index] ?? NaN) / sum, 12)
  })
  expect(prediction?.probabilities).toHaveLength(3)
})

test('a sentence is encoded anew for another pack and another precision', async () => {
  const { start, inference, promptSetId } = aPrediction({ clips: 1 })
  const request = { clipIds: null, packId, promptSetId }
  await start().run(request, watchedControl())
  await start().run({ ...request, engine: { precision: 'int8' } }, watchedControl())
  await start({ pack: fakePack('2.0.0', 'b'.repeat(64)) }).run(request, watchedControl())
  expect(inference.read).toEqual(['up', 'down', 'up', 'down', 'up', 'down'])
})

test('two views that ask at once have a sentence encoded once', async () => {
  const { service, inference, addSet, promptSetId, clipIds } = aPrediction({ clips: 2 })
  await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
  const other = addSet('Other', ['up above', 'down below'])
  await Promise.all(clipIds.map((clipId) => service.get({ clipId, packId, promptSetId: other })))
  expect(inference.read).toEqual(['up', 'down', 'up above', 'down below'])
})

test('words are compared in the precision of the pass, and in another where that cannot be had', async () => {
  const { service, db, inference, addSet, promptSetId, clipIds } = aPrediction({ clips: 1 })
  const clipId = clipIds[0] ?? NaN
  await service.run({ clipIds: null, packId, promptSetId, engine: { precision: 'int8' } }, watchedControl())
  await service.get({ clipId, packId, promptSetId: addSet('Other', ['up above', 'down below']) })
  expect(inference.choices.map(({ precision }) => precision)).toEqual(['int8', 'int8'])
  // As after a pass on a graphics card of another machine.
  db.exec(`UPDATE runs SET parameters_json = json_set(parameters_json, '$.precision', 'fp16')`)
  const prediction = await service.get({ clipId, packId, promptSetId: addSet('Third', ['up on', 'down on']) })
  expect(prediction?.topClass).toBe('up on')
  expect(inference.choices.map(({ precision }) => precision)).toEqual(['int8', 'int8', 'fp16', null])
})

test('known words need no engine', async () => {
  const { service, inference, addSet, promptSetId, clipIds } = aPrediction({ clips: 1 })
  const clipId = clipIds[0] ?? NaN
  await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
  expect(await service.get({ clipId, packId, promptSetId: addSet('Turned', ['down', 'up']) })).not.toBeNull()
  expect(inference.choices).toHaveLength(1)
})

test('what is being typed is read and not kept', async () => {
  const { service, db, inference, promptSetId } = aPrediction({ clips: 1 })
  await service.readPrompts(packId, ['up and', 'up and away', 'up and'])
  expect([rowsOf(db, 'text_embeddings'), rowsOf(db, 'packs')]).toEqual([[], []])
  await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
  const readings = await service.readPrompts(packId, ['up', 'up and'])
  expect(readings).toEqual(
    ['up', 'up and'].map((sentence) => ({ kind: 'embedded', sentence, tokenCount: 1 })),
  )
  expect(rowsOf(db, 'text_embeddings')).toHaveLength(2)
  expect(inference.read).toEqual(['up and', 'up and away', 'up', 'down', 'up and'])
})
