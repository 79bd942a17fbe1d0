import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openGate } from '#core/async/pause-gate.ts'
import type { JobControl } from '#core/jobs/job-control.ts'
import { openDatabase } from '#core/db/open.ts'
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

let empty: Buffer | undefined

/**
 * What a study's file holds before it has a title, as after a start that was cut off there: all steps of the schema
 * take longer than most tests do.
 */
function emptyFile(): Buffer {
  if (empty !== undefined) return empty
  const file = join(tempFolder(), 'study.sqlite')
  openDatabase({ file, create: true, sqliteBinding: null }).close()
  empty = readFileSync(file)
  return empty
}

/** A new study in a folder of its own; closed when the test has ended. */
export function aStudy(changes: Partial<StudyEnvironment> = {}): TestStudy {
  const root = tempFolder()
  const environment = anEnvironment(changes)
  const folder = join(root, 'study')
  mkdirSync(folder, { mode: 0o700 })
  writeFileSync(join(folder, 'study.sqlite'), emptyFile(), { mode: 0o600 })
  const study = createStudy(folder, 'Test study', environment)
  onTestFinished(() => {
    study.close()
  })
  return { study, inbox: join(root, 'inbox'), environment }
}

export interface RecordedControl extends JobControl {
  readonly failures: { item: string; message: string }[]
  readonly notices: { item: string; message: string }[]
  readonly steps: { done: number; total: number }[]
  /** Names of parts as they began. */
  readonly stages: string[]
}

/** A job that nobody pauses, with what it was told. */
export function aControl(signal: AbortSignal = new AbortController().signal): RecordedControl {
  const failures: RecordedControl['failures'] = []
  const notices: RecordedControl['notices'] = []
  const steps: RecordedControl['steps'] = []
  const stages: string[] = []
  return {
    signal,
    gate: openGate,
    progress: (done, total) => steps.push({ done, total }),
    stage: (name) => stages.push(name),
    failure: (item, message) => failures.push({ item, message }),
    notice: (item, message) => notices.push({ item, message }),
    failures,
    notices,
    steps,
    stages,
  }
}
