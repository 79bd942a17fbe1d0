import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { NewPromptSet, PromptReading, PromptSet } from '#shared/domain/prompt-set.ts'
import { request } from '../api/client.ts'
import { defineStudyResource } from './study-resources.ts'

/** Sets of classes described in words: those of the packs and the user's own. */
export const usePromptsStore = defineStore('prompts', () => {
  const promptSets = shallowRef<readonly PromptSet[]>([])
  const isLoaded = shallowRef(false)

  async function load(): Promise<void> {
    promptSets.value = await request('promptSet.list')
    isLoaded.value = true
  }

  async function create(promptSet: NewPromptSet): Promise<PromptSet> {
    const created = await request('promptSet.create', promptSet)
    promptSets.value = [...promptSets.value.filter((known) => known.id !== created.id), created]
    return created
  }

  async function remove(promptSetId: number): Promise<void> {
    await request('promptSet.delete', { promptSetId })
    promptSets.value = promptSets.value.filter((known) => known.id !== promptSetId)
  }

  /** What a pack makes of each sentence, in the order given. */
  function read(packId: string, sentences: readonly string[]): Promise<PromptReading[]> {
    return request('promptSet.read', { packId, sentences: [...sentences] })
  }

  defineStudyResource({
    areas: ['prompts'],
    // Which of them the library's estimates are of.
    load,
    clear: () => {
      promptSets.value = []
      isLoaded.value = false
    },
    failure: 'The prompt sets could not be read',
  })

  return { promptSets, isLoaded, load, create, remove, read }
})
