import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Anchors } from '#shared/domain/anchors.ts'
import { request } from '../api/client.ts'
import { defineStudyResource } from './study-resources.ts'

/** The site's anchor texts of the scale that is being rated. */
export const useAnchorsStore = defineStore('anchors', () => {
  const scaleId = shallowRef<string | null>(null)
  const anchors = shallowRef<Anchors | null>(null)

  /** Shows nothing of another scale meanwhile. */
  async function load(id: string): Promise<void> {
    if (scaleId.value !== id) anchors.value = null
    scaleId.value = id
    const loaded = await request('scale.anchors', { scaleId: id })
    if (scaleId.value === id) anchors.value = loaded
  }

  /** Null when the user cancelled the file dialog. */
  async function loadFile(id: string): Promise<Anchors | null> {
    const loaded = await request('scale.loadAnchors', { scaleId: id })
    if (loaded !== null && scaleId.value === id) anchors.value = loaded
    return loaded
  }

  async function remove(id: string): Promise<void> {
    await request('scale.removeAnchors', { scaleId: id })
    if (scaleId.value === id) anchors.value = null
  }

  function clear(): void {
    scaleId.value = null
    anchors.value = null
  }

  async function refresh(): Promise<void> {
    if (scaleId.value !== null) await load(scaleId.value)
  }

  defineStudyResource({
    ...{ areas: ['scales'], answeredBy: ['scale.loadAnchors', 'scale.removeAnchors'], clear, refresh },
    failure: 'The anchor texts could not be read',
  })

  return { anchors, load, loadFile, remove }
})
