import { expect, it } from 'vitest'
import { canonicalJson, isSameValue } from '#core/journal/canonical-json.ts'
import { inverseOf, objectHash, parseChanges, writeChanges } from '#core/journal/changes.ts'
import { derivedUid, randomUid, uuidV7 } from '#core/journal/uid.ts'

const change = (key: string, before: unknown, after: unknown) => ({
  entity: 'note',
  key: [key],
  before,
  after,
})

it('writes changes so that each is found in the text by its bytes', () => {
  const changes = [change('ä', null, { text: '😊' }), change('b', { text: 'é' }, null)]
  const { text, places } = writeChanges(changes)
  expect(parseChanges(text)).toEqual(changes)
  const bytes = Buffer.from(text)
  expect(
    places.map(({ at, size }) => JSON.parse(bytes.subarray(at, at + size).toString()) as unknown),
  ).toEqual(changes)
  expect(places.map(({ object }) => object)).toEqual([objectHash('note', ['ä']), objectHash('note', ['b'])])
  expect(writeChanges([])).toEqual({ text: '[]', places: [] })
})

it('takes changes back the other way round', () => {
  expect(inverseOf([change('a', 1, 2), change('b', null, 3)])).toEqual([
    change('b', 3, null),
    change('a', 2, 1),
  ])
})

it('writes the same value the same, in whatever order its fields come', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}')
  expect(isSameValue({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
  expect(isSameValue([1, 2], [2, 1])).toBe(false)
  expect(isSameValue(undefined, null)).toBe(true)
})

it('makes uids that sort by time, and the same ones of the same parts', () => {
  const uid = uuidV7(Date.UTC(2024, 4, 3))
  expect(uid).toMatch(/^018f3bc0-2800-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(uuidV7(1) < uuidV7(2) && uuidV7(2) < uid).toBe(true)
  expect(derivedUid('clip', 'a', 1)).toMatch(/^[\w-]{22}$/)
  expect(derivedUid('clip', 'a', 1)).toBe(derivedUid('clip', 'a', 1))
  expect(derivedUid('clip', 'a', 1)).not.toBe(derivedUid('clip', 'a1'))
  expect(randomUid()).toMatch(/^[\w-]{22}$/)
})
