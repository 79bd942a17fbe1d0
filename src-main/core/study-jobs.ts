import { exportJob } from './areas/export/export-job.ts'
import { predictJob } from './areas/prediction/predict-job.ts'
import type { AnyJob } from './jobs/define-job.ts'
import type { StudyParts } from './study-services.ts'

/** All long work on a study, by which what is kept of it is continued. */
export const studyJobs: readonly AnyJob<StudyParts>[] = [predictJob, exportJob]
