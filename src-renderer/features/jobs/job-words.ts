import {
  CircleCheck,
  CircleSlash,
  Download,
  FolderInput,
  FolderSearch,
  Pause,
  ScanFace,
  ScatterChart,
  TriangleAlert,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { Job, JobKind } from '#shared/domain/job.ts'
import { formatCount, formatTimeLeft } from '../../ui/number-text.ts'

const kindIcons: Readonly<Record<JobKind, Component>> = {
  'import-preview': FolderSearch,
  import: FolderInput,
  predict: ScanFace,
  fit: ScatterChart,
  export: Download,
}

export function jobIcon(job: Job): Component {
  if (job.status === 'failed') return TriangleAlert
  if (job.status === 'done') return job.failures.length > 0 ? TriangleAlert : CircleCheck
  if (job.status === 'cancelled') return CircleSlash
  if (job.status === 'paused') return Pause
  return kindIcons[job.kind]
}

function countWords(job: Job): string {
  return job.total > 0 ? `${formatCount(job.done)} of ${formatCount(job.total)}` : ''
}

/** One line that says where a job stands. */
export function jobLine(job: Job): string {
  switch (job.status) {
    case 'queued':
      return 'Waiting for its turn'
    case 'running': {
      const left = job.etaMs === null ? '' : formatTimeLeft(job.etaMs)
      return [countWords(job), left].filter((part) => part !== '').join(' · ') || 'Working'
    }
    case 'paused':
      return ['Paused', countWords(job)].filter((part) => part !== '').join(' · ')
    case 'done':
      return job.summary
    case 'failed':
      return job.message
    case 'cancelled':
      return ['Cancelled', countWords(job)].filter((part) => part !== '').join(' · ')
  }
}

/** Share done, 0 to 1; null while the length is unknown. */
export function jobShare(job: Job): number | null {
  if (job.status === 'done') return 1
  return job.total > 0 ? job.done / job.total : null
}
