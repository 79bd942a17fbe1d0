import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Precision } from '#shared/domain/pack.ts'
import { isWithinLimits } from '#core/inference/engine/embedding-distance.ts'
import { emoclipSizes } from '../../scripts/tools/checkpoints/emoclip-parameters.ts'
import { readRuntime } from '../../scripts/setup/electron-runtime.mjs'
import { randomEmoclipPack } from '../helpers/emoclip-pack.ts'
import { isThorough, thorough } from '../helpers/thorough.ts'

/**
 * The WebGPU way without a graphics card: Electron's folder holds SwiftShader, a Vulkan driver that computes on the
 * CPU. Slow, but it runs the same shaders that a graphics card does.
 */

const script = fileURLToPath(new URL('../helpers/webgpu-nets.ts', import.meta.url))
const driver = join(readRuntime().electron?.distPath ?? '', 'vk_swiftshader_icd.json')

const whyNot =
  process.platform !== 'linux'
    ? 'only on Linux does the runtime take its WebGPU driver from where Vulkan is told to look'
    : existsSync(driver)
      ? null
      : `there is no SwiftShader where Electron lies (${driver}); the set-up puts it there`

const resultSchema = z.array(
  z.object({
    precision: z.string(),
    refusal: z.string().nullable(),
    framesPerSecond: z.number().nullable(),
    deviation: z.number().nullable(),
    /** Null when not asked for. */
    nets: z
      .object({
        visual: z.number().nullable(),
        temporal: z.number().nullable(),
        text: z.number().nullable(),
      })
      .nullable(),
  }),
)
type Result = z.infer<typeof resultSchema>[number]

/** SwiftShader computes no 16-bit numbers and says so; another driver may. */
const precisions = thorough<readonly Precision[]>(['fp32'], ['fp32', 'fp16'])

async function onSwiftShader(packFolder: string): Promise<Result[]> {
  const env = { ...process.env, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver }
  const { stdout } = await promisify(execFile)(process.execPath, [script, packFolder, ...precisions], {
    env,
    maxBuffer: 1e7,
  })
  return resultSchema.parse(JSON.parse(stdout))
}

describe('an EmoCLIP pack on WebGPU', () => {
  let folder: string
  let full: Result | undefined
  let half: Result | undefined

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'webgpu-'))
    if (whyNot !== null) return
    const { folder: packFolder } = await randomEmoclipPack(folder, precisions, emoclipSizes.small)
    ;[full, half] = await onSwiftShader(packFolder)
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('gives the CPU’s numbers in full precision, whichever net is the farthest from them', ({ skip }) => {
    if (whyNot !== null) skip(whyNot)
    expect(full?.deviation).toBeLessThan(2e-3)
  })

  // Which of them it is costs another look of the driver at every net.
  if (isThorough) {
    test.for(['visual', 'temporal', 'text'] as const)(
      'gives the CPU’s numbers in full precision: the %s net',
      (net, { skip }) => {
        if (whyNot !== null) skip(whyNot)
        expect(full?.nets?.[net]).toBeLessThan(2e-3)
      },
    )
  }

  test('passes the trial of the engine in full precision', ({ skip }) => {
    if (whyNot !== null) skip(whyNot)
    expect(full?.refusal).toBeNull()
    expect(full?.framesPerSecond).toBeGreaterThan(0)
  })

  // That what a way of running refuses is told with its reason is in the unit tests of the engine.
  if (isThorough) {
    test('in half precision is within its limits, or refused with the runtime’s reason', ({ skip }) => {
      if (whyNot !== null) skip(whyNot)
      if (half?.refusal?.includes('does not support it') === true) {
        skip(`SwiftShader computes no 16-bit numbers: ${half.refusal}`)
      }
      expect(half?.refusal).toBeNull()
      for (const deviation of Object.values(half?.nets ?? {})) {
        expect(isWithinLimits({ deviation: deviation ?? Number.NaN, cosine: 1 }, 'fp16')).toBe(true)
      }
    })
  }
})
