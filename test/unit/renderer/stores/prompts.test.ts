import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { usePromptsStore } from '../../../../src-renderer/stores/prompts.ts'
import { createFakeBridge } from '../../../helpers/fake-bridge.ts'
import { reviewHandlers } from '../../../helpers/fake-review.ts'

beforeEach(() => {
  setActivePinia(createPinia())
  const bridge = createFakeBridge()
  bridge.use(reviewHandlers(bridge))
  Object.assign(window, { bridge })
})

const made = {
  name: 'Mine',
  classes: [
    { label: 'warm', sentence: 'a warm smile' },
    { label: 'flat', sentence: 'no movement' },
  ],
}

it('adds a set of the user’s own and takes it away again', async () => {
  const prompts = usePromptsStore()
  await prompts.load()
  const created = await prompts.create(made)
  expect(prompts.promptSets.map((set) => set.name)).toEqual(['Seven expressions', 'Mine'])
  await prompts.remove(created.id)
  expect(prompts.promptSets.map((set) => set.name)).toEqual(['Seven expressions'])
})

it('answers what a pack makes of each sentence, in order', async () => {
  const readings = await usePromptsStore().read('face-api-7', ['a warm smile', 'nothing at all'])
  expect(readings.map((reading) => reading.kind)).toEqual(['mapped', 'refused'])
})
