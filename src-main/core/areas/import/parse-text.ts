import type { Scale } from '#shared/domain/scale.ts'
import { readCaptionsCsv } from '../../exchange/csv/captions-csv.ts'
import type { CaptionRow } from '../../exchange/csv/captions-csv.ts'
import type { ReadResult } from '../../exchange/read-problem.ts'
import { readScoresCsv } from '../../exchange/csv/scores-csv.ts'
import type { ScoreRow } from '../../exchange/csv/scores-csv.ts'
import { isVisitName, visitKey } from '../../exchange/visit-name.ts'
import { readWebVtt } from '../../exchange/vtt/webvtt.ts'
import type { VttCue } from '../../exchange/vtt/webvtt.ts'

/** What is read, by kind of file. */
export interface ParsedTexts {
  readonly scores: ReadResult<ScoreRow>
  readonly captions: ReadResult<CaptionRow>
  readonly vtt: ReadResult<VttCue>
}

export interface ParseOptions {
  readonly scales: readonly Scale[]
  /** Names of visits in the folders and in the study. */
  readonly visits: readonly string[]
  readonly missingCodes: readonly string[]
}

/** One file to read; it can be sent to another thread. */
export interface ParseRequest<Kind extends keyof ParsedTexts = keyof ParsedTexts> {
  readonly kind: Kind
  readonly bytes: Uint8Array
  readonly fileName: string
  readonly options: ParseOptions
}

const readers: {
  readonly [Kind in keyof ParsedTexts]: (
    bytes: Buffer,
    fileName: string,
    options: ParseOptions,
  ) => ParsedTexts[Kind]
} = {
  scores: (bytes, fileName, { scales, visits, missingCodes }) => {
    const known = new Set(visits.map(visitKey))
    const isVisit = (name: string) => isVisitName(name) || known.has(visitKey(name))
    return readScoresCsv(bytes, fileName, { scales, missingCodes, isVisit })
  },
  captions: readCaptionsCsv,
  vtt: readWebVtt,
}

export function parseText<Kind extends keyof ParsedTexts>(request: ParseRequest<Kind>): ParsedTexts[Kind] {
  const { kind, bytes, fileName, options } = request
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return readers[kind](buffer, fileName, options)
}
