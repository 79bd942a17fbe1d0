import type { openModels, OpenModels } from './pack-models.ts'
import { readManifest } from './pack-reader.ts'

interface PackFolders {
  readonly packFolder: string
  readonly facePackFolder: string
}

/** Keeps the models of the last used pack open: jobs mostly use one pack, and memory is short. */
export interface ModelShelf {
  take(folders: PackFolders): Promise<OpenModels>
  clear(): Promise<void>
}

export function createModelShelf(open: typeof openModels): ModelShelf {
  let kept: { key: string; models: OpenModels } | null = null

  async function clear(): Promise<void> {
    const { models } = kept ?? {}
    kept = null
    await models?.dispose()
  }

  return {
    clear,
    async take({ packFolder, facePackFolder }) {
      // A pack that was replaced in its folder has another hash.
      const key = [packFolder, facePackFolder]
        .map((folder) => `${folder} ${readManifest(folder).sha256}`)
        .join('\n')
      if (kept?.key === key) return kept.models
      await clear()
      const models = await open({ packFolder, facePackFolder })
      kept = { key, models }
      return models
    },
  }
}
