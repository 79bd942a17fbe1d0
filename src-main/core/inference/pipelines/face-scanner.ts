import type { FacePack } from '#shared/domain/pack.ts'
import type { Session } from '../session/ort-session.ts'
import { decodeDetections, suppressOverlaps } from '../postprocess/detections.ts'
import type { Detection } from '../postprocess/detections.ts'
import type { Picture } from '../processors/picture.ts'
import { createWholeSampler, wholeGrid } from '../processors/whole-sampler.ts'
import type { WholeGrid, WholeSampler } from '../processors/whole-sampler.ts'
import { sharedFloats } from '../session/worker-session.ts'

/**
 * The detector knows faces of about 33 to 200 pixels of its input, whatever the input's size. Of 22 faces in
 * the photographs of its package, set into 1080p pictures, one pass at 416 finds 4 that are 108 pixels high and
 * none of 81, while 960 finds 21 of each; but 960 finds none that fill nine tenths of the picture's height, and
 * 224 nearly all. So each picture is looked at in three sizes, by its longer side.
 */
const COARSE_SIDE = 224
const FINE_SIDE = 960

/** Input pixels of one cell. */
const STRIDE = 32

/** Finds the faces of whole pictures, near and far. Rejects with RangeError when the net gives no numbers. */
export interface FaceScanner {
  /**
   * Surest first. Reads the picture before it returns, so the next one can be prepared while the net is busy
   * with this one. At most two calls may be open at once.
   */
  detect(picture: Picture): Promise<Detection[]>
}

interface Scan {
  readonly grid: WholeGrid
  readonly sampler: WholeSampler
  /** Used in turn, one for each open call. */
  readonly tensors: readonly [Float32Array, Float32Array]
}

export function createFaceScanner(detector: FacePack['detector'], session: Session): FaceScanner {
  const { input, output, anchors, scoreThreshold, iouThreshold } = detector
  let turn: 0 | 1 = 0
  let size = { width: 0, height: 0 }
  let scans: Scan[] = []

  /** Kept as long as pictures are of one size: those of a video are. */
  function scansFor({ width, height }: Picture): Scan[] {
    if (width === size.width && height === size.height) return scans
    size = { width, height }
    scans = scanSides(Math.max(width, height), input.size).map((side) => {
      const grid = wholeGrid(size, { side, stride: STRIDE })
      const length = 3 * grid.width * grid.height
      const tensors = [sharedFloats(length), sharedFloats(length)] as const
      return { grid, sampler: createWholeSampler(input, grid), tensors }
    })
    return scans
  }

  async function run({ grid }: Scan, data: Float32Array): Promise<Detection[]> {
    const { width, height, step } = grid
    const inputs = { [input.name]: { data, dims: [1, 3, height, width] } }
    const result = (await session.run(inputs, [output]))[output]
    if (result === undefined) throw new RangeError('no grid')
    const [, rows = 0, columns = 0] = result.dims
    const cellSide = (width * step) / columns
    return decodeDetections({ grid: result.data, columns, rows, anchors, cellSide, scoreThreshold })
  }

  return {
    async detect(picture) {
      turn = turn === 0 ? 1 : 0
      const mine = turn
      const started = scansFor(picture).map((scan) => {
        scan.sampler.write(picture, scan.tensors[mine])
        return run(scan, scan.tensors[mine])
      })
      return suppressOverlaps((await Promise.all(started)).flat(), iouThreshold)
    },
  }
}

/** Small pictures are not enlarged for the fine look: there is nothing more to see. */
function scanSides(longest: number, usual: number): number[] {
  const fine = Math.min(FINE_SIDE, Math.ceil(longest / STRIDE) * STRIDE)
  return [COARSE_SIDE, usual, fine].filter((side, i) => i === 1 || (i === 0 ? side < usual : side > usual))
}
