import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import PacksView from '../../../../../src-renderer/features/packs/PacksView.vue'
import { useAppStore } from '../../../../../src-renderer/stores/app.ts'
import { useJobsStore } from '../../../../../src-renderer/stores/jobs.ts'
import { listenToMain } from '../../../../../src-renderer/stores/main-events.ts'
import { usePackAddingStore } from '../../../../../src-renderer/stores/pack-adding.ts'
import { useSettingsStore } from '../../../../../src-renderer/stores/settings.ts'
import type { FakeBridge } from '../../../../helpers/fake-bridge.ts'
import { fakeFacePack, fakePack } from '../../../../helpers/fake-study.ts'
import { fakeEmoclipPack, workshopHandlers } from '../../../../helpers/fake-workshop.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(stubWindow)

async function openPacks(packId = fakeEmoclipPack.id, packs = [fakePack, fakeFacePack, fakeEmoclipPack]) {
  const { bridge, pinia } = openWindow({ settings: { packId } })
  bridge.use(workshopHandlers(bridge, packs))
  await useSettingsStore().load()
  const app = useAppStore()
  listenToMain({ 'job.changed': useJobsStore().accept, 'packs.changed': () => void app.loadPacks() })
  const view = defineComponent(() => () => h(TooltipProvider, () => h(PacksView)))
  const wrapper = mount(view, { global: { plugins: [pinia] }, attachTo: document.body })
  await flushPromises()
  return { bridge, wrapper, card: (id: string) => wrapper.get(`[data-pack="${id}"]`) }
}

const file = (name: string): File => new File(['x'], name)

