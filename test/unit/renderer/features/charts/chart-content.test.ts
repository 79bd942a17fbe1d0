import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../../../src-shared/errors.ts'
import { chartContent, copyTable } from '../../../../../src-renderer/features/charts/chart-content.ts'

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
  it('says what to do instead when the clipboard cannot be reached', async () => {
    Object.assign(document, { execCommand: () => false })
    await expect(copyTable(table)).rejects.toThrow(AppError)
  })
})
