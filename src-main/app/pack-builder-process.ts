import type { HostProcess } from '#core/async/messages.ts'
import builderModule from '../workers/pack-builder.ts?modulePath'
import { childEnvironment } from './child-environment.ts'
import { forkHost } from './fork-host.ts'

/** Starts the process that builds one pack. */
export function spawnPackBuilder(): Promise<HostProcess> {
  return forkHost(builderModule, { name: 'EmoCLIP pack builder', env: childEnvironment() })
}
