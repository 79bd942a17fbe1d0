import { basename } from 'node:path'
import type { ExportResult } from '#shared/domain/export.ts'
import type { Session } from '#shared/domain/session.ts'
import { appliedHeadTable, externalValidationTable } from '../../exchange/csv/applied-head-export.ts'
import type { ExternalStatistic } from '../../exchange/csv/applied-head-export.ts'
import type { Table } from '../../exchange/csv/csv-table.ts'
import { createFileBatch } from '../../exchange/csv/table-files.ts'
import {
  DATA_PACKAGE_FILE,
  describeDataPackage,
  describeTable,
} from '../../exchange/data-package/data-package.ts'
import type { DataPackageResource } from '../../exchange/data-package/data-package.ts'
import { explainWriteError } from '../../files/os-errors.ts'
import { makeFolder } from '../../files/make-folder.ts'
import type { ExternalValidation } from './external-validation.ts'
import type { AppliedHead } from './service.ts'

export interface AppliedHeadFiles {
  readonly applied: AppliedHead
  readonly sessions: readonly Session[]
  /** Of the study that it was applied in. */
  readonly title: string
  readonly appVersion: string
  readonly createdUtc: string
}

/** By the names that the table has. */
export function externalStatistics(validation: ExternalValidation | null): ExternalStatistic[] {
  if (validation === null) return []
  const { mae, baselineMae, q2, pcc, calibrationSlope, blandAltman } = validation
  const named = {
    ...{ mae, baseline_mae: baselineMae, q2, pcc, calibration_slope: calibrationSlope },
    ...{ bias: blandAltman.bias, lower_limit: blandAltman.lowerLimit, upper_limit: blandAltman.upperLimit },
  }
  return Object.entries(named).map(([name, statistic]) => ({ name, statistic }))
}

/** Below so many rated patients the intervals of an external validation say next to nothing. */
const FEW_PATIENTS = 20

function warningsOf({ card, learntHere, validation }: AppliedHead): string[] {
  const nPatients = validation?.mae.nPatients ?? 0
  return [
    ...(card.synthetic ? ['The head learnt from synthetic ratings, made up for demonstration.'] : []),
    ...(learntHere
      ? [
          'The head was fitted in this study: it learnt from these patients, so that its estimates of them are too good, and there is no external validation.',
        ]
      : []),
    ...(validation === null && !learntHere
      ? ['No visit with an estimate is rated here, so that there is no external validation.']
      : []),
    ...(validation !== null && nPatients < FEW_PATIENTS
      ? [`The external validation rests on ${String(nPatients)} patients only: its intervals are wide.`]
      : []),
  ]
}

/** Estimates and external validation as CSV files with a Tabular Data Package; each whole or not at all. */
export async function writeAppliedHead(given: AppliedHeadFiles, folder: string): Promise<ExportResult> {
  const { applied, sessions, title, appVersion, createdUtc } = given
  const { card } = applied
  const sessionOf = new Map(sessions.map((session) => [session.id, session]))
  const rows = applied.estimates.flatMap(({ sessionId, value, rating, nClips, faceShare }) => {
    const session = sessionOf.get(sessionId)
    return session === undefined ? [] : [{ session, estimate: value, rating, nClips, faceShare }]
  })
  const data = { card, rows, statistics: externalStatistics(applied.validation), appVersion }
  const files = createFileBatch(folder)
  const { signal } = new AbortController()
  const resources: DataPackageResource[] = []
  const results: ExportResult['files'] = []
  const add = async <Row>(table: Table<Row>): Promise<void> => {
    const { bytes, sha256 } = await files.writeTable(table, signal)
    resources.push(describeTable({ table, bytes, sha256 }))
    results.push({ name: table.fileName, rows: table.rows.length, bytes, description: table.title })
  }
  try {
    await makeFolder(folder)
    await add(appliedHeadTable(data))
    await add(externalValidationTable(data))
    const made = card.synthetic ? ' Its ratings were made up for demonstration.' : ''
    const head = {
      title: `${title}: ${card.item.name} by a head from a file`,
      description: `Estimates of models are not measurements. ${card.trainedOn}${made}`,
      createdUtc,
    }
    const json = `${JSON.stringify(describeDataPackage(head, resources), null, 2)}\n`
    const { bytes } = await files.write(DATA_PACKAGE_FILE, [json], signal)
    await files.publish()
    const description = 'Describes every column of every file'
    return {
      folderName: basename(folder),
      files: [...results, { name: DATA_PACKAGE_FILE, rows: null, bytes, description }],
      warnings: warningsOf(applied),
    }
  } catch (error) {
    throw explainWriteError(error, basename(folder))
  } finally {
    await files.discard()
  }
}
