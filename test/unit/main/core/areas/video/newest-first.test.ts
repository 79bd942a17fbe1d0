import { describe, expect, it } from 'vitest'
import { createNewestFirst } from '#core/areas/video/newest-first.ts'
import { aGate } from '../../../../../helpers/fake-video-media.ts'

describe('background work', () => {
  it('is done one at a time, what was asked for last first', async () => {
    const background = createNewestFirst()
    const begun: string[] = []
    const gates = { first: aGate(), second: aGate(), third: aGate() }
    const add = (name: keyof typeof gates): void => {
      background.add(async () => {
        begun.push(name)
        await gates[name].wait()
      })
    }
    const settle = () => new Promise((resolve) => setImmediate(resolve))
    add('first')
    await settle()
    add('second')
    add('third')
    await settle()
    expect(begun).toEqual(['first'])
    gates.first.open()
    await settle()
    expect(begun).toEqual(['first', 'third'])
    gates.third.open()
    await settle()
    expect(begun).toEqual(['first', 'third', 'second'])
    add('third')
    gates.second.open()
    await settle()
    expect(begun).toHaveLength(4)
  })

  it('is waited for at the end, and what has not begun is forgotten', async () => {
    const background = createNewestFirst()
    const gate = aGate()
    const done: string[] = []
    background.add(async () => {
      await gate.wait()
      done.push('running')
    })
    await Promise.resolve()
    background.add(() => Promise.resolve(void done.push('waiting')))
    const closing = background.close()
    background.add(() => Promise.resolve(void done.push('late')))
    gate.open()
    await closing
    expect(done).toEqual(['running'])
  })
})
