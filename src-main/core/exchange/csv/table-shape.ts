import type { FieldType, Table, ValueLabel } from './csv-table.ts'

/** What a reader must know of a written table beside its columns. */
export interface TableShape {
  readonly fileName: string
  readonly columns: readonly ShapedColumn[]
  /** A cell holds a line break: base R and pandas read it, SPSS does not. */
  readonly hasLineBreaks: boolean
}

export interface ShapedColumn {
  readonly name: string
  readonly type: FieldType
  readonly description: string
  /** Longest cell in bytes of UTF-8; 0 for a column without one. */
  readonly widthBytes: number
  /** Empty where values speak for themselves. */
  readonly valueLabels: readonly ValueLabel[]
}

/** Whatever some program takes for the end of a line. */
export const LINE_BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g

/** Looks at the cells of a table as they are written, chunk by chunk. */
export function createShapeReader<Row>({ fileName, columns }: Table<Row>) {
  const widths = columns.map(() => 0)
  let hasLineBreaks = false
  return {
    see: (cells: readonly (readonly string[])[]): void => {
      for (const line of cells) {
        line.forEach((cell, index) => {
          widths[index] = Math.max(widths[index] ?? 0, Buffer.byteLength(cell))
          hasLineBreaks ||= columns[index]?.type === 'string' && cell.search(LINE_BREAKS) !== -1
        })
      }
    },
    shape: (): TableShape => ({
      fileName,
      columns: columns.map(({ name, type, description, valueLabels = [] }, index) => {
        return { name, type, description, valueLabels, widthBytes: widths[index] ?? 0 }
      }),
      hasLineBreaks,
    }),
  }
}
