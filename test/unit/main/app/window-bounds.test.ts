import { describe, expect, it } from 'vitest'
import { placeWindow } from '../../../../src-main/app/window-bounds.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }
const last = { x: 100, y: 80, width: 1400, height: 900, maximized: false }

describe('placeWindow', () => {
  it('opens at the usual size in the middle the first time', () => {
    expect(placeWindow(null, [screen])).toEqual({ width: 1280, height: 800 })
  })

  it('opens where it was', () => {
    expect(placeWindow(last, [screen])).toEqual({ width: 1400, height: 900, x: 100, y: 80 })
  })

  it.each([
    ['on a screen that is gone', { ...last, x: 2500 }],
    ['with its title bar above the screen', { ...last, y: -400 }],
    ['with too little of it to grab', { ...last, x: 1900 }],
  ])('opens in the middle when it was %s', (_, bounds) => {
    expect(placeWindow(bounds, [screen])).toEqual({ width: 1400, height: 900 })
  })

  it('is never smaller than what the window needs', () => {
    expect(placeWindow({ ...last, width: 300, height: 200 }, [screen])).toMatchObject({
      width: 1024,
      height: 640,
    })
  })
})
