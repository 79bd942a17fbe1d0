import { describe, expect, it } from 'vitest'
import { createInFlight } from '#core/async/in-flight.ts'

describe('work under way', () => {
  it('is told to end, and waited for whether it ends well or not', async () => {
    const making = createInFlight()
    const first = making.signal()
    const ended: string[] = []
    const ends = (name: string, work: () => void): Promise<void> =>
      making.add(
        new Promise<void>((resolve) => {
          first.addEventListener('abort', () => {
            ended.push(name)
            resolve()
          })
        }).then(work),
      )
    const failing = ends('failing', () => {
      throw new Error('no')
    })
    void ends('well', () => undefined)
    const isFailed = expect(failing).rejects.toThrow('no')
    await making.rest()
    await isFailed
    expect(ended).toEqual(['failing', 'well'])
    expect(making.signal().aborted).toBe(false)
    await making.rest()
  })
})
