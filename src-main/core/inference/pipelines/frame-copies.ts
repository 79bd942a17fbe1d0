import type { DecodedFrame } from '../../media/types.ts'
import type { Picture } from '../processors/picture.ts'

/** Keeps the newest two frames of a clip, since their source may overwrite a frame when the next is asked for. */
export interface FrameCopies {
  /** Valid until two more frames were kept. */
  keep(frame: DecodedFrame): Picture
  /** Of the first frame; null before it. */
  size(): { width: number; height: number } | null
}

export function createFrameCopies(): FrameCopies {
  const buffers: Uint8Array[] = [new Uint8Array(0), new Uint8Array(0)]
  let turn = 0
  let firstSize: { width: number; height: number } | null = null
  return {
    keep({ width, height, rgb }) {
      turn = 1 - turn
      let buffer = buffers[turn]
      if (buffer?.length !== rgb.length) buffers[turn] = buffer = new Uint8Array(rgb.length)
      buffer.set(rgb)
      firstSize ??= { width, height }
      return { width, height, rgb: buffer }
    },
    size: () => firstSize,
  }
}
