import { describe, expect, it } from 'vitest'
import { framedOption, wrapText } from '../../../../src-renderer/charts/framed-option.ts'
import { namedTheme } from '../../../helpers/chart-theme.ts'

describe('wrapText', () => {
  it('breaks between words only, and loses none', () => {
    const text = 'Estimates follow the ratings moderately in ten patients'
    const lines = wrapText(text, { widthPx: 120, fontSizePx: 14 })
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.join(' ')).toBe(text)
  })
})

describe('framedOption', () => {
  const framing = { title: 'Finding', caption: 'n = 10 patients', width: 600, height: 300 }

  it('makes room above and below the plot for title and caption', () => {
    const { option, height } = framedOption({ grid: { top: 10, bottom: 40 } }, framing, namedTheme)
    const grid = option.grid as { top: number; bottom: number }
    expect(grid.top + grid.bottom).toBe(50 + height - 300)
  })

  it('draws both texts and a ground that is not see-through', () => {
    const { option } = framedOption({}, framing, namedTheme)
    expect(option).toMatchObject({
      backgroundColor: 'surface',
      title: [{ text: 'Finding' }, { text: 'n = 10 patients' }],
    })
  })

  it('moves a legend below the title', () => {
    const { option } = framedOption({ legend: { top: 0 } }, framing, namedTheme)
    expect((option.legend as { top: number }).top).toBeGreaterThan(20)
  })
})
