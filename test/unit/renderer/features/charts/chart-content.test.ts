import { afterEach, describe, expect, it, vi } from 'vitest'
import { tableToTsv } from '#shared/charts/chart-table.ts'
import { AppError } from '../../../../../src-shared/errors.ts'
import { chartContent, copyTable } from '../../../../../src-renderer/features/charts/chart-content.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const table = { columns: ['visit', 'rated'], rows: [['P001', 3]] as const }

describe('chartContent', () => {
  it('gives the numbers as CSV without drawing, text for SVG and bare base64 for PNG', () => {
    const picture = vi.fn(() => 'data:image/png;base64,AAAA')
    expect(chartContent({ format: 'csv', picture, table })).toBe('visit,rated\r\nP001,3\r\n')
    expect(picture).not.toHaveBeenCalled()
    expect(chartContent({ format: 'png', picture, table })).toBe('AAAA')
    expect(chartContent({ format: 'svg', picture: () => '<svg/>', table })).toBe('<svg/>')
  })
})

describe('copyTable', () => {
  it('copies the numbers with tabs between them', async () => {
    const writeText = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    await copyTable(table)
    expect(writeText).toHaveBeenCalledWith(tableToTsv(table))
  })

  it('says what to do instead when the clipboard cannot be reached', async () => {
    vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('denied')) } })
    await expect(copyTable(table)).rejects.toThrow(AppError)
  })
})
