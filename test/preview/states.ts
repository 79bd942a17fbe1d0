import type { StudyBackup } from '../../src-shared/domain/backup.ts'
import type { Job, JobLogLine } from '../../src-shared/domain/job.ts'
import type { ImportPlan } from '../../src-shared/domain/import-plan.ts'
import { AppError } from '../../src-shared/errors.ts'
import { historyHandlers } from '../helpers/fake-history.ts'
import type { FakeBridge } from '../helpers/fake-bridge.ts'
import { fakeImportPlan, summaryOf } from '../helpers/fake-study.ts'

/** What seldom happens, to be looked at: `?state=moved`. Each changes how a window's fake bridge answers. */
const states: Readonly<Record<string, (bridge: FakeBridge) => void>> = {
  /** The study's folder went away while it is open. */
  moved: (bridge) => {
    bridge.use({
      'rater.list': () => {
        throw new AppError('study-moved', 'The study’s folder was moved or deleted.')
      },
    })
  },
  /** A study that cannot be opened, with backups. */
  damaged: (bridge) => {
    bridge.study = null
    bridge.use({ 'study.restorable': () => ({ folderName: 'ward-4', backups }) })
  },
  'look-only': (bridge) => {
    bridge.use({
      'study.current': () => (bridge.study === null ? null : { ...summaryOf(bridge.study), lookOnly: true }),
    })
  },
  'damaged-rows': (bridge) => {
    bridge.use({
      'study.current': () => (bridge.study === null ? null : { ...summaryOf(bridge.study), damages }),
    })
  },
  missing: (bridge) => {
    firstClipHas(
      bridge,
      'clip-01.mp4 is not where it was when it was imported, or was changed since. Find the folder it moved to.',
    )
  },
  replaced: (bridge) => {
    firstClipHas(
      bridge,
      'clip-01.mp4 is not the recording that was imported: another one of the same name and size lies in its place, which is neither shown nor computed from. Put the original back, or import the new one as a video of its own.',
    )
  },
  unsaved: (bridge) => {
    bridge.use({
      'caption.save': () => {
        throw new AppError('disk-full', 'The disk is full: the caption was not saved.')
      },
    })
  },
  /** Work of every standing; the log of the first can be opened. */
  jobs: (bridge) => {
    bridge.use({ 'job.log': () => [...jobLog] })
    if (bridge.study !== null) bridge.study.jobs = [...standingJobs]
  },
  /** Nothing was done yet. */
  'history-none': (bridge) => {
    bridge.use(historyHandlers(0))
  },
  'history-failed': (bridge) => {
    bridge.use({
      'journal.audit': () => {
        throw new AppError('study-moved', 'The study’s folder was moved or deleted.')
      },
    })
  },
  'history-broken': (bridge) => {
    const problems = [
      'Entry 212: What it says was changed after it was written.',
      'The study holds something else than the journal says: score ["k2…","AB","panss-negative","n1"]',
    ]
    bridge.use({ 'journal.verify': () => ({ entries: 240, erased: 1, devices: 2, problems }) })
  },
  inferred: (bridge) => {
    if (bridge.study !== null) bridge.study.importPlan = inferredPlan
  },
}

/** Throws when there is no such state. */
export function applyState(bridge: FakeBridge, name: string): void {
  const apply = states[name]
  if (apply === undefined) throw new Error(`No state “${name}”: ${Object.keys(states).join(', ')}`)
  apply(bridge)
}

function firstClipHas(bridge: FakeBridge, problem: string): void {
  if (bridge.study === null) return
  const [first, ...rest] = bridge.study.clips
  if (first !== undefined) bridge.study.clips = [{ ...first, problem }, ...rest]
}

const damages = [
  'The scale “Ward scale” is damaged and left out; it stays stored.',
  'The prompt set “Eleven expressions” is damaged and left out; it stays stored.',
  'The record of a prediction of 2 March is damaged: what it predicted is left out until it is predicted again.',
]

const contents = {
  title: 'Negative symptoms, ward 4',
  patients: 12,
  sessions: 24,
  captions: 311,
  scores: 1680,
  lastEditUtc: '2026-03-08T16:41:00Z',
}
const backups: StudyBackup[] = [
  {
    name: 'daily-3.sqlite',
    bytes: 4_200_000,
    isDaily: true,
    problem: null,
    madeUtc: '2026-03-09T07:58:00Z',
    contents,
  },
  {
    name: 'daily-2.sqlite',
    bytes: 4_100_000,
    isDaily: true,
    problem: null,
    madeUtc: '2026-03-08T08:03:00Z',
    contents: { ...contents, captions: 287, lastEditUtc: '2026-03-07T15:12:00Z' },
  },
  {
    name: 'daily-1.sqlite',
    bytes: 1_900_000,
    isDaily: true,
    problem: 'It is damaged: its last pages are missing.',
    madeUtc: '2026-03-07T08:11:00Z',
    contents: null,
  },
]

