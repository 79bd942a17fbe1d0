import { leavesNoDoubt, turnOf } from '../postprocess/upright-turn.ts'
import type { Turn, TurnLook } from '../postprocess/upright-turn.ts'
import type { DecodedFrame } from '../../media/types.ts'
import { turnedPicture } from '../processors/turned-picture.ts'
import type { Picture } from '../processors/picture.ts'
import type { FaceFinder } from './face-finder.ts'

/** So many pictures without doubt end the search: most videos stand upright. */
const ENOUGH_UPRIGHT = 2

export interface TurnFinder {
  /**
   * By how much the pictures would have to be turned for their faces to stand upright. Looks at no more of them than it
   * takes. Rejects with AppError `detector-failed`.
   */
  find(read: () => AsyncIterable<DecodedFrame>): Promise<Turn>
}

export function createTurnFinder(faces: Pick<FaceFinder, 'detect'>): TurnFinder {
  const surest = async (picture: Picture): Promise<number> =>
    (await faces.detect(picture))[0]?.confidence ?? 0

  async function look(picture: Picture): Promise<TurnLook> {
    const asIs = await surest(picture)
    if (leavesNoDoubt(asIs)) return { asIs, turned: null }
    // One after the other: the detector takes no more than two at once.
    const [half, right, left] = [
      await surest(turnedPicture(picture, 180)),
      await surest(turnedPicture(picture, 90)),
      await surest(turnedPicture(picture, 270)),
    ]
    return { asIs, turned: { 90: right, 180: half, 270: left } }
  }

  return {
    async find(read) {
      const looks: TurnLook[] = []
      for await (const { width, height, rgb } of read()) {
        looks.push(await look({ width, height, rgb }))
        if (looks.filter(({ turned }) => turned === null).length === ENOUGH_UPRIGHT) return 0
      }
      return turnOf(looks)
    },
  }
}
