import { z } from 'zod'
import { nameSchema } from '../limits.ts'
import { precisionSchema } from './pack.ts'

/** What models shall run on, as the user set it. */
export const engineChoiceSchema = z.object({
  /** Null for the fastest that the pack has and that passes. */
  precision: precisionSchema.nullable(),
  /** An execution provider by its name in the runtime, e.g. `cpu`; null for the fastest that passes. */
  provider: nameSchema.nullable(),
  /** Most memory for models, in MB; null for a quarter of the machine's. */
  memoryMb: z.number().int().min(256).nullable(),
})
export type EngineChoice = z.infer<typeof engineChoiceSchema>

/** One way to run a pack on this machine, tried with a real run. */
export const engineTrialSchema = z.object({
  provider: z.string(),
  precision: precisionSchema,
  /** Frames in one run. */
  batch: z.number().int().positive(),
  /** Runs side by side, each with one thread on the CPU. */
  lanes: z.number().int().positive(),
  /** Null when it was not timed. */
  framesPerSecond: z.number().positive().nullable(),
  /** Largest deviation from the CPU's fp32 numbers, as a share of the largest; null when it gave none. */
  deviation: z.number().nonnegative().nullable(),
  /** Why it is not used, in one sentence; null when it may be. */
  refusal: z.string().nullable(),
})
export type EngineTrial = z.infer<typeof engineTrialSchema>

/** What was found out about a pack on this machine. */
export const engineReportSchema = z.object({
  packSha256: z.string(),
  cpu: z.string(),
  cores: z.number().int().positive(),
  runtimeVersion: z.string(),
  measuredUtc: z.string(),
  trials: z.array(engineTrialSchema),
})
export type EngineReport = z.infer<typeof engineReportSchema>

/** What a pass over clips runs on. */
export const enginePlanSchema = engineTrialSchema.pick({
  provider: true,
  precision: true,
  batch: true,
  lanes: true,
})
export type EnginePlan = z.infer<typeof enginePlanSchema>
