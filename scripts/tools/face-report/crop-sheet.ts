import type { DecodedFrame } from '#core/media/types.ts'
import type { Box } from '#shared/geometry/box.ts'

/** Side of one crop on the sheet, pixels. */
const CELL = 96
const GAP = 2
const CROPS_A_ROW = 20

/** Crops of one video side by side: of each pair of rows, the upper one by the first box, the lower by the second. */
export interface CropSheet {
  /** Boxes in pixels of the frame; null leaves the place black. The frame may be overwritten afterwards. */
  add(frame: Pick<DecodedFrame, 'width' | 'height' | 'rgb'>, pair: readonly [Box | null, Box | null]): void
  /** 8-bit RGB. */
  picture(): { readonly width: number; readonly height: number; readonly rgb: Uint8Array }
}

export function createCropSheet(): CropSheet {
  const pairs: (readonly [Uint8Array, Uint8Array])[] = []
  return {
    add(frame, [above, below]) {
      pairs.push([cellOf(frame, above), cellOf(frame, below)])
    },
    picture() {
      const pairRows = Math.max(1, Math.ceil(pairs.length / CROPS_A_ROW))
      const step = CELL + GAP
      const pairStep = 2 * step + 3 * GAP
      const [width, height] = [CROPS_A_ROW * step, pairRows * pairStep]
      const rgb = new Uint8Array(width * height * 3).fill(255)
      for (const [index, pair] of pairs.entries()) {
        const left = (index % CROPS_A_ROW) * step
        const top = Math.floor(index / CROPS_A_ROW) * pairStep
        for (const [row, cell] of pair.entries()) {
          for (let y = 0; y < CELL; y++) {
            const line = cell.subarray(y * CELL * 3, (y + 1) * CELL * 3)
            rgb.set(line, ((top + row * step + y) * width + left) * 3)
          }
        }
      }
      return { width, height, rgb }
    },
  }
}

/** Nearest pixels; black beyond the picture, as the net gets it. */
function cellOf(
  { width, height, rgb }: Pick<DecodedFrame, 'width' | 'height' | 'rgb'>,
  box: Box | null,
): Uint8Array {
  const cell = new Uint8Array(CELL * CELL * 3)
  if (box === null) return cell
  for (let y = 0; y < CELL; y++) {
    const fromY = Math.floor(box.y + ((y + 0.5) * box.height) / CELL)
    for (let x = 0; x < CELL; x++) {
      const fromX = Math.floor(box.x + ((x + 0.5) * box.width) / CELL)
      if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) continue
      const at = (fromY * width + fromX) * 3
      cell.set(rgb.subarray(at, at + 3), (y * CELL + x) * 3)
    }
  }
  return cell
}
