import type { ChartTheme } from '#shared/charts/chart-theme.ts'
import { classTokens } from '../../src-renderer/charts/class-style.ts'

/** Every colour is its own name, so that a test reads what was drawn in which. */
export const namedTheme: ChartTheme = {
  text: 'text',
  textMuted: 'muted',
  line: 'line',
  grid: 'grid',
  surface: 'surface',
  accent: 'accent',
  estimate: 'estimate',
  shade: 'shade',
  font: 'Inter',
  classes: Object.fromEntries(classTokens.map((token) => [token, token])),
}
