import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { paperTheme } from '#shared/charts/paper-theme.ts'

const styles = readFileSync(new URL('../../../../src-renderer/styles/tokens.css', import.meta.url), 'utf8')
/** The part that holds for the light window. */
const light = /\[data-theme='light'\] \{(.*?)\n\}/su.exec(styles)?.[1] ?? ''

it.each([
  ['text', '--text'],
  ['textMuted', '--text-3'],
  ['line', '--border-control'],
  ['grid', '--border'],
  ['surface', '--bg-raised'],
  ['accent', '--accent-text'],
  ['estimate', '--estimate'],
  ['shade', '--bg-active'],
] as const)('draws %s on paper as the light window does', (name, token) => {
  expect(new RegExp(`\\s${token}: (#[0-9a-f]{6});`, 'u').exec(light)?.[1]).toBe(paperTheme[name])
})
