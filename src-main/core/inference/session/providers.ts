import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { runtimeProviders } from './ort-session.ts'
import type { SupportedProvider } from './ort-session.ts'

/**
 * Execution providers: which of those that the runtime names are worth a try on this machine, best first.
 */

/** Best first; a provider that is not in this list is not tried. */
const PREFERENCE = ['webgpu', 'cuda', 'dml', 'coreml', 'cpu'] as const

/** Names a provider that shall be used alone, e.g. `cpu`. */
const PROVIDER_VARIABLE = 'EMOCLIP_PROVIDER'

export interface Machine {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  fileExists(path: string): boolean
}

const thisMachine: Machine = {
  platform: process.platform,
  environment: process.env,
  fileExists: existsSync,
}

/**
 * Providers to try, best first; `cpu` is always the last. With `EMOCLIP_PROVIDER` set, that one and `cpu`.
 */
export function availableProviders(
  supported: readonly SupportedProvider[] = runtimeProviders(),
  machine: Machine = thisMachine,
): string[] {
  const forced = machine.environment[PROVIDER_VARIABLE] ?? ''
  if (forced !== '') return forced === 'cpu' ? ['cpu'] : [forced, 'cpu']
  const usable = PREFERENCE.filter((name) => {
    const entry = supported.find((provider) => provider.name === name)
    if (entry === undefined || name === 'cpu') return false
    return entry.bundled && (name !== 'webgpu' || hasGraphicsHardware(machine))
  })
  return [...usable, 'cpu']
}

/**
 * WebGPU on Linux goes through Vulkan, whose drivers may be plain software (SwiftShader, lavapipe): slower
 * than the CPU provider and no better, and slow to try. Elsewhere, the trial of the engine sorts those out.
 */
function hasGraphicsHardware({ platform, environment, fileExists }: Machine): boolean {
  if (platform !== 'linux') return true
  const drivers = `${environment['VK_DRIVER_FILES'] ?? ''} ${environment['VK_ICD_FILENAMES'] ?? ''}`
  if (/swiftshader|lvp|llvmpipe|lavapipe/i.test(drivers)) return false
  return ['/dev/dri/renderD128', '/dev/nvidia0', '/dev/dxg'].some(fileExists)
}

/** Below this, more threads cost more in waiting than they save: frames are already worked on side by side. */
const SMALL_MODEL_BYTES = 20_000_000
const MOST_THREADS = 4

/**
 * Threads for one model. A function of the model and the machine only, so that the app and the command line
 * give the same digits.
 */
export function threadsFor(modelBytes: number, cores: number = availableParallelism()): number {
  return modelBytes < SMALL_MODEL_BYTES ? 1 : Math.max(1, Math.min(MOST_THREADS, cores))
}
