import { expect, test } from 'vitest'
import { createLabels } from '#core/areas/people/person-labels.ts'

test('people are called by letters, and by two when these are through', () => {
  const next = createLabels()
  const labels = Array.from({ length: 54 }, next)
  expect([labels[0], labels[25], labels[26], labels[27], labels[52], labels[53]]).toEqual([
    ...['Person A', 'Person Z', 'Person AA', 'Person AB', 'Person BA', 'Person BB'],
  ])
})

test('nobody is called as somebody else is', () => {
  const next = createLabels(['Person A', 'Person C'])
  expect([next(), next()]).toEqual(['Person B', 'Person D'])
})
