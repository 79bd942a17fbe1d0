import { availableParallelism, cpus } from 'node:os'
import { runtimeVersion } from '../session/onnx-runtime.ts'
import type { EngineMachine } from './engine-records.ts'

export function thisMachine(): EngineMachine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    runtimeVersion: runtimeVersion(),
  }
}
