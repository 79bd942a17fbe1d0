import type { ClipRow } from '#shared/domain/clip.ts'
import type { Column } from './csv-table.ts'

const required = { required: true } as const

/** Which clip a row is about; first in every file of clips. */
export const clipColumns: readonly Column<{ readonly clip: ClipRow }>[] = [
  {
    name: 'participant_id',
    type: 'string',
    description: 'Pseudonymous code of the patient.',
    constraints: required,
    value: ({ clip }) => clip.patientCode,
  },
  {
    name: 'session_id',
    type: 'string',
    description: 'Label of the visit, unique within the patient.',
    constraints: required,
    value: ({ clip }) => clip.visitLabel,
  },
  {
    name: 'visit_date',
    type: 'date',
    description: 'Day of the visit; empty when it was not recorded.',
    value: ({ clip }) => clip.visitDate,
  },
  {
    name: 'clip_id',
    type: 'integer',
    description: 'Number of the clip within this study.',
    constraints: { required: true, minimum: 1 },
    value: ({ clip }) => clip.id,
  },
  {
    name: 'clip_ordinal',
    type: 'integer',
    description: 'Place of the clip in its session, from 1.',
    constraints: { required: true, minimum: 1 },
    value: ({ clip }) => clip.ordinal,
  },
  {
    name: 'clip_file',
    type: 'string',
    description: 'Name of the video file, without its folder.',
    constraints: required,
    value: ({ clip }) => clip.fileName,
  },
  {
    name: 'clip_start_ms',
    type: 'number',
    description: 'Start of the clip in milliseconds from the start of the video file.',
    constraints: { required: true, minimum: 0 },
    value: ({ clip }) => clip.startMs,
  },
  {
    name: 'clip_end_ms',
    type: 'number',
    description: 'End of the clip in milliseconds from the start of the video file.',
    constraints: { required: true, minimum: 0 },
    value: ({ clip }) => clip.endMs,
  },
]
