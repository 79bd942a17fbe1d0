import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import ReportMenu from '../../../../../src-renderer/features/analysis/ReportMenu.vue'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

it.each([
  [null, 'the study'],
  ['P007', 'P007'],
])('asks for a report of %s in the format that was chosen', async (patientCode, name) => {
  const { bridge, pinia } = openWindow({ study: makeFakeStudy({ patients: 2 }) })
  const asked: unknown[] = []
  bridge.use({
    'report.save': (request) => {
      asked.push(request)
      return { fileName: 'report.pdf' }
    },
  })
  const menu = mount(ReportMenu, { props: { patientCode }, global: { plugins: [pinia] } })
  const lines = menu.getComponent({ name: 'BaseMenu' })
  expect((lines.props() as { items: { label: string }[] }).items.map(({ label }) => label)).toEqual([
    `Report of ${name} as PDF…`,
    `Report of ${name} as web page…`,
  ])
  lines.vm.$emit('select', 'pdf')
  await flushPromises()
  expect(asked).toEqual([{ patientCode, format: 'pdf' }])
})
