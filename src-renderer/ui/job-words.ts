import {
  CircleCheck,
  CircleSlash,
  Download,
  FolderInput,
  FolderSearch,
  Gauge,
  Hammer,
  Mic,
  MonitorPlay,
  PackageCheck,
  Pause,
  ScanFace,
  ScatterChart,
  Scissors,
  TriangleAlert,
  Users,
  VenetianMask,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { Job, JobKind } from '#shared/domain/job.ts'
import { formatClock, formatDay } from './clock-time.ts'
import { formatCount, formatLength, formatPercent, formatTimeLeft } from './number-text.ts'

const kindIcons: Readonly<Record<JobKind, Component>> = {
  'import-preview': FolderSearch,
  import: FolderInput,
  predict: ScanFace,
  cut: Scissors,
  proxy: MonitorPlay,
  speech: Mic,
  'find-people': Users,
  deidentify: VenetianMask,
  fit: ScatterChart,
  export: Download,
  'pack-build': Hammer,
  'pack-verify': PackageCheck,
  engine: Gauge,
}

/** What is counted; of other work the steps mean nothing to a person: bytes, tensors, trial runs, ms of sound. */
const units: Readonly<Partial<Record<JobKind, string>>> = {
  'import-preview': 'videos',
  import: 'videos',
  predict: 'clips',
  proxy: 'videos',
  speech: 'videos',
  'find-people': 'videos',
  deidentify: 'clips',
  export: 'files',
  'pack-verify': 'files',
}

/** What is done before there is anything to count. */
const firstSteps: Readonly<Record<JobKind, string>> = {
  'import-preview': 'Looking through the folders',
  import: 'Preparing the import',
  predict: 'Loading the model',
  cut: 'Reading the video',
  proxy: 'Reading the video',
  speech: 'Reading the video',
  'find-people': 'Loading the face models',
  deidentify: 'Loading the face models',
  fit: 'Collecting ratings and videos',
  export: 'Reading the study',
  'pack-build': 'Reading the files',
  'pack-verify': 'Reading the files',
  engine: 'Loading the model',
}

export function jobIcon(job: Job): Component {
  if (job.status === 'failed' || job.status === 'interrupted') return TriangleAlert
  if (job.status === 'done') return job.failures.length > 0 ? TriangleAlert : CircleCheck
  if (job.status === 'cancelled') return CircleSlash
  if (job.status === 'paused') return Pause
  return kindIcons[job.kind]
}

function countWords(job: Job): string {
  if (job.total <= 0) return ''
  const unit = units[job.kind]
  // Of a single one, nothing but the share can be told.
  if (unit === undefined || job.total === 1) return formatPercent(job.done / job.total)
  // A clip that is half looked at is not done; the bar shows the half.
  return `${formatCount(Math.floor(job.done))} of ${formatCount(job.total)} ${unit}`
}

/** One line that says where a job stands. */
export function jobLine(job: Job): string {
  switch (job.status) {
    case 'queued':
      return 'Waiting for its turn'
    case 'running': {
      if (job.done <= 0) return job.stage ?? firstSteps[job.kind]
      const left = job.etaMs === null ? '' : formatTimeLeft(job.etaMs)
      return [job.stage ?? '', countWords(job), left].filter((part) => part !== '').join(' · ')
    }
    case 'paused':
      return ['Paused', countWords(job)].filter((part) => part !== '').join(' · ')
    case 'done':
      return job.summary
    case 'failed':
    case 'interrupted':
      return job.message
    case 'cancelled':
      return ['Cancelled', countWords(job)].filter((part) => part !== '').join(' · ')
  }
}

/** When it was begun and how long it took, e.g. `2026-03-09 14:02 · took 3:12`. */
export function jobWhen(job: Job): string {
  const { startedUtc, endedUtc, attempts } = job
  const parts = [`${formatDay(startedUtc)} ${formatClock(startedUtc).slice(0, 5)}`]
  const took = endedUtc === null ? 0 : Date.parse(endedUtc) - Date.parse(startedUtc)
  // Between attempts, and until it was found to be cut off, the program was closed: that is not how long it took.
  if (took >= 1000 && attempts < 2 && job.status !== 'interrupted') parts.push(`took ${formatLength(took)}`)
  if (attempts > 1) parts.push(`attempt ${formatCount(attempts)}`)
  return parts.join(' · ')
}

/** Share done, 0 to 1; null while the length is unknown. */
export function jobShare(job: Job): number | null {
  if (job.status === 'done') return 1
  return job.total > 0 ? job.done / job.total : null
}
