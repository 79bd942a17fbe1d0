import { expect, it } from 'vitest'
import { useEngineStore } from '../../../../src-renderer/stores/engine.ts'
import { useSettingsStore } from '../../../../src-renderer/stores/settings.ts'
import { fakeEmoclipPack, fakeEngineReport, workshopHandlers } from '../../../helpers/fake-workshop.ts'
import { openWindow } from '../../../helpers/open-window.ts'

it('tells a pack that was not measured from one that was', async () => {
  const { bridge } = openWindow()
  bridge.use(workshopHandlers(bridge))
  const engine = useEngineStore()
  await engine.load(fakeEmoclipPack.id)
  expect(engine.reports.get(fakeEmoclipPack.id)).toBeNull()
  await engine.measure(fakeEmoclipPack.id)
  await engine.load(fakeEmoclipPack.id)
  expect(engine.reports.get(fakeEmoclipPack.id)).toEqual(fakeEngineReport)
  expect(engine.job).toMatchObject({ kind: 'engine', status: 'done' })
})

it('saves the whole choice, with what was not touched as it was', async () => {
  const { bridge } = openWindow({
    settings: { engine: { precision: 'int8', provider: null, memoryMb: 2000 } },
  })
  await useSettingsStore().load()
  await useEngineStore().choose({ provider: 'cpu' })
  expect(bridge.settings.engine).toEqual({ precision: 'int8', provider: 'cpu', memoryMb: 2000 })
})