/** A part of the dialog, which is outside of the view's own element. */
function inDialog(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[role="dialog"] ${selector}`)
  if (found === null) throw new Error(`The dialog has no ${selector}.`)
  return found
}

function type(selector: string, text: string): void {
  const input = inDialog(selector) as HTMLInputElement
  input.value = text
  input.dispatchEvent(new Event('input'))
}

async function click(element: HTMLElement): Promise<void> {
  element.click()
  await flushPromises()
}

function requestsOf(bridge: FakeBridge, channel: string): unknown[] {
  return bridge.calls.filter((call) => call.channel === channel).map((call) => call.request)
}

describe('the list of packs', () => {
  it('says of a pack that a user built what it is, under whose terms, and how near it comes', async () => {
    const { card } = await openPacks()
    const text = card(fakeEmoclipPack.id).text()
    expect(text).toContain('EmoCLIP on ViT-B/32, 2 temporal layers, 220.0 million parameters')
    expect(text).toContain('Licence, as stated by the user who built it')
    expect(text).toContain('downstream.pth')
    expect(text).toContain('0.93 %')
    expect(text).toContain('0.999912')
    expect(text).toContain('24.8 ms')
    expect(card(fakePack.id).text()).not.toContain('as stated by the user')
  })

  it('shows what the user built first, and what every pack needs last', async () => {
    const { wrapper } = await openPacks()
    expect(wrapper.findAll('[data-pack]').map((entry) => entry.attributes('data-pack'))).toEqual([
      fakeEmoclipPack.id,
      fakePack.id,
      fakeFacePack.id,
    ])
  })

  it('offers to remove only what did not come with the program, and asks first', async () => {
    const { bridge, card, wrapper } = await openPacks()
    expect(card(fakePack.id).find('[data-testid="remove-pack"]').exists()).toBe(false)
    await card(fakeEmoclipPack.id).get('[data-testid="remove-pack"]').trigger('click')
    await flushPromises()
    expect(requestsOf(bridge, 'pack.remove')).toEqual([])
    expect(inDialog('').parentElement?.textContent).toContain('another one takes its place')
    await click(inDialog('[data-testid="confirm-remove"]'))
    expect(requestsOf(bridge, 'pack.remove')).toEqual([{ packId: fakeEmoclipPack.id }])
    expect(wrapper.find(`[data-pack="${fakeEmoclipPack.id}"]`).exists()).toBe(false)
    expect(card(fakePack.id).text()).toContain('in use')
  })

  it('takes another pack into use, but never the one that finds faces', async () => {
    const { bridge, card } = await openPacks()
    expect(card(fakeFacePack.id).find('[data-testid="use-pack"]').exists()).toBe(false)
    await card(fakePack.id).get('[data-testid="use-pack"]').trigger('click')
    await flushPromises()
    expect(bridge.settings.packId).toBe(fakePack.id)
  })

  it('tells on its card how the check of a pack ended', async () => {
    const { card } = await openPacks()
    await card(fakePack.id).get('[data-testid="verify-pack"]').trigger('click')
    await flushPromises()
    expect(card(fakePack.id).get('[data-pack-work]').text()).toContain('Verifying a pack: done.')
  })
})

describe('adding a pack', () => {
  it('names every missing and unexpected tensor, and builds nothing then', async () => {
    await openPacks()
    await usePackAddingStore().add([file('downstream.pth')])
    await flushPromises()
    expect(inDialog('[data-testid="plan-problem"]').textContent).toContain('has no text encoder')
    expect(inDialog('[aria-label="Missing tensors"]').textContent).toContain(
      'transformer.resblocks.11.mlp.c_fc.weight',
    )
    expect(inDialog('[aria-label="Unexpected tensors"]').textContent).toContain('mlp.2.bias')
    expect((inDialog('[data-testid="build-pack"]') as HTMLButtonElement).disabled).toBe(true)
  })

  it('builds only when the licence is stated, and then lists the pack', async () => {
    const { bridge, card } = await openPacks(fakePack.id, [fakePack, fakeFacePack])
    await usePackAddingStore().add([file('downstream.pth'), file('ViT-B-32.pt')])
    await flushPromises()
    await click(inDialog('[data-testid="build-pack"]'))
    expect(requestsOf(bridge, 'pack.build')).toEqual([])
    expect(inDialog('[role="alert"]').textContent).toContain('State the terms')
    type('[data-testid="pack-licence"]', 'CC BY-NC 4.0')
    await click(inDialog('[data-testid="build-pack"]'))
    expect(requestsOf(bridge, 'pack.build')).toEqual([
      { planId: 'plan-1', title: 'EmoCLIP ViT-B/32', licence: 'CC BY-NC 4.0', precisions: ['fp32', 'int8'] },
    ])
    expect(document.querySelector('[role="dialog"]')).toBeNull()
    expect(card(fakeEmoclipPack.id).text()).toContain('CC BY-NC 4.0')
  })

  it('keeps files that were named when the dialog is closed', async () => {
    const { wrapper } = await openPacks()
    await usePackAddingStore().add([file('downstream.pth')])
    usePackAddingStore().isOpen = false
    await flushPromises()
    expect(wrapper.text()).toContain('downstream.pth is waiting')
    await wrapper.get('[data-testid="go-on-adding"]').trigger('click')
    await flushPromises()
    expect(inDialog('[data-testid="plan-sources"]').textContent).toContain('downstream.pth')
  })
})

describe('this computer', () => {
  it('says before anything was measured what there is, and measures when asked', async () => {
    const { wrapper } = await openPacks()
    const panel = wrapper.get('[aria-labelledby="runtime-title"]')
    expect(panel.text()).toContain('Models can run here on CPU.')
    expect(panel.text()).toContain('has not been measured here yet')
    await panel.get('[data-testid="measure"]').trigger('click')
    await flushPromises()
    expect(panel.text()).toContain('EmoCLIP ViT-B/32 runs on WebGPU fp32 here.')
    const rows = panel.findAll('[data-testid="engine-trials"] tbody').map((row) => row.text())
    expect(rows).toHaveLength(5)
    expect(rows[1]).toMatch(/^WebGPU fp32\s*used/)
    expect(rows[0]).toContain('at most 2 % pass')
  })

  it('warns of a choice that cannot run', async () => {
    const { bridge, wrapper } = await openPacks()
    bridge.settings = {
      ...bridge.settings,
      engine: { precision: 'fp16', provider: null, memoryMb: null },
    }
    await useSettingsStore().load()
    await wrapper.get('[data-testid="measure"]').trigger('click')
    await flushPromises()
    expect(wrapper.get('[aria-labelledby="runtime-title"] [role="alert"]').text()).toContain('With fp16')
  })

  it('saves a bound on memory, and none for an empty field, but nothing that is no such number', async () => {
    const { bridge, wrapper } = await openPacks()
    const field = wrapper.get<HTMLInputElement>('[data-testid="memory-mb"]')
    for (const text of ['4000', '12', 'much', '']) {
      await field.setValue(text)
      await field.trigger('change')
      await flushPromises()
    }
    expect(requestsOf(bridge, 'app.saveSettings')).toEqual([
      { engine: { precision: null, provider: null, memoryMb: 4000 } },
      { engine: { precision: null, provider: null, memoryMb: null } },
    ])
  })
})
