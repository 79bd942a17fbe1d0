import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { engineReportSchema } from '#shared/domain/engine.ts'
import type { EngineReport } from '#shared/domain/engine.ts'
import { writeAtomically } from '../../files/write-atomically.ts'

/** What was found out about packs on this machine, by the pack's hash. */
export interface EngineRecords {
  /** Null when there is none, or when it was made with another processor or runtime. */
  find(packSha256: string): EngineReport | null
  keep(report: EngineReport): Promise<void>
}

/** What a report depends on besides the pack. */
export interface EngineMachine {
  readonly cpu: string
  readonly cores: number
  readonly runtimeVersion: string
}

const fileSchema = z.record(z.string(), engineReportSchema)

/** Kept in a JSON file of the user; with `file` null, only as long as this process lives. */
export function createEngineRecords(file: string | null, machine: EngineMachine): EngineRecords {
  let reports = file === null ? {} : readReports(file)
  let written: Promise<void> = Promise.resolve()

  /** A file that cannot be written costs a new measurement after the next start, and nothing else. */
  async function write(report: EngineReport, to: string): Promise<void> {
    // Another process may have added a pack since.
    const all = { ...readReports(to), [report.packSha256]: report }
    const bytes = new TextEncoder().encode(`${JSON.stringify(all, null, 2)}\n`)
    await mkdir(dirname(to), { recursive: true })
      .then(() => writeAtomically(to, bytes))
      .catch(() => undefined)
  }

  return {
    find(packSha256) {
      const report = reports[packSha256]
      if (report === undefined) return null
      const isSameMachine =
        report.cpu === machine.cpu &&
        report.cores === machine.cores &&
        report.runtimeVersion === machine.runtimeVersion
      return isSameMachine ? report : null
    },
    keep(report) {
      reports = { ...reports, [report.packSha256]: report }
      // One after the other, or the second would not know of the first.
      if (file !== null) written = written.then(() => write(report, file))
      return written
    },
  }
}

/** A file that cannot be read costs a new measurement and nothing else. */
function readReports(file: string): Record<string, EngineReport> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}
