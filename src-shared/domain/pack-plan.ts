import { z } from 'zod'
import { nameSchema } from '../limits.ts'
import { activationSchema, architectureSchema, precisions, precisionSchema } from './pack.ts'

/** What would become of checkpoint files that a user named: shown before anything is built. */
export const packPlanSchema = z.object({
  planId: z.string(),
  sources: z.array(
    z.object({
      name: z.string(),
      bytes: z.number().int().nonnegative(),
      format: z.enum(['pytorch', 'torchscript', 'safetensors']).nullable(),
      /** What is taken from it, in words; null when it cannot be used. */
      role: z.string().nullable(),
      tensors: z.number().int().nonnegative(),
    }),
  ),
  /** Null when no pack can be built. */
  architecture: architectureSchema.nullable(),
  /** False for a CLIP that says nothing of its activation: the user must say it. */
  isActivationKnown: z.boolean(),
  title: z.string(),
  /** Names as they stand in the files; both empty when a pack can be built. */
  missing: z.array(z.string()),
  unexpected: z.array(z.string()),
  /** Decisions worth knowing, e.g. whose logit scale is used. */
  notes: z.array(z.string()),
  /** Why no pack can be built, in one sentence; null when one can. */
  problem: z.string().nullable(),
})
export type PackPlan = z.infer<typeof packPlanSchema>

export const packBuildRequestSchema = z.object({
  planId: nameSchema,
  title: z.string().trim().min(1).max(80),
  /** As the user states it: the program cannot know the terms of the files. */
  licence: z.string().trim().min(1).max(200),
  precisions: z.array(precisionSchema).min(1).max(precisions.length),
  /** Of the plan's CLIP, where the files do not tell it. */
  activation: activationSchema.optional(),
})
export type PackBuildRequest = z.infer<typeof packBuildRequestSchema>
