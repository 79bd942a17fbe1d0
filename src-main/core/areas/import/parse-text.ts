import type { Scale } from '#shared/domain/scale.ts'
import { readCaptionsCsv } from '../../exchange/csv/captions-csv.ts'
import type { CaptionRow } from '../../exchange/csv/captions-csv.ts'
import type { ReadResult } from '../../exchange/read-problem.ts'
import { readScoresCsv } from '../../exchange/csv/scores-csv.ts'
import type { ScoreRow } from '../../exchange/csv/score-row.ts'
import { readRedcapDictionary } from '../../exchange/redcap/redcap-dictionary.ts'
import { readRedcapScores } from '../../exchange/redcap/redcap-scores.ts'
import { isVisitName, visitKey } from '#shared/tables/visit-name.ts'
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
  /** Short names and names of the study's covariates. */
  readonly covariates: readonly string[]
}

export interface TextFile {
  readonly bytes: Uint8Array
  readonly fileName: string
}

/** One file to read; it can be sent to another thread. */
export interface ParseRequest<Kind extends keyof ParsedTexts = keyof ParsedTexts> {
  readonly kind: Kind
  readonly bytes: Uint8Array
  readonly fileName: string
  /** The data dictionary of REDCap that lies beside it; null for none. */
  readonly dictionary: TextFile | null
  readonly options: ParseOptions
}

const readers: {
  readonly [Kind in keyof ParsedTexts]: (
    bytes: Buffer,
    fileName: string,
    given: { readonly options: ParseOptions; readonly dictionary: TextFile | null },
  ) => ParsedTexts[Kind]
} = {
  scores: (bytes, fileName, { options: { scales, visits, missingCodes, covariates }, dictionary }) => {
    const known = new Set(visits.map(visitKey))
    const isVisit = (name: string) => isVisitName(name) || known.has(visitKey(name))
    const request = { scales, missingCodes, isVisit }
    if (dictionary === null) return readScoresCsv(bytes, fileName, request)
    const read = readRedcapDictionary(toBuffer(dictionary.bytes), dictionary.fileName)
    if (read.dictionary === null) return { rows: [], problems: read.problems }
    const names = new Set(covariates.map((name) => name.toLowerCase()))
    const { rows, problems, notes } = readRedcapScores(bytes, fileName, {
      ...request,
      ...{ dictionary: read.dictionary, covariates: names },
    })
    return { rows, problems: [...read.problems, ...problems], ...(notes === undefined ? {} : { notes }) }
  },
  captions: (bytes, fileName) => readCaptionsCsv(bytes, fileName),
  vtt: (bytes, fileName) => readWebVtt(bytes, fileName),
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

export function parseText<Kind extends keyof ParsedTexts>(request: ParseRequest<Kind>): ParsedTexts[Kind] {
  const { kind, bytes, fileName } = request
  return readers[kind](toBuffer(bytes), fileName, request)
}
