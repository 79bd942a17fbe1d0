import { expect, it } from 'vitest'
import { currentOrigin, forRequest, toldTo } from '../../../../../src-main/app/ipc/origin.ts'

const origin = { window: 3, request: 12 }

it('is that of the request which is being answered, also after waiting, and nobody’s outside of one', async () => {
  const seen = await forRequest(origin, async () => {
    const first = currentOrigin()
    await Promise.resolve()
    return [first, currentOrigin()]
  })
  expect(seen).toEqual([origin, origin])
  expect(currentOrigin()).toBeNull()
})

it('is not that of work which goes on when the request was answered', async () => {
  let goOn = (): void => undefined
  const gate = new Promise<void>((resolve) => {
    goOn = resolve
  })
  let later: Promise<unknown> = Promise.resolve()
  await forRequest(origin, () => {
    later = gate.then(() => currentOrigin())
    return Promise.resolve()
  })
  goOn()
  expect(await later).toBeNull()
})

it('is not that of another request which is answered at the same time', async () => {
  const other = { window: 3, request: 13 }
  const answer = async () => {
    await Promise.resolve()
    return currentOrigin()
  }
  expect(await Promise.all([forRequest(origin, answer), forRequest(other, answer)])).toEqual([origin, other])
})

it('is told to the window that asked, whatever another one sends, and not to others', () => {
  const news = { areas: [], by: null }
  expect(toldTo(3, news, origin)).toEqual({ areas: [], by: 12 })
  expect(toldTo(4, news, origin)).toEqual(news)
  expect(toldTo(3, news, null)).toEqual(news)
})
