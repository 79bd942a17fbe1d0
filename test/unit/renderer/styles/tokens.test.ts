import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(resolve(import.meta.dirname, '../../../../src-renderer/styles/tokens.css'), 'utf8')

function coloursOf(selector: string): ReadonlyMap<string, string> {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map(
    [...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1] ?? '', found[2] ?? '']),
  )
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const surfaces = ['--bg-app', '--bg-surface', '--bg-raised', '--bg-sunken', '--bg-hover', '--bg-selected']
const pairs: readonly (readonly [string, string])[] = [
  ...['--text', '--text-2', '--text-3'].flatMap((text) =>
    surfaces.map((surface) => [text, surface] as const),
  ),
  ...['--text', '--text-2'].map((text) => [text, '--bg-active'] as const),
  ['--text-on-accent', '--accent'],
  ['--text-on-accent', '--accent-hover'],
  ['--accent-text', '--accent-bg'],
  ['--accent-text', '--bg-surface'],
  ['--ok', '--ok-bg'],
  ['--warn', '--warn-bg'],
  ['--danger', '--danger-bg'],
  ['--danger', '--bg-selected'],
  ['--danger', '--bg-app'],
  ['--estimate', '--estimate-bg'],
  ['--estimate', '--bg-surface'],
  ['--text-on-accent', '--danger-solid'],
]

describe.each(['light', 'dark'])('the %s theme', (theme) => {
  const colours = coloursOf(`[data-theme='${theme}']`)
  const colour = (name: string): string => {
    const found = colours.get(name)
    if (found === undefined) throw new Error(`${name} is not a colour of the ${theme} theme.`)
    return found
  }

  it.each(pairs)('keeps %s readable on %s (4.5 to 1)', (text, surface) => {
    expect(contrast(colour(text), colour(surface))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['--border-control', '--focus', '--accent'])(
    'keeps %s visible on every surface (3 to 1)',
    (mark) => {
      const lowest = Math.min(
        ...['--bg-app', '--bg-surface', '--bg-raised'].map((surface) =>
          contrast(colour(mark), colour(surface)),
        ),
      )
      expect(lowest).toBeGreaterThanOrEqual(3)
    },
  )

  it('names the same colours as the other theme', () => {
    const other = coloursOf(`[data-theme='${theme === 'light' ? 'dark' : 'light'}']`)
    expect([...colours.keys()]).toEqual([...other.keys()])
  })
})

describe('the expression colours', () => {
  it('are all different', () => {
    const colours = [...css.matchAll(/--expr-[\w]+: (#[0-9a-f]{6});/g)].map((found) => found[1])
    expect(colours).toHaveLength(8)
    expect(new Set(colours).size).toBe(8)
  })
})
