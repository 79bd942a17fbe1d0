import { shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { VideoStrip } from '#shared/domain/strip.ts'
import { stripSheetUrl } from '#shared/ipc/media-url.ts'

/** Gives the picture of a sheet once tile `index` is on it, and begins to load what is there of it. */
export type SheetPictures = (place: { sheet: number; index: number }) => HTMLImageElement | null

interface LoadedSheet {
  /** Tiles that were on it when it was asked for. */
  readonly tiles: number
  readonly picture: HTMLImageElement
}

/**
 * The sheets of a filmstrip. A sheet that has grown is loaded again and the one before it is shown until then.
 * The answer is another function whenever a picture has come, so that what draws with it draws again.
 */
export function useStripSheets(strip: () => VideoStrip | null): Readonly<ShallowRef<SheetPictures>> {
  let loaded = new Map<number, LoadedSheet>()
  let asked = new Map<number, number>()

  function load(sheet: number, tiles: number, of: VideoStrip): void {
    asked.set(sheet, tiles)
    const picture = new Image()
    picture.addEventListener('load', () => {
      if (strip()?.videoId !== of.videoId) return
      loaded.set(sheet, { tiles, picture })
      pictures.value = pictureGiver()
    })
    // The fragment makes it another picture to the browser; main passes over it.
    picture.src = `${stripSheetUrl(of.videoId, sheet)}#${String(tiles)}`
  }

  function pictureGiver(): SheetPictures {
    return ({ sheet, index }) => {
      const shown = strip()
      if (shown === null) return null
      const onSheet = shown.columns * shown.rows
      const tiles = Math.min(onSheet, shown.tiles - sheet * onSheet)
      if (tiles > (asked.get(sheet) ?? 0)) load(sheet, tiles, shown)
      const known = loaded.get(sheet)
      return known !== undefined && index < known.tiles ? known.picture : null
    }
  }

  const pictures = shallowRef(pictureGiver())
  watch(
    () => strip()?.videoId,
    () => {
      loaded = new Map()
      asked = new Map()
      pictures.value = pictureGiver()
    },
  )
  return pictures
}
