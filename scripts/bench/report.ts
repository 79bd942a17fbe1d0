/** One claim: ours beside a named baseline, both measured in the same run. */
export interface BenchRow {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly baselineName: string
  readonly baseline: number
  /** How ours stands to the baseline; above 1 is better, whatever the unit. */
  readonly ratio: number
  readonly note: string
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** The value below which a share `q` (0 to 1) of the values lie; nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN
}

const short = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

/** The rows as a Markdown table, ready for a report. */
export function asTable(rows: readonly BenchRow[]): string {
  const head = '| what | ours | baseline | ratio | note |\n|---|---|---|---|---|'
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${short(row.ours)} ${row.unit} | ${short(row.baseline)} ${row.unit} (${row.baselineName}) | ${row.ratio.toFixed(2)} | ${row.note} |`,
  )
  return [head, ...lines].join('\n')
}
