import { defineStore } from 'pinia'
import type { ExportForm, ExportResult } from '#shared/domain/export.ts'
import type { IpcRequest } from '#shared/ipc/contract.ts'
import { request } from '../api/client.ts'

/** What leaves the program as files. Main asks where to, and holds the folder. */
export const useExportsStore = defineStore('exports', () => {
  /** Null when the user cancelled the folder dialog. */
  function run(forms: readonly ExportForm[]): Promise<ExportResult | null> {
    return request('export.run', { forms: [...forms] })
  }

  /** Shows the folder of the last export. */
  async function reveal(): Promise<void> {
    await request('export.reveal')
  }

  /** Of one patient, or of the study. Returns the name of the file; null when the user cancelled. */
  async function saveReport(report: IpcRequest<'report.save'>): Promise<string | null> {
    return (await request('report.save', report))?.fileName ?? null
  }

  /** Returns the name of the file; null when the user cancelled. */
  async function saveChart(chart: IpcRequest<'chart.save'>): Promise<string | null> {
    return (await request('chart.save', chart))?.fileName ?? null
  }

  return { run, reveal, saveReport, saveChart }
})
