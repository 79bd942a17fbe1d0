import { expect, it } from 'vitest'
import type { PackSummary } from '#shared/domain/pack.ts'
import { predictionChoice } from '#shared/domain/prediction-choice.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import { fakePack as facePack, fakePromptSet as promptSet } from '../../../helpers/fake-study.ts'

const own: PromptSet = { ...promptSet, id: 2, name: 'Mine', origin: 'user', packId: null }
const sets = [own, promptSet]

it('is what was chosen last', () => {
  const { pack, promptSet: chosen } = predictionChoice([facePack], sets, {
    packId: facePack.id,
    promptSetId: 2,
  })
  expect([pack?.id, chosen?.id]).toEqual([facePack.id, 2])
})

it('is the pack’s own set where the one chosen last has no meaning for the pack', () => {
  const ofAnother: PromptSet = { ...promptSet, id: 3, packId: 'another' }
  const { promptSets, promptSet: chosen } = predictionChoice([facePack], [...sets, ofAnother], {
    packId: facePack.id,
    promptSetId: 3,
  })
  expect(chosen?.id).toBe(promptSet.id)
  expect(promptSets).toEqual(sets)
})

it('is the first pack that works where the chosen one is gone', () => {
  const broken: PackSummary = { ...facePack, id: 'broken', problem: 'A file is gone.' }
  const choice = predictionChoice([broken, facePack], sets, { packId: 'gone', promptSetId: null })
  expect(choice.pack?.id).toBe(facePack.id)
})

it('is nothing without a pack that reads clips', () => {
  const faces: PackSummary = { ...facePack, task: 'face-detection' }
  expect(predictionChoice([faces], sets, { packId: faces.id, promptSetId: null })).toEqual({
    pack: null,
    promptSets: [],
    promptSet: null,
  })
})