const inferredPlan: ImportPlan = {
  ...fakeImportPlan,
  notes: [
    {
      file: 'P011/scores.csv',
      line: null,
      code: 'format',
      message: 'P011/scores.csv was read with semicolons and decimal commas, in Windows-1252.',
    },
    {
      file: 'P011/2024-06-03_baseline/captions/clip-01.vtt',
      line: 14,
      code: 'markup',
      message: 'clip-01.vtt, line 14: the style of two words was left out; the text is whole.',
    },
  ],
  inferences: [
    {
      ...{ id: '1', file: 'P011/scores.csv', line: 2, kind: 'patient', written: '11', taken: 'P011' },
      ...{ reason: 'a spreadsheet makes a number of such a code', rows: 12 },
    },
    {
      ...{ id: '2', file: 'P011/scores.csv', line: 2, kind: 'visit', written: 'Week 12', taken: 'week-12' },
      ...{ reason: 'only the spelling differs', rows: 6 },
    },
  ],
  names: [
    { name: 'AB', captions: 9, raterCode: 'AB' },
    { name: 'Anna', captions: 12, raterCode: null },
  ],
}

const aJob = {
  ...{ stage: null, failures: [], notices: [], attempts: 1, etaMs: null, pausable: true },
  endedUtc: '2026-03-09T09:42:51Z',
}
const standingJobs: readonly Job[] = [
  {
    ...{
      ...aJob,
      jobId: 'job-1',
      kind: 'deidentify',
      title: 'De-identifying 48 clips',
      status: 'interrupted',
    },
    ...{ done: 17, total: 48, startedUtc: '2026-03-08T16:02:11Z', continuable: true },
    message: 'The program ended before this did. It can go on where it was.',
  },
  {
    ...{ ...aJob, jobId: 'job-2', kind: 'fit', title: 'Fitting PANSS', status: 'interrupted' },
    ...{ done: 2, total: 12, startedUtc: '2026-03-08T16:01:02Z', continuable: false },
    message: 'The program ended before this did. Start it again where you began it.',
  },
  {
    ...{ ...aJob, jobId: 'job-3', kind: 'predict', title: 'Predicting 240 clips', status: 'running' },
    ...{ stage: 'Looking at the clips', done: 31.4, total: 240, attempts: 2, etaMs: 1_260_000 },
    ...{ startedUtc: '2026-03-09T09:30:00Z', endedUtc: null },
    failures: [{ item: 'P004 week-4, clip 3', message: 'No face was found in this clip.' }],
  },
  {
    ...{ ...aJob, jobId: 'job-4', kind: 'find-people', title: 'Finding the people', status: 'paused' },
    ...{ done: 3.2, total: 24, startedUtc: '2026-03-09T09:31:00Z', endedUtc: null },
  },
  {
    ...{ ...aJob, jobId: 'job-5', kind: 'predict', title: 'Predicting 12 clips', status: 'queued' },
    ...{ done: 0, total: 0, attempts: 0, startedUtc: '2026-03-09T09:32:00Z', endedUtc: null },
  },
  {
    ...{
      ...aJob,
      jobId: 'job-6',
      kind: 'pack-build',
      title: 'Building EmoCLIP of the ward',
      status: 'failed',
    },
    ...{ done: 0.4, total: 1, startedUtc: '2026-03-09T09:12:00Z', continuable: false },
    message: 'The disk is full: the pack was not built.',
  },
  {
    ...{ ...aJob, jobId: 'job-7', kind: 'import', title: 'Importing 36 videos', status: 'done' },
    ...{ done: 36, total: 36, startedUtc: '2026-03-09T08:50:00Z' },
    summary: 'Imported 36 videos, 311 captions, 1,680 scores. 2 items refused.',
    failures: [
      { item: 'P011/scores.csv', message: 'scores.csv, line 14: “n8” is no column of a scale.' },
      { item: 'P012/clip-03.mp4', message: 'clip-03.mp4 is damaged from 00:12 on.' },
    ],
    notices: [
      { item: 'P011/clip-01.mp4', message: 'The recording was not finished: its end may be missing.' },
    ],
  },
  {
    ...{ ...aJob, jobId: 'job-8', kind: 'export', title: 'Exporting', status: 'cancelled' },
    ...{ done: 4, total: 11, startedUtc: '2026-03-08T15:20:00Z' },
  },
]

const jobLog: readonly JobLogLine[] = [
  ...[
    ['state', null, 'Started.'],
    ['stage', null, 'Looking at the clips'],
    ['failure', 'P004 week-4, clip 3', 'No face was found in this clip.'],
    ['state', null, 'The program ended before this did.'],
    ['state', null, 'Continued: attempt 2.'],
  ],
].map(([kind, item, text], line) => ({
  ...{ utc: `2026-03-09T09:3${String(line)}:00Z`, kind, item, text },
})) as JobLogLine[]
