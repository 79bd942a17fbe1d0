import { z } from 'zod'

export const windowBoundsSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
})
export type WindowBounds = z.infer<typeof windowBoundsSchema>

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const smallest = { width: 1024, height: 640 } as const
export const usual = { width: 1280, height: 800 } as const

/** This much of the window, in pixels, must lie on a screen, so that it can be grabbed. */
const VISIBLE = 120

/**
 * Where the window opens: where it was, unless that screen is gone by now; then in the middle, which is what
 * leaving out x and y means.
 */
export function placeWindow(
  last: WindowBounds | null,
  screens: readonly Area[],
): { width: number; height: number; x?: number; y?: number } {
  if (last === null) return { ...usual }
  const width = Math.max(smallest.width, last.width)
  const height = Math.max(smallest.height, last.height)
  const isReachable = screens.some((screen) => {
    const overlapX = Math.min(last.x + width, screen.x + screen.width) - Math.max(last.x, screen.x)
    const overlapY = Math.min(last.y + height, screen.y + screen.height) - Math.max(last.y, screen.y)
    // The title bar, at the top, must be on the screen.
    return overlapX >= VISIBLE && overlapY >= VISIBLE && last.y >= screen.y
  })
  return isReachable ? { width, height, x: last.x, y: last.y } : { width, height }
}
