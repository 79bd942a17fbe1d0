import { describe, expect, it } from 'vitest'
import { createBlurPlan } from '#core/areas/deidentify/blur-plan.ts'
import type { BlurPlanFaces, TimedBox } from '#core/areas/deidentify/blur-plan.ts'
import type { Box } from '#core/faces/types.ts'

const at = (timeMs: number, x: number, y = 0.4): TimedBox => ({ timeMs, x, y, width: 0.1, height: 0.2 })

const reach = { margin: 0.5, holdMs: 500 }

function planOf(faces: Partial<BlurPlanFaces>) {
  return createBlurPlan({ others: [], otherPaths: [], patient: [], ...faces }, reach)
}

const contains = (boxes: readonly Box[], x: number, y: number): boolean =>
  boxes.some((box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height)

describe('createBlurPlan', () => {
  it('blurs a face with a margin at each side', () => {
    const { blurred } = planOf({ others: [at(1000, 0.4)] })(1000)
    expect(blurred[0]).toEqual({
      x: expect.closeTo(0.35),
      y: expect.closeTo(0.3),
      width: expect.closeTo(0.2),
      height: expect.closeTo(0.4),
    })
  })

  it('blurs the place of a face for half a second before and after, and no longer', () => {
    const plan = planOf({ others: [at(1000, 0.4)] })
    const isBlurred = (timeMs: number): boolean => contains(plan(timeMs).blurred, 0.45, 0.5)
    expect([499, 500, 1500, 1501].map(isBlurred)).toEqual([false, true, true, false])
  })

  it('follows a face through a gap in which nobody saw it', () => {
    const { blurred, covered } = planOf({ others: [at(0, 0.2), at(1600, 0.36)] })(800)
    expect(covered).toEqual([expect.objectContaining({ x: expect.closeTo(0.28), y: 0.4 })])
    expect(contains(blurred, 0.33, 0.5)).toBe(true)
  })

  it('takes a face that comes back after long for a new one', () => {
    const plan = planOf({ others: [at(0, 0.2), at(3000, 0.3)] })
    expect(plan(1500).blurred).toEqual([])
  })

  it('does not join two faces of one frame', () => {
    const plan = planOf({ others: [at(0, 0.2), at(0, 0.6), at(400, 0.2), at(400, 0.6)] })
    expect(
      plan(200)
        .covered.map(({ x }) => x)
        .sort(),
    ).toEqual([expect.closeTo(0.2), expect.closeTo(0.6)])
  })

  it('blurs between the places of somebody who was followed', () => {
    const { covered } = planOf({ otherPaths: [[at(0, 0.2), at(200, 0.3)]] })(100)
    expect(covered).toEqual([expect.objectContaining({ x: expect.closeTo(0.25) })])
  })

  it('keeps the patient’s face while it is seen, and not where it was last seen', () => {
    const plan = planOf({ patient: [at(0, 0.5), at(40, 0.5), at(1000, 0.5)] })
    expect([0, 20, 500, 1000].map((timeMs) => plan(timeMs).kept.length)).toEqual([1, 1, 0, 1])
  })

  it('says that another face covers the patient’s where they overlap', () => {
    const { kept, covered } = planOf({ patient: [at(0, 0.5)], others: [at(0, 0.55)] })(0)
    expect(contains(kept, 0.57, 0.5)).toBe(true)
    expect(contains(covered, 0.57, 0.5)).toBe(true)
    expect(contains(covered, 0.52, 0.5)).toBe(false)
  })
})
