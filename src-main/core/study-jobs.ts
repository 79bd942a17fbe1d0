import { deidentifyJob } from './areas/deidentify/deidentify-job.ts'
import { exportJob } from './areas/export/export-job.ts'
import { fitJob } from './areas/severity/fit-job.ts'
import { findPeopleJob } from './areas/people/find-people-job.ts'
import { importJob } from './areas/import/import-job.ts'
import { importPreviewJob } from './areas/import/import-preview-job.ts'
import { predictJob } from './areas/prediction/predict-job.ts'
import { proposeJob } from './areas/cutting/propose-job.ts'
import { proxyJob } from './areas/video/proxy-job.ts'
import { speechJob } from './areas/speech/speech-job.ts'
import type { AnyJob } from './jobs/define-job.ts'
import type { StudyParts } from './study-services.ts'

/** All long work on a study, by which what is kept of it is continued. */
export const studyJobs: readonly AnyJob<StudyParts>[] = [
  importPreviewJob,
  importJob,
  proxyJob,
  findPeopleJob,
  proposeJob,
  predictJob,
  speechJob,
  fitJob,
  deidentifyJob,
  exportJob,
]
