import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import type { ClipRow } from '#shared/domain/clip.ts'
import ClipListRow from '../../../../../src-renderer/features/library/ClipListRow.vue'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'

function openRow(part: Partial<ClipRow>, hidesEstimate = false) {
  const [clip] = makeFakeStudy({ patients: 1, clipsPerSession: 1 }).clips
  const row = clip === undefined ? expect.fail('no clip') : { ...clip, ...part }
  return mount(ClipListRow, { props: { clip: row, hidesEstimate, grouped: true } })
}

it('says in a word and a picture how well the patient is seen', () => {
  const face = openRow({ grade: 'unusable', faceShare: 0.9 }).get('.column-face')
  expect(face.text()).toContain('Unusable')
  expect(face.find('svg').exists()).toBe(true)
  expect(face.text()).not.toContain('90 %')
})

it('falls back to the share of a prediction where nobody was looked for', () => {
  expect(openRow({ grade: null, faceShare: 0.9 }).get('.column-face').text()).toContain('90 %')
})

it('names patient and visit to a screen reader below a heading, too', () => {
  const row = openRow({ patientCode: 'P007', visitLabel: 'week 4' })
  expect(row.get('.column-name .sr-only').text()).toBe('P007 week 4,')
})

it('says that a clip is excluded', () => {
  expect(openRow({ excluded: true }).text()).toContain('excluded')
  expect(openRow({ excluded: false }).text()).not.toContain('excluded')
})

it('keeps an estimate from who works blind, and says that there is one', () => {
  const predicted = { predicted: true, topClass: 'happy', topProbability: 0.51 }
  expect(openRow(predicted).text()).toContain('happy')
  const hidden = openRow(predicted, true).get('.column-estimate').text()
  expect(hidden).toBe('hidden')
  expect(
    openRow({ ...predicted, predicted: false }, true)
      .get('.column-estimate')
      .text(),
  ).toContain('not predicted')
})
