import { beforeEach, describe, expect, it } from 'vitest'
import { useAppStore } from '../../../../src-renderer/stores/app.ts'
import { usePackCareStore } from '../../../../src-renderer/stores/pack-care.ts'
import { useSettingsStore } from '../../../../src-renderer/stores/settings.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'
import { fakeFacePack, fakePack } from '../../../helpers/fake-study.ts'
import { fakeEmoclipPack, workshopHandlers } from '../../../helpers/fake-workshop.ts'
import { openWindow } from '../../../helpers/open-window.ts'

let bridge: FakeBridge

async function open(packId: string): Promise<ReturnType<typeof usePackCareStore>> {
  bridge = openWindow({ settings: { packId } }).bridge
  bridge.use(workshopHandlers(bridge, [fakeFacePack, fakeEmoclipPack, fakePack]))
  await useSettingsStore().load()
  return usePackCareStore()
}

describe('care of packs', () => {
  let care: ReturnType<typeof usePackCareStore>
  beforeEach(async () => {
    care = await open(fakeEmoclipPack.id)
  })

  it('puts another pack that compares clips with words in the place of the one that is removed', async () => {
    await care.remove(fakeEmoclipPack.id)
    expect(useAppStore().packs.map((pack) => pack.id)).toEqual([fakeFacePack.id, fakePack.id])
    expect(bridge.settings.packId).toBe(fakePack.id)
  })

  it('leaves the pack in use when another one is removed', async () => {
    care = await open(fakePack.id)
    await care.remove(fakeEmoclipPack.id)
    expect(bridge.calls.some((call) => call.channel === 'app.saveSettings')).toBe(false)
  })

  it('tells how the check of each pack ended', async () => {
    await care.verify(fakePack.id)
    expect(care.checks.get(fakePack.id)).toMatchObject({ kind: 'pack-verify', status: 'done' })
    expect(care.checks.has(fakeEmoclipPack.id)).toBe(false)
  })
})
