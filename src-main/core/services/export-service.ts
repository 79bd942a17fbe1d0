import { basename } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { ExportResult } from '#shared/domain/export.ts'
import { AppError } from '#shared/errors.ts'
import { captionsTable } from '../exchange/captions-export.ts'
import type { Table } from '../exchange/csv-table.ts'
import { DATA_PACKAGE_FILE, describeDataPackage, describeTable } from '../exchange/data-package.ts'
import type { DataPackageResource } from '../exchange/data-package.ts'
import type { ScoreData } from '../exchange/export-data.ts'
import { groupBy } from '../exchange/group-by.ts'
import { predictionsTable } from '../exchange/predictions-export.ts'
import { symptomScoresWide } from '../exchange/symptom-csv-wide.ts'
import { symptomScoresLong } from '../exchange/symptom-csv.ts'
import { createFileBatch } from '../exchange/table-files.ts'
import { explainWriteError } from '../files/explain-write-error.ts'
import { makeFolder } from '../files/make-folder.ts'
import { createPredictionRepository } from '../repositories/prediction-repository.ts'
import type {
  CaptionService,
  ExportService,
  JobControl,
  LibraryService,
  PeopleService,
  ScaleService,
  ScoreService,
  SeverityService,
} from './service-types.ts'

export interface ExportServiceDeps {
  readonly db: Database
  readonly environment: { readonly appVersion: string; readonly now?: () => Date }
  readonly library: Pick<LibraryService, 'summary' | 'sessions' | 'clips'>
  readonly people: Pick<PeopleService, 'clipQuality'>
  readonly scales: Pick<ScaleService, 'list'>
  readonly scores: Pick<ScoreService, 'ofScale'>
  readonly captions: Pick<CaptionService, 'list'>
  readonly severity: Pick<SeverityService, 'models' | 'report'>
}

interface Batch {
  readonly files: ReturnType<typeof createFileBatch>
  readonly control: JobControl
  readonly total: number
  readonly written: { resources: DataPackageResource[]; results: ExportResult['files'] }
}

async function addTable<Row>(table: Table<Row>, { files, control, total, written }: Batch): Promise<void> {
  await control.gate.wait()
  const { bytes, sha256 } = await files.writeTable(table, control.signal)
  const { fileName: name, title: description, rows } = table
  written.resources.push(describeTable({ table, bytes, sha256 }))
  written.results.push({ name, rows: rows.length, bytes, description })
  control.progress(written.results.length, total)
}

function findWarnings(data: ScoreData, counts: { captions: number; predictions: number }): string[] {
  const isSynthetic = data.sessions.some(({ synthetic }) => synthetic)
  return [
    ...(isSynthetic ? ['This study holds synthetic captions and scores, made up for demonstration.'] : []),
    ...(data.scores.length === 0 ? ['There are no ratings yet.'] : []),
    ...(data.reports.length === 0 ? ['There are no severity estimates: no model has been fitted.'] : []),
    ...(counts.captions === 0 ? ['There are no captions yet.'] : []),
    ...(counts.predictions === 0 ? ['There are no predictions yet.'] : []),
  ]
}

function describeStudy(data: ScoreData): string {
  const origin = data.sessions.some(({ synthetic }) => synthetic)
    ? ' Captions and scores of sessions marked synthetic were made up for demonstration.'
    : ''
  return `Ratings, estimates, captions and predictions of a clinical video study, exported by EmoCLIP Studio ${data.appVersion}. Estimates of models are not measurements.${origin} Clinical data of people: this file grants no licence to use or to share them.`
}

/** Writes the study as CSV files with a Tabular Data Package: pure functions of what is stored. */
export function createExportService(deps: ExportServiceDeps): ExportService {
  const { db, environment, library, people, scales, scores, captions, severity } = deps
  const { appVersion, now = () => new Date() } = environment
  const predictions = createPredictionRepository(db)

  /** Read at one moment, before the first wait: an edit during the export changes no half of it. */
  const readTables = () => {
    const allScales = scales.list()
    const data: ScoreData = {
      sessions: library.sessions(),
      scales: allScales,
      scores: allScales.flatMap(({ id }) => scores.ofScale(id)),
      reports: severity.models().map(({ id }) => severity.report(id)),
      appVersion,
    }
    const clips = library.clips().filter(({ excluded }) => !excluded)
    const captioned = clips
      .filter((clip) => clip.captioned)
      .flatMap((clip) => captions.list(clip.id).map((caption) => ({ clip, caption })))
    const ofClip = groupBy(predictions.summaries(), ({ clipId }) => clipId)
    const predicted = clips.flatMap((clip) => {
      const ofThis = ofClip.get(clip.id) ?? []
      const quality = ofThis.length === 0 ? null : people.clipQuality(clip.id)
      return ofThis.map((prediction) => ({ clip, quality, prediction }))
    })
    return {
      data,
      long: symptomScoresLong(data),
      wide: symptomScoresWide(data),
      captions: captionsTable(captioned),
      predictions: predictionsTable(predicted),
    }
  }

  const writeAll = async (folder: string, control: JobControl): Promise<ExportResult> => {
    const tables = readTables()
    const { data } = tables
    const files = createFileBatch(folder)
    const batch: Batch = { files, control, total: 5, written: { resources: [], results: [] } }
    control.progress(0, batch.total)
    try {
      await addTable(tables.long, batch)
      await addTable(tables.wide, batch)
      await addTable(tables.captions, batch)
      await addTable(tables.predictions, batch)
      const { resources, results } = batch.written
      const createdUtc = now().toISOString()
      const head = { title: library.summary().title, description: describeStudy(data), createdUtc }
      const json = `${JSON.stringify(describeDataPackage(head, resources), null, 2)}\n`
      const { bytes } = await files.write(DATA_PACKAGE_FILE, [json], control.signal)
      control.signal.throwIfAborted()
      await files.publish()
      control.progress(batch.total, batch.total)
      const description = 'Describes every column of every file'
      const counts = { captions: tables.captions.rows.length, predictions: tables.predictions.rows.length }
      return {
        folderName: basename(folder),
        files: [...results, { name: DATA_PACKAGE_FILE, rows: null, bytes, description }],
        warnings: findWarnings(data, counts),
      }
    } finally {
      await files.discard()
    }
  }

  return {
    async run(folder, control) {
      try {
        await makeFolder(folder)
        return await writeAll(folder, control)
      } catch (error) {
        if (control.signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: error })
        throw explainWriteError(error, basename(folder))
      }
    },
  }
}
