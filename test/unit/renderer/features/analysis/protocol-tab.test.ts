import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import FitPanel from '../../../../../src-renderer/features/analysis/FitPanel.vue'
import ProtocolDialog from '../../../../../src-renderer/features/analysis/ProtocolDialog.vue'
import ProtocolTab from '../../../../../src-renderer/features/analysis/ProtocolTab.vue'
import SeverityModels from '../../../../../src-renderer/features/analysis/SeverityModels.vue'
import { useAppStore } from '../../../../../src-renderer/stores/app.ts'
import { useLibraryStore } from '../../../../../src-renderer/stores/library.ts'
import { useProtocolsStore } from '../../../../../src-renderer/stores/protocols.ts'
import { useScoresStore } from '../../../../../src-renderer/stores/scores.ts'
import { useSeverityStore } from '../../../../../src-renderer/stores/severity.ts'
import { AppError } from '../../../../../src-shared/errors.ts'
import type { IpcRequest } from '../../../../../src-shared/ipc/contract.ts'
import { aProtocol } from '../../../../helpers/a-protocol.ts'
import { analysisHandlers, rateFully } from '../../../../helpers/fake-analysis.ts'
import { fakePack, makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

async function atAnalysis() {
  const study = makeFakeStudy({ patients: 10 })
  rateFully(study)
  const { bridge, pinia } = openWindow({ study })
  bridge.use(analysisHandlers(bridge))
  await Promise.all([useAppStore().loadPacks(), useScoresStore().loadScales(), useLibraryStore().load()])
  const global = { plugins: [pinia] }
  const [item] = study.scales[0]?.items.filter(({ faceVisible }) => faceVisible) ?? []
  if (item === undefined) return expect.fail('no item')
  return { bridge, global, item }
}

it('a protocol is written in a dialog, and nothing is sent before it is whole', async () => {
  const { bridge, global, item } = await atAnalysis()
  const asked: IpcRequest<'protocol.freeze'>[] = []
  let refuse = true
  bridge.use({
    'protocol.freeze': (plan) => {
      asked.push(plan)
      if (refuse) throw new AppError('conflict', 'Protocol 1 plans it already.')
      return [aProtocol()]
    },
  })
  const dialog = mount(ProtocolDialog, {
    props: { open: true, amends: null },
    global,
    attachTo: document.body,
  })
  await flushPromises()
  const find = (id: string): HTMLElement =>
    document.querySelector<HTMLElement>(`[data-testid="${id}"]`) ?? expect.fail(`no ${id}`)
  const type = async (id: string, text: string): Promise<void> => {
    const field = find(id)
    if (!(field instanceof HTMLInputElement)) return expect.fail(`${id} is no field`)
    field.value = text
    field.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const freeze = find('protocol-freeze') as HTMLButtonElement
  expect(freeze.disabled).toBe(true)
  await type('protocol-title', 'Still faces')
  expect(document.body.textContent).toContain('No item is planned.')
  dialog
    .findAllComponents({ name: 'BaseCheckbox' })
    .find((box) => (box.props() as { label?: string }).label === item.name)
    ?.vm.$emit('update:modelValue', true)
  await type('protocol-patients', '7')
  expect(document.body.textContent).toContain('A fit needs at least 8 patients.')
  expect(freeze.disabled).toBe(true)
  await type('protocol-patients', '20')
  freeze.click()
  await flushPromises()
  expect(document.body.textContent).toContain('Protocol 1 plans it already.')
  refuse = false
  freeze.click()
  await flushPromises()
  expect(asked).toHaveLength(2)
  expect(asked[1]).toMatchObject({
    ...{ title: 'Still faces', itemIds: [item.id], head: 'ridge', features: 'mean', packId: fakePack.id },
    ...{ primary: 'q2', permutations: 999, alpha: 0.05, minPatients: 20, unblinded: false, amends: null },
  })
  expect(dialog.emitted('update:open')).toEqual([[false]])
  dialog.unmount()
})

it('a frozen protocol says all that it says, and is fitted as planned', async () => {
  const { bridge, global } = await atAnalysis()
  const fits: unknown[] = []
  const protocol = aProtocol()
  bridge.use({
    'protocol.list': () => [protocol],
    'protocol.fit': (asked) => {
      fits.push(asked)
      if (asked.differentPeople !== true) throw new AppError('same-person', 'P001 and P002 look alike.')
      return { jobId: 'job-1' }
    },
  })
  await useProtocolsStore().load()
  const tab = mount(ProtocolTab, { global })
  await flushPromises()
  expect(tab.get('table').text()).toContain('nothing fitted yet')
  expect(tab.get('[data-testid="protocol"]').text()).toContain(protocol.sha256)
  await tab.get('[data-testid="protocol-fit"]').trigger('click')
  await flushPromises()
  expect(tab.get('[role="alert"]').text()).toContain('P001 and P002 look alike.')
  await tab.get('[role="alert"] button').trigger('click')
  expect(fits).toEqual([
    { sha256: protocol.sha256, differentPeople: false },
    { sha256: protocol.sha256, differentPeople: true },
  ])
})

it('before a fit stands whether it is as planned, and in its table whether it was', async () => {
  const { bridge, global, item } = await atAnalysis()
  bridge.use({
    'protocol.list': () => [
      aProtocol({
        scale: { id: 'panss-negative', title: 'PANSS' },
        items: [{ id: item.id, name: item.name, min: item.min, max: item.max }],
        pack: { id: fakePack.id, version: fakePack.version, sha256: fakePack.sha256 },
      }),
    ],
  })
  const severity = useSeverityStore()
  await Promise.all([useProtocolsStore().load(), severity.load()])
  const panel = mount(FitPanel, { props: { job: null, isRunning: false }, global })
  await flushPromises()
  const said = () => panel.get('[data-testid="fit-planned"]').text()
  expect(said()).toContain('Not as in protocol 1, so that it counts as explored: Planned together')
  for (const box of panel.findAllComponents({ name: 'BaseCheckbox' })) {
    const { label } = box.props() as { label?: string }
    if (label !== item.name) box.vm.$emit('update:modelValue', false)
  }
  await flushPromises()
  expect(said()).toBe('As in protocol 1.')

  const [model = expect.fail('no model')] = severity.models
  const { n, frozenUtc, primary, test } = aProtocol().content
  const protocol = { n, frozenUtc, primary, alpha: test.alpha, sha256: aProtocol().sha256 }
  const models = [model, { ...model, id: 99, planning: { protocol, deviations: [] } }]
  const table = mount(SeverityModels, { props: { models, selectedId: model.id }, global })
  expect(
    table.findAll('tbody tr').map((row) => row.findAll('td').at(-1)?.text().replaceAll(/\s+/g, ' ')),
  ).toEqual(['better explored', 'better planned'])
})
