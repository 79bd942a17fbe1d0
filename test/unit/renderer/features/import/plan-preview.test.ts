import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { areRatersNamed } from '../../../../../src-renderer/features/import/import-words.ts'
import PlanPreview from '../../../../../src-renderer/features/import/PlanPreview.vue'
import type { ImportInference, ImportPlan } from '#shared/domain/import-plan.ts'
import { fakeImportPlan } from '../../../../helpers/fake-study.ts'

const inference: ImportInference = {
  id: '1',
  file: 'scores.csv',
  line: 2,
  kind: 'patient',
  written: '1',
  taken: '001',
  reason: 'a spreadsheet makes a number of such a code',
  rows: 12,
}

const refusal = { file: 'scores.csv', line: 3, code: 'cell-count', message: 'scores.csv, line 3: too short.' }

function preview(changes: Partial<ImportPlan>) {
  return mount(PlanPreview, {
    props: {
      plan: { ...fakeImportPlan, ...changes },
      declined: new Set<string>(),
      raters: new Map<string, string | null>([['Dr. Smith', '']]),
    },
  })
}

test('what is taken by inference is shown, and can be declined one by one or all at once', async () => {
  const wrapper = preview({ inferences: [inference, { ...inference, id: '2', written: '2', taken: '002' }] })
  const section = wrapper.get('[data-testid="import-inferred"]')
  expect(section.text()).toContain('“1” is patient “001”')
  expect(section.text()).toContain('scores.csv, from line 2, 12 rows')
  await section.get('[role="checkbox"]').trigger('click')
  expect(wrapper.emitted('taken')).toEqual([['1', false]])
  await section.get('button:not([role])').trigger('click')
  expect(wrapper.emitted('taken')?.slice(1)).toEqual([
    ['1', false],
    ['2', false],
  ])
})

test('how tables were read is told apart from what is refused', () => {
  const note = { file: 'scores.csv', line: null, code: 'format', message: 'Read with a decimal comma.' }
  const wrapper = preview({ notes: [note], refusals: [] })
  expect(wrapper.get('.notes').text()).toContain('Read with a decimal comma.')
  expect(preview({ notes: [] }).find('.notes').exists()).toBe(false)
})

test('a thousand refusals are counted, not drawn', () => {
  const refusals = Array.from({ length: 1000 }, () => refusal)
  const wrapper = preview({ refusals: [...refusals, { ...refusal, count: 500 }] })
  expect(wrapper.get('.refusals h3').text()).toContain('1,500 things')
  expect(wrapper.findAll('.refusals li')).toHaveLength(201)
})

test('names in captions are asked about, and a person’s name stays out until it is ticked', async () => {
  const names = [
    { name: 'Anna', captions: 12, raterCode: null },
    { name: 'AB', captions: 3, raterCode: 'AB' },
    { name: 'Dr. Smith', captions: 1, raterCode: null },
  ]
  const wrapper = preview({ names })
  const section = wrapper.get('[data-testid="import-names"]')
  const [anna, rater, doctor] = section.findAll('[role="checkbox"]')
  expect([anna, rater, doctor].map((box) => box?.attributes('aria-checked'))).toEqual([
    'false',
    'true',
    'true',
  ])
  await anna?.trigger('click')
  await rater?.trigger('click')
  await section.findAll('input')[1]?.setValue('DS')
  expect(wrapper.emitted('rater')).toEqual([
    ['Anna', 'Anna'],
    ['AB', null],
    ['Dr. Smith', 'DS'],
  ])
  expect(areRatersNamed({ ...fakeImportPlan, names }, new Map([['Dr. Smith', '']]))).toBe(false)
  expect(areRatersNamed({ ...fakeImportPlan, names }, new Map([['Dr. Smith', 'DS']]))).toBe(true)
})
