import { expect, it } from 'vitest'
import { counted } from '#shared/counted.ts'
import { studyArgument } from '../../../../src-main/app/start-arguments.ts'

it.each([
  [['electron', '.', '--study=/data/a study'], '/data/a study'],
  [['electron', '.', '--study=relative'], null],
  [['electron', '.', '--study='], null],
  [['electron', '.', '--study'], null],
  [['electron', '.'], null],
])('reads the study of the arguments %j', (args, expected) => {
  expect(studyArgument(args)).toBe(expected)
})

it.each([
  [0, 'no videos'],
  [1, '1 video'],
  [2, '2 videos'],
  [12_345, '12,345 videos'],
])('counts %i in words', (count, words) => {
  expect(counted(count, 'video')).toBe(words)
})
