import { z } from 'zod'

/**
 * What blind work keeps from a rater: what models estimate of a visit, and what other raters wrote and scored of it.
 */
export const hiddenKinds = ['estimates', 'others'] as const
export const hiddenKindSchema = z.enum(hiddenKinds)
export type HiddenKind = (typeof hiddenKinds)[number]

/**
 * What a rater could have known when a caption or a score was made: whether the program had shown them, then or ever
 * before, what models estimate of the visit, and what others made of it. Both false: it was made blind.
 */
export const sightSchema = z.object({ estimates: z.boolean(), others: z.boolean() })
export type Sight = z.infer<typeof sightSchema>

/** Visits of which it is shown although the rater works blind. */
const revealedSchema = z.union([z.literal('all'), z.array(z.number().int().positive())])
export type Revealed = z.infer<typeof revealedSchema>

export const blindStateSchema = z.object({
  /** Without it everything is shown. */
  blind: z.boolean(),
  /** By the current rater, since the study was opened. */
  revealed: z.object({ estimates: revealedSchema, others: revealedSchema }),
})
export type BlindState = z.infer<typeof blindStateSchema>

/** Whether something of a visit, or with null of every visit, is shown. */
export function isShown(state: BlindState, kind: HiddenKind, sessionId: number | null): boolean {
  const revealed = state.revealed[kind]
  if (!state.blind || revealed === 'all') return true
  return sessionId !== null && revealed.includes(sessionId)
}

/** Of several together: what was shown for one was shown; null when of one nobody knows, or there is none. */
export function joinSights(sights: readonly (Sight | null)[]): Sight | null {
  const known = sights.filter((sight) => sight !== null)
  if (known.length === 0 || known.length < sights.length) return null
  return {
    estimates: known.some(({ estimates }) => estimates),
    others: known.some(({ others }) => others),
  }
}
