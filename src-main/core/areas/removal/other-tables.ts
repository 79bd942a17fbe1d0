/**
 * Tables that hold something of patients and do not refer to them: each has its own way in `remove-rows.ts`. A table that is
 * neither here, nor below, nor refers to what is removed fails the test of this list.
 */
export const tablesWithTexts: readonly string[] = [
  'severity_models',
  'imports',
  'runs',
  'jobs',
  'journal',
  'journal_objects',
  'journal_subjects',
  'drafts',
  'taken_back_videos',
]

/** Tables without a word of a patient. */
export const tablesOfNobody: readonly string[] = [
  'study',
  'raters',
  'scales',
  'scale_items',
  'scale_anchors',
  'covariates',
  'tiers',
  'prompt_sets',
  'protocols',
  'packs',
  'text_embeddings',
  'journal_devices',
  'removals',
  'journal_passed_over',
  'sqlite_sequence',
]
