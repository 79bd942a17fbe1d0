import { describe, expect, it } from 'vitest'
import { classPattern, classStyle } from '../../../../src-renderer/charts/class-style.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

describe('classPattern', () => {
  it('gives an expression the same look in whatever set and place it stands', () => {
    expect(classPattern('sad', ['sad', 'happy'])).toEqual(classPattern('Sadness', ['anger', 'sadness']))
  })

  it('tells classes of a user apart by their place', () => {
    const labels = ['gaze avoided', 'warm', 'flat']
    const looks = labels.map((label) => classPattern(label, labels))
    expect(new Set(looks.map((look) => look.token)).size).toBe(3)
  })

  it('tells the further classes of a set with all expressions apart, without borrowing the colour of one', () => {
    const expressions = ['anger', 'disgust', 'fear', 'happiness', 'neutral', 'sadness', 'surprise']
    const further = ['contempt', 'anxiety', 'helplessness', 'disappointment']
    const looks = further.map((label) => classPattern(label, [...expressions, ...further]))
    expect(new Set(looks.map((look) => look.token))).toEqual(new Set(['--expr-other']))
    expect(looks.map((look) => look.variant)).toEqual([0, 1, 2, 3])
    expect(new Set(looks.map(({ dash, symbol }) => `${dash.join(' ')}|${symbol}`)).size).toBe(4)
  })

  it('gives any two expressions a different dash or mark, so that colour is not needed', () => {
    const names = ['neutral', 'happy', 'sad', 'angry', 'fearful', 'disgusted', 'surprised']
    const marks = names.slice(1).map((name) => {
      const { dash, symbol } = classPattern(name, names)
      return `${dash.join(' ')}|${symbol}`
    })
    expect(new Set(marks).size).toBe(marks.length)
  })
})

it('takes the colour from the theme', () => {
  expect(classStyle('happy', ['happy'], namedTheme).color).toBe('--expr-happy')
})
