import { describe, expect, it } from 'vitest'
import { answerOf } from '../../../../scripts/tools/launch-app.ts'

const lost = new Error('electronApplication.evaluate: Resulting promise was garbage collected.')

describe('an answer of the main process', () => {
  it('is asked for again when it was lost on its way', async () => {
    let asked = 0
    const answer = answerOf(() => {
      asked += 1
      return asked < 3 ? Promise.reject(lost) : Promise.resolve('here')
    })
    await expect(answer).resolves.toBe('here')
    expect(asked).toBe(3)
  })

  it('is asked for once when the function itself failed', async () => {
    let asked = 0
    const answer = answerOf(() => {
      asked += 1
      return Promise.reject(new Error('no inference process is there'))
    })
    await expect(answer).rejects.toThrow('no inference process')
    expect(asked).toBe(1)
  })

  it('is given up when it is lost again and again', async () => {
    await expect(answerOf(() => Promise.reject(lost))).rejects.toThrow('garbage collected')
  })
})
