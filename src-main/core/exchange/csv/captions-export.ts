import { captionOrigins } from '#shared/domain/caption.ts'
import { clipColumns } from './clip-columns.ts'
import { sightColumns } from './sight-columns.ts'
import type { Column, Table } from './csv-table.ts'
import type { CaptionRow } from '../export-data.ts'

const required = { required: true } as const

const columns: readonly Column<CaptionRow>[] = [
  ...clipColumns,
  {
    name: 'caption_id',
    type: 'integer',
    description: 'Number of the caption within this study.',
    constraints: required,
    value: ({ caption }) => caption.id,
  },
  {
    name: 'start_ms',
    type: 'number',
    description:
      'Start of what the caption is about, from the start of the video file; empty for the whole clip.',
    constraints: { minimum: 0 },
    value: ({ caption }) => caption.startMs,
  },
  {
    name: 'end_ms',
    type: 'number',
    description:
      'End of what the caption is about, from the start of the video file; empty for the whole clip.',
    constraints: { minimum: 0 },
    value: ({ caption }) => caption.endMs,
  },
  {
    name: 'rater_id',
    type: 'string',
    description: 'Code of the person who wrote the caption.',
    constraints: required,
    value: ({ caption }) => caption.raterCode,
  },
  {
    name: 'text',
    type: 'string',
    description: 'The caption.',
    constraints: required,
    value: ({ caption }) => caption.text,
  },
  {
    name: 'origin',
    type: 'string',
    description: 'Whether the caption was typed in the program or imported from a file.',
    constraints: { required: true, enum: captionOrigins },
    value: ({ caption }) => caption.origin,
  },
  {
    name: 'synthetic',
    type: 'boolean',
    description: 'True when the caption was made up for demonstration.',
    constraints: required,
    value: ({ caption, clip }) => caption.synthetic || clip.synthetic,
  },
  ...sightColumns<CaptionRow>(({ caption }) => caption.sight ?? null, 'caption'),
  {
    name: 'revision',
    type: 'integer',
    description: 'How often the caption was saved with another text, from 1.',
    constraints: { required: true, minimum: 1 },
    value: ({ caption }) => caption.revision,
  },
  {
    name: 'updated_utc',
    type: 'datetime',
    description: 'When the caption was last changed.',
    constraints: required,
    value: ({ caption }) => caption.updatedUtc,
  },
]

/** In the order of `rows`. Captions without a text were emptied by their rater and are left out. */
export function captionsTable(rows: readonly CaptionRow[]): Table<CaptionRow> {
  return {
    fileName: 'captions.csv',
    title: 'Captions',
    description: 'One row per caption of a clip or of a span of it, as each rater last saved it.',
    columns,
    primaryKey: ['caption_id'],
    rows: rows.filter(({ caption }) => caption.text !== ''),
  }
}
