import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { printableJson, visibleLine } from '#shared/visible-text.ts'

const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u

describe('visibleLine', () => {
  it('takes out what a terminal obeys and what breaks or turns a line', () => {
    expect(visibleLine('a\u001b[2J\r\nb\u009bc\u2028d\u202ee\0')).toBe('a�[2J��b�c�d�e�')
    expect(visibleLine('half \ud800 a pair')).toBe('half � a pair')
  })

  it('leaves text as it is written in any script', () => {
    const text = 'Zoë 漢字 می‌خواهم 👩‍👧 naïve – “x”'
    expect(visibleLine(text)).toBe(text)
  })
})

it('a sentence of an error is one line', () => {
  expect(new AppError('not-found', 'a\nb\u001b[1m.mp4 is gone').message).toBe('a�b�[1m.mp4 is gone')
})

it('printable JSON is the same document without what a terminal obeys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      const document = { value, text: `${text}\u001b\u009b\u2028\u202e` }
      const printed = printableJson(document)
      expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(document)))
      expect(printed.split('\n').some((line) => obeyed.test(line))).toBe(false)
    }),
  )
})
