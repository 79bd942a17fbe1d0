import { readManifest } from '../../packs/pack-reader.ts'

/** Keeps what was opened last: jobs mostly use one pack in one way, and memory is short. */
export interface ModelShelf<Request extends ShelfRequest, Opened> {
  take(request: Request): Promise<Opened>
  clear(): Promise<void>
}

/** All of it decides what is opened. */
export interface ShelfRequest {
  readonly packFolder: string
  readonly facePackFolder?: string
  readonly engine: object
}

export function createModelShelf<Request extends ShelfRequest, Opened extends { dispose(): Promise<void> }>(
  open: (request: Request) => Promise<Opened>,
): ModelShelf<Request, Opened> {
  let kept: { readonly key: string; readonly opened: Opened } | null = null

  async function clear(): Promise<void> {
    const { opened } = kept ?? {}
    kept = null
    await opened?.dispose()
  }

  return {
    clear,
    async take(request) {
      const key = keyOf(request)
      if (kept?.key === key) return kept.opened
      await clear()
      const opened = await open(request)
      kept = { key, opened }
      return opened
    },
  }
}

/** A pack that was replaced in its folder has another hash. */
function keyOf({ packFolder, facePackFolder, engine }: ShelfRequest): string {
  const folders = [packFolder, facePackFolder].filter((folder) => folder !== undefined)
  return JSON.stringify([folders.map((folder) => [folder, readManifest(folder).sha256]), engine])
}
