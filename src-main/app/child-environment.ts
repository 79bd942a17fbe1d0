import { telemetryOff } from '#core/inference/session/onnx-runtime.ts'

/** What a child process may see of this one's environment: enough to run, nothing that changes how. */
const PASSED_ON = [
  'PATH',
  'Path',
  'HOME',
  'USERPROFILE',
  'LANG',
  'LC_ALL',
  'XDG_CACHE_HOME',
  'EMOCLIP_PROVIDER',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'LD_LIBRARY_PATH',
  // Which graphics card ONNX Runtime finds.
  'VK_DRIVER_FILES',
  'VK_ICD_FILENAMES',
  'CUDA_VISIBLE_DEVICES',
]

export function childEnvironment(): NodeJS.ProcessEnv {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(passedOn), ...telemetryOff }
}
