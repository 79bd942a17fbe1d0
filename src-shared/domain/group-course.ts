import { z } from 'zod'
import { nameSchema } from '../limits.ts'
import { statisticSchema } from './severity.ts'

export const groupCourseRequestSchema = z.object({
  scaleId: nameSchema,
  /** Of an item or a total. */
  measureId: nameSchema,
  /** By what is known of the patients; null: all of them together. */
  covariateId: nameSchema.nullable(),
})
export type GroupCourseRequest = z.infer<typeof groupCourseRequestSchema>

const groupCourseSchema = z.object({
  /** What the patients of the group have in common. */
  label: z.string(),
  nPatients: z.number().int().positive(),
  /** In order; a place is that of the visit among a patient's visits, from 1. */
  visits: z.array(
    z.object({
      place: z.number().int().positive(),
      /** As most of the visits at this place are called. */
      label: z.string(),
      /** Mean over the patients who were rated then. */
      mean: statisticSchema,
    }),
  ),
})
export type GroupCourse = z.infer<typeof groupCourseSchema>

/** How groups of patients were rated from visit to visit. */
export const groupCoursesSchema = z.object({
  /** The largest first. */
  groups: z.array(groupCourseSchema),
  /** Rated patients of whom it is not known to which group they belong. */
  nUnknown: z.number().int().nonnegative(),
  /** Rated patients in groups that are too many to show. */
  nLeftOut: z.number().int().nonnegative(),
})
export type GroupCourses = z.infer<typeof groupCoursesSchema>
