import type { ChartTheme } from './chart-theme.ts'

/** The light tokens of the window, for what is drawn without one; a test holds them against the style sheet. */
export const paperTheme: ChartTheme = {
  text: '#1b1c1f',
  textMuted: '#62666e',
  line: '#878b94',
  grid: '#e3e3e7',
  surface: '#ffffff',
  accent: '#414cba',
  estimate: '#6b3fa0',
  shade: '#e6e6ea',
  font: 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif',
  classes: {},
}
