import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openGate } from '#core/jobs/pause-gate.ts'
import type { JobControl } from '#core/jobs/job-control.ts'
import type { Study } from '#core/study-services.ts'
import { createStudy } from '#core/study.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { anEnvironment } from './an-environment.ts'
import { tempFolder } from './temp-folder.ts'

export interface TestStudy {
  readonly study: Study
  /** Folder for session folders, beside the study's own. */
  readonly inbox: string
  readonly environment: StudyEnvironment
}

/** A new study in a folder of its own; closed when the test has ended. */
export function aStudy(changes: Partial<StudyEnvironment> = {}): TestStudy {
  const root = tempFolder()
  const environment = anEnvironment(changes)
  const study = createStudy(join(root, 'study'), 'Test study', environment)
  onTestFinished(() => {
    study.close()
  })
  return { study, inbox: join(root, 'inbox'), environment }
}

export interface RecordedControl extends JobControl {
  readonly failures: { item: string; message: string }[]
  readonly notices: { item: string; message: string }[]
  readonly steps: { done: number; total: number }[]
}

/** A job that nobody pauses, with what it was told. */
export function aControl(signal: AbortSignal = new AbortController().signal): RecordedControl {
  const failures: RecordedControl['failures'] = []
  const notices: RecordedControl['notices'] = []
  const steps: RecordedControl['steps'] = []
  return {
    signal,
    gate: openGate,
    progress: (done, total) => steps.push({ done, total }),
    stage: () => undefined,
    failure: (item, message) => failures.push({ item, message }),
    notice: (item, message) => notices.push({ item, message }),
    failures,
    notices,
    steps,
  }
}
