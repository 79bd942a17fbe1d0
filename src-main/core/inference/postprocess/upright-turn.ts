/** Clockwise, in degrees, by which a picture would have to be turned to stand upright. */
export type Turn = 0 | 90 | 180 | 270

/** How sure the detector is of its surest face, 0 to 1, in one picture as it is and turned; 0 for none. */
export interface TurnLook {
  readonly asIs: number
  /** Null when the picture as it is left no doubt. */
  readonly turned: Readonly<Record<Exclude<Turn, 0>, number>> | null
}

/**
 * The landmarks cannot tell which way up a face is: on faces upside down they lie as on an upright one (3 degrees of
 * roll at the median of 9 such videos). The detector can: on the photographs of its package and two films it was 0.79 to
 * 0.99 sure of upright faces, 0.46 to 0.85 of the same ones upside down, and found 3 of 18 of those on their side.
 */
const NO_DOUBT = 0.9
/** So much surer must it be of the turned pictures, on average. */
const CLEARLY_SURER = 0.1
/** And so sure at least. */
const LEAST_SURE = 0.6
/** One picture is chance. */
const LEAST_LOOKS = 2

export const leavesNoDoubt = (confidence: number): boolean => confidence >= NO_DOUBT

/** Which way up a video was filmed; 0 where nothing clearly says otherwise. */
export function turnOf(looks: readonly TurnLook[]): Turn {
  if (looks.length < LEAST_LOOKS) return 0
  const mean = (confidence: (look: TurnLook) => number): number =>
    looks.reduce((sum, look) => sum + confidence(look), 0) / looks.length
  const asIs = mean((look) => look.asIs)
  const best = ([180, 90, 270] as const)
    .map((turn) => ({ turn, sure: mean(({ turned }) => turned?.[turn] ?? 0) }))
    .reduce((a, b) => (b.sure > a.sure ? b : a))
  if (best.sure < LEAST_SURE || best.sure < asIs + CLEARLY_SURER) return 0
  // Somebody who lies down is on the side in an upright picture, and may sit up later.
  return best.turn === 180 || looks.every((look) => look.asIs === 0) ? best.turn : 0
}
