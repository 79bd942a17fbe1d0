import { expect, test } from 'vitest'
import { availableProviders, threadsFor } from '#core/inference/session/providers.ts'
import type { Machine } from '#core/inference/session/providers.ts'

const bundled = (...names: string[]) => names.map((name) => ({ name, bundled: true }))

function machine(changes: Partial<Machine> & { files?: readonly string[] } = {}): Machine {
  const { files = [], ...rest } = changes
  return { platform: 'linux', environment: {}, fileExists: (path) => files.includes(path), ...rest }
}

test('what the runtime offers is tried best first, with the CPU last', () => {
  const supported = bundled('cpu', 'coreml', 'webgpu')
  expect(availableProviders(supported, machine({ platform: 'darwin' }))).toEqual(['webgpu', 'coreml', 'cpu'])
  expect(availableProviders(bundled('cpu', 'dml', 'webgpu'), machine({ platform: 'win32' }))).toEqual([
    'webgpu',
    'dml',
    'cpu',
  ])
})

test('a provider whose library is not there is not tried', () => {
  const supported = [...bundled('cpu'), { name: 'cuda', bundled: false }]
  expect(availableProviders(supported, machine({ files: ['/dev/nvidia0'] }))).toEqual(['cpu'])
})

test('on Linux, WebGPU is tried only where there is graphics hardware', () => {
  const supported = bundled('cpu', 'webgpu')
  expect(availableProviders(supported, machine())).toEqual(['cpu'])
  expect(availableProviders(supported, machine({ files: ['/dev/dri/renderD128'] }))).toEqual([
    'webgpu',
    'cpu',
  ])
})

test('a Vulkan driver that is software is never tried', () => {
  const environment = { VK_DRIVER_FILES: '/opt/vk_swiftshader_icd.json' }
  const files = ['/dev/dri/renderD128']
  expect(availableProviders(bundled('cpu', 'webgpu'), machine({ environment, files }))).toEqual(['cpu'])
})

test('the variable names the only provider to try before the CPU', () => {
  const supported = bundled('cpu', 'webgpu')
  const files = ['/dev/dri/renderD128']
  const forced = (name: string) =>
    availableProviders(supported, machine({ files, environment: { EMOCLIP_PROVIDER: name } }))
  expect(forced('cpu')).toEqual(['cpu'])
  expect(forced('webgpu')).toEqual(['webgpu', 'cpu'])
})

test('small nets get one thread and large ones at most four, whatever the machine', () => {
  expect(threadsFor(1_000_000, 16)).toBe(1)
  expect(threadsFor(300_000_000, 16)).toBe(4)
  expect(threadsFor(300_000_000, 2)).toBe(2)
})
