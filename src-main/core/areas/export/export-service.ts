import { basename, dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import type { ExportResult } from '#shared/domain/export.ts'
import { counted } from '#shared/counted.ts'
import { AppError } from '#shared/errors.ts'
import { knownAtVisits } from '#shared/domain/covariate.ts'
import { captionsTable } from '../../exchange/csv/captions-export.ts'
import { covariatesTable } from '../../exchange/csv/covariates-export.ts'
import type { Table } from '../../exchange/csv/csv-table.ts'
import {
  DATA_PACKAGE_FILE,
  describeDataPackage,
  describeTable,
} from '../../exchange/data-package/data-package.ts'
import type { DataPackageResource } from '../../exchange/data-package/data-package.ts'
import type { ScoreData } from '../../exchange/export-data.ts'
import { predictionsTable } from '../../exchange/csv/predictions-export.ts'
import { redcapProject } from '../../exchange/redcap/redcap-project.ts'
import { bidsDataset } from '../../exchange/bids/bids-dataset.ts'
import type { ProjectFile } from '../../exchange/project-file.ts'
import { PYTHON_SCRIPT, readInPython } from '../../exchange/data-package/read-in-python.ts'
import { R_SCRIPT, readInR } from '../../exchange/data-package/read-in-r.ts'
import { readInSpss, SPSS_SYNTAX, withoutLineBreaks } from '../../exchange/data-package/read-in-spss.ts'
import { symptomScoresWide } from '../../exchange/csv/symptom-csv-wide.ts'
import { symptomScoresLong } from '../../exchange/csv/symptom-csv.ts'
import { createFileBatch } from '../../exchange/csv/table-files.ts'
import type { TableShape } from '../../exchange/csv/table-shape.ts'
import { checksTable } from '../../exchange/csv/checks-export.ts'
import { validationTable } from '../../exchange/csv/validation-export.ts'
import { explainWriteError } from '../../files/os-errors.ts'
import { makeFolder } from '../../files/make-folder.ts'
import { createPredictionRepository } from '../prediction/prediction-repository.ts'
import type { ClassChoice } from '../prediction/service.ts'
import { describeCoverage, describeSet, exportedPredictions } from './exported-predictions.ts'
import type { ExportChoice, ExportService } from './service.ts'
import type { ExportedPredictions } from './exported-predictions.ts'
import type { CovariateService } from '../covariates/service.ts'
import type { CaptionService } from '../annotation/service.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { LibraryService } from '../library/service.ts'
import type { PeopleService } from '../people/service.ts'
import type { ScaleService, ScoreService } from '../rating/service.ts'
import type { SeverityService } from '../severity/service.ts'
import { note } from '../study/noted.ts'
import type { NoteKeeper } from '../study/noted.ts'

export interface ExportServiceDeps extends NoteKeeper {
  readonly db: Database
  readonly environment: { readonly appVersion: string; readonly now?: () => Date }
  readonly library: Pick<LibraryService, 'summary' | 'sessions' | 'clips'>
  readonly people: Pick<PeopleService, 'clipQuality'>
  readonly scales: Pick<ScaleService, 'list'>
  readonly scores: Pick<ScoreService, 'ofScale'>
  readonly covariates: Pick<CovariateService, 'kinds' | 'known'>
  readonly captions: Pick<CaptionService, 'list'>
  readonly severity: Pick<SeverityService, 'inUse' | 'report'>
}

/** Long and wide scores, captions, predictions, validation; one more step describes them. */
const TABLES = 5

const ANY_PREDICTIONS: ExportChoice = { inUse: null, promptSet: null, packId: null }

interface Batch {
  readonly folder: string
  readonly files: ReturnType<typeof createFileBatch>
  readonly control: JobControl
  readonly total: number
  readonly written: {
    resources: DataPackageResource[]
    results: ExportResult['files']
    /** As a reader of RFC 4180 needs them, and as SPSS does. */
    shapes: TableShape[]
    spssShapes: TableShape[]
  }
}

async function writeTable<Row>(table: Table<Row>, { files, control, written }: Batch): Promise<TableShape> {
  await control.gate.wait()
  const { bytes, sha256, shape } = await files.writeTable(table, control.signal)
  const { fileName: name, title: description, rows } = table
  written.resources.push(describeTable({ table, bytes, sha256 }))
  written.results.push({ name, rows: rows.length, bytes, description })
  return shape
}

async function addTable<Row>(table: Table<Row>, batch: Batch): Promise<void> {
  const shape = await writeTable(table, batch)
  const ofSpss = shape.hasLineBreaks ? await writeTable(withoutLineBreaks(table), batch) : shape
  batch.written.shapes.push(shape)
  batch.written.spssShapes.push(ofSpss)
  batch.control.progress(batch.written.shapes.length, batch.total)
}

/** For each program what reads every column by its type: guessing makes 1 of a code such as 001. */
async function addScripts({ files, control, written }: Batch): Promise<void> {
  const scripts = [
    { name: R_SCRIPT, text: readInR(written.shapes), description: 'Reads every column right in R' },
    {
      name: PYTHON_SCRIPT,
      text: readInPython(written.shapes),
      description: 'The same in Python, with pandas',
    },
    { name: SPSS_SYNTAX, text: readInSpss(written.spssShapes), description: 'The same in SPSS' },
  ]
  for (const { name, text, description } of scripts) {
    const { bytes } = await files.write(name, [text], control.signal)
    written.results.push({ name, rows: null, bytes, description })
  }
}

/** Files that another program takes as they are. */
async function addProject(
  project: readonly ProjectFile[],
  { files, folder, control, written }: Batch,
): Promise<void> {
  for (const { name, text, rows, description } of project) {
    if (name.includes('/')) await makeFolder(join(folder, dirname(name)))
    const { bytes } = await files.write(name, [text], control.signal)
    written.results.push({ name, rows, bytes, description })
  }
}

interface ClipCounts {
  readonly of: number
  readonly all: number
}

/** Only where something is not in the file that is expected in it. */
function warnOfPredictions(
  { chosen, others }: ExportedPredictions,
  inUse: ClassChoice | null,
  counts: ClipCounts,
): string[] {
  if (chosen === null) return ['There are no predictions yet.']
  const isInUse =
    inUse === null || (chosen.packId === inUse.packId && chosen.promptSetId === inUse.promptSetId)
  const isAll = isInUse && counts.of === counts.all && others.length === 0
  return [
    ...(isInUse
      ? []
      : ['No clip has predictions of the pack and prompt set in use, so that others were exported.']),
    ...(isAll ? [] : [describeCoverage(chosen, counts)]),
    ...(others.length === 0 ? [] : [`Stored, but not exported: ${others.map(describeSet).join(', ')}.`]),
  ]
}

function findWarnings(
  data: ScoreData,
  counts: { captions: number },
  ofPredictions: readonly string[],
): string[] {
  const isSynthetic = data.sessions.some(({ synthetic }) => synthetic)
  return [
    ...(isSynthetic ? ['This study holds synthetic captions and scores, made up for demonstration.'] : []),
    ...(data.scores.length === 0 ? ['There are no ratings yet.'] : []),
    ...(data.reports.length === 0 ? ['There are no severity estimates: no model has been fitted.'] : []),
    ...(counts.captions === 0 ? ['There are no captions yet.'] : []),
    ...ofPredictions,
  ]
}

function describeStudy(data: ScoreData): string {
  const origin = data.sessions.some(({ synthetic }) => synthetic)
    ? ' Captions and scores of sessions marked synthetic were made up for demonstration.'
    : ''
  return `Ratings, estimates, captions and predictions of a clinical video study, exported by EmoCLIP Studio ${data.appVersion}. Estimates of models are not measurements.${origin} Clinical data of people: this file grants no licence to use or to share them.`
}

type RowCounts = Record<'long' | 'captions' | 'predictions', { readonly rows: readonly unknown[] }>

function exportLabel({ long, captions, predictions }: RowCounts): string {
  const parts = [
    counted(long.rows.length, 'score'),
    counted(captions.rows.length, 'caption'),
    counted(predictions.rows.length, 'prediction'),
  ]
  return `export of ${parts.slice(0, 2).join(', ')} and ${parts[2] ?? ''}`
}

type Rated = Pick<ScoreData, 'scales' | 'scores' | 'reports'>

/** A table has no columns for the many scales that nobody rated on. Before the first rating it shows them all. */
function ofUsedScales({ scales, scores, reports }: Rated): Rated {
  const used = new Set([
    ...scores.map(({ scaleId }) => scaleId),
    ...reports.map(({ model }) => model.scaleId),
  ])
  return { scales: used.size === 0 ? scales : scales.filter(({ id }) => used.has(id)), scores, reports }
}

/** Writes the study as CSV files with a Tabular Data Package: pure functions of what is stored. */
export function createExportService(deps: ExportServiceDeps): ExportService {
  const { db, environment, library, people, scales, scores, covariates, captions, severity } = deps
  const { appVersion, now = () => new Date() } = environment
  const predictions = createPredictionRepository(db)

  /** Read at one moment, before the first wait: an edit during the export changes no half of it. */
  const readTables = (choice: ExportChoice) => {
    const allScales = scales.list()
    const sessions = library.sessions()
    const known = covariates.known()
    const kinds = covariates.kinds().filter(({ id }) => known.some(({ covariateId }) => covariateId === id))
    const data: ScoreData = {
      sessions,
      ...ofUsedScales({
        scales: allScales,
        scores: allScales.flatMap(({ id }) => scores.ofScale(id)),
        reports: severity.inUse().map(({ id }) => severity.report(id)),
      }),
      ...(kinds.length === 0 ? {} : { covariates: { kinds, values: knownAtVisits(sessions, kinds, known) } }),
      appVersion,
    }
    const clips = library.clips().filter(({ excluded }) => !excluded)
    const captioned = clips
      .filter((clip) => clip.captioned)
      .flatMap((clip) => captions.list(clip.id).map((caption) => ({ clip, caption })))
    const present = new Set(clips.map(({ id }) => id))
    const stored = predictions.summaries().filter(({ clipId }) => present.has(clipId))
    const exported = exportedPredictions(stored, choice)
    const ofClip = new Map(exported.chosen?.predictions.map((prediction) => [prediction.clipId, prediction]))
    const predicted = clips.flatMap((clip) => {
      const prediction = ofClip.get(clip.id)
      return prediction === undefined ? [] : [{ clip, quality: people.clipQuality(clip.id), prediction }]
    })
    const { chosen } = exported
    const counts = { of: predicted.length, all: clips.length }
    const coverage = chosen === null ? 'There are none yet.' : describeCoverage(chosen, counts)
    return {
      data,
      long: symptomScoresLong(data),
      wide: symptomScoresWide(data),
      // Where nothing is known a table without columns of its own would say nothing.
      covariates: kinds.length === 0 ? null : covariatesTable(data),
      captions: captionsTable(captioned),
      predictions: predictionsTable(predicted, coverage),
      warnings: findWarnings(
        data,
        { captions: captioned.length },
        warnOfPredictions(exported, choice.inUse, counts),
      ),
      validation: validationTable(data),
      checks: checksTable(data),
    }
  }

  const writeAll = async (
    folder: string,
    control: JobControl,
    choice: ExportChoice,
  ): Promise<ExportResult> => {
    const tables = readTables(choice)
    const { data } = tables
    const files = createFileBatch(folder)
    const batch: Batch = {
      folder,
      files,
      control,
      total: TABLES + 1 + [tables.covariates, tables.checks].filter((table) => table !== null).length,
      written: { resources: [], results: [], shapes: [], spssShapes: [] },
    }
    control.progress(0, batch.total)
    try {
      await addTable(tables.long, batch)
      await addTable(tables.wide, batch)
      if (tables.covariates !== null) await addTable(tables.covariates, batch)
      await addTable(tables.captions, batch)
      await addTable(tables.predictions, batch)
      await addTable(tables.validation, batch)
      if (tables.checks !== null) await addTable(tables.checks, batch)
      await addScripts(batch)
      if (choice.forms?.includes('redcap') === true) await addProject(redcapProject(data), batch)
      const { title } = library.summary()
      if (choice.forms?.includes('bids') === true) await addProject(bidsDataset(data, title), batch)
      const { resources, results } = batch.written
      const createdUtc = now().toISOString()
      const head = { title, description: describeStudy(data), createdUtc }
      const json = `${JSON.stringify(describeDataPackage(head, resources), null, 2)}\n`
      const { bytes } = await files.write(DATA_PACKAGE_FILE, [json], control.signal)
      control.signal.throwIfAborted()
      await files.publish()
      note(deps, { action: 'export.tables', label: exportLabel(tables), rater: choice.by ?? null })
      control.progress(batch.total, batch.total)
      const description = 'Describes every column of every file'
      return {
        folderName: basename(folder),
        files: [...results, { name: DATA_PACKAGE_FILE, rows: null, bytes, description }],
        warnings: tables.warnings,
      }
    } finally {
      await files.discard()
    }
  }

  return {
    async run(folder, control, choice = ANY_PREDICTIONS) {
      try {
        await makeFolder(folder)
        return await writeAll(folder, control, choice)
      } catch (error) {
        if (control.signal.aborted) throw new AppError('cancelled', 'Cancelled.', { cause: error })
        throw explainWriteError(error, basename(folder))
      }
    },
  }
}
