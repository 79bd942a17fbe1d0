import { createPinia, setActivePinia } from 'pinia'
import type { Pinia } from 'pinia'
import type { FakeBridge, FakeOptions } from './fake-bridge.ts'
import { createFakeBridge } from './fake-bridge.ts'

/** A window as a store or component finds it: a fresh pinia and a fake bridge. */
export function openWindow(options: FakeOptions = {}): { bridge: FakeBridge; pinia: Pinia } {
  const bridge = createFakeBridge(options)
  Object.defineProperty(window, 'bridge', { value: bridge, configurable: true, writable: true })
  const pinia = createPinia()
  setActivePinia(pinia)
  return { bridge, pinia }
}
