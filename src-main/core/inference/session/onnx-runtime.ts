import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import type * as OnnxRuntime from 'onnxruntime-node'
import { z } from 'zod'

/**
 * The only door to ONNX Runtime. Since 1.29 its native code for Linux and macOS sends usage data to its maker,
 * writes an identifier of the device into the user's cache and logs into the temporary folder, unless this variable
 * says no when the code is loaded.
 */
const SWITCH = 'ORT_DISABLE_TELEMETRY'
const OFF = '1'

/**
 * Must have run in the main thread of a process before any thread of it loads the runtime: what a worker writes into
 * its `process.env` is a copy that native code does not see.
 */
export function switchOffTelemetry(): void {
  process.env[SWITCH] = OFF
}

/** For the environment of a process that is started. */
export const telemetryOff: Readonly<Record<string, string>> = { [SWITCH]: OFF }

const load = createRequire(import.meta.url)

let loaded: typeof OnnxRuntime | null = null

/**
 * The runtime, loaded with the first call and not by an import, which a bundler would put before everything else.
 * Throws in a worker thread whose process did not switch the telemetry off before it started the thread.
 */
export function onnxRuntime(): typeof OnnxRuntime {
  if (loaded !== null) return loaded
  if (isMainThread) switchOffTelemetry()
  else if (process.env[SWITCH] !== OFF) throw new Error('this thread was started with telemetry on')
  loaded = load('onnxruntime-node') as typeof OnnxRuntime
  return loaded
}

const manifestSchema = z.object({ version: z.string() })

/** For example `1.30.0`, without loading its native code. */
export function runtimeVersion(): string {
  return manifestSchema.parse(load('onnxruntime-node/package.json')).version
}
