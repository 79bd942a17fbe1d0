import { describe, expect, it } from 'vitest'
import { looksLikeCode, placeSession } from '#core/areas/import/place-session.ts'

function place(path: string, depth: number) {
  const result = placeSession(path.split('/'), depth)
  if (result.place === null) return 'refused'
  const { patientCode, visitLabel, visitDate } = result.place
  return [patientCode, visitLabel, visitDate]
}

describe('placeSession', () => {
  it.each([
    // The chosen folder itself.
    ['data/P001/2024-05-03_baseline', 0, ['P001', 'baseline', '2024-05-03']],
    ['data/anna-k/2024-05-03', 0, ['anna-k', '2024-05-03', '2024-05-03']],
    ['data/P001/interview', 0, ['P001', 'interview', null]],
    ['data/incoming/interview', 0, ['interview', 'session', null]],
    ['data/anna-k/baseline', 0, ['anna-k', 'baseline', null]],
    // A patient's folder was chosen.
    ['data/P001/V1', 1, ['P001', 'V1', null]],
    ['data/sub-01/ses-02', 1, ['sub-01', 'ses-02', null]],
    ['data/0017/first interview', 1, ['0017', 'first interview', null]],
    // A study's folder was chosen.
    ['study2024/P001', 1, ['P001', 'session', null]],
    ['my study/anna-k', 1, ['anna-k', 'session', null]],
    ['my study/anna-k/first', 2, ['anna-k', 'first', null]],
    ['my study/anna-k/T0', 2, ['anna-k', 'T0', null]],
    ['my study/T01', 1, ['T01', 'session', null]],
    ['my study/site1/P001', 2, ['P001', 'session', null]],
    ['my study/site1/P001/2024-05-03_baseline', 3, ['P001', 'baseline', '2024-05-03']],
    // Sorted by visit first.
    ['my study/baseline/P001', 2, ['P001', 'baseline', null]],
    ['my study/2024-05-03/P001', 2, ['P001', '2024-05-03', '2024-05-03']],
    // Too deep to tell.
    ['my study/P001/baseline/camera', 3, 'refused'],
    ['my study/P001/interview/camera', 3, 'refused'],
    // Not a day of the calendar.
    ['data/P001/2024-13-03_baseline', 0, 'refused'],
  ])('reads %s, %i below the chosen folder', (path, depth, expected) => {
    expect(place(path, depth)).toEqual(expected)
  })
})

describe('looksLikeCode', () => {
  it.each(['P001', 'sub-01', '0017', 'S-01-003', 'PT12b', 'patient_7', 'ABC_001_02'])('takes %s', (name) => {
    expect(looksLikeCode(name)).toBe(true)
  })

  it.each(['baseline', 'week4', 'ses-01', 'site1', 'clip-2', '2024-05-03', 'study2024', 'videos', 'anna-k'])(
    'does not take %s',
    (name) => {
      expect(looksLikeCode(name)).toBe(false)
    },
  )
})
