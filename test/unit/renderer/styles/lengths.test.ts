import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'vue/compiler-sfc'

const root = resolve(import.meta.dirname, '../../../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** What every screen has in common: how far things lie apart, how round they are, how large text is. */
const shared =
  /(?:^|[\s;{])((?:padding|margin|gap|row-gap|column-gap|border-radius|font-size)[\w-]*)\s*:\s*([^;}]+)/g

function stylesOf(file: string): string {
  const text = read(file)
  return file.endsWith('.css')
    ? text
    : parse(text)
        .descriptor.styles.map(({ content }) => content)
        .join('\n')
}

/** Declarations that say in px what a token says; a hairline of one px is no distance. */
function ownLengths(css: string): readonly string[] {
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  return [...plain.matchAll(shared)]
    .filter(([, , value]) => [...(value ?? '').matchAll(/([\d.]+)px/g)].some(([, px]) => Number(px) > 1))
    .map(([, property, value]) => `${property ?? ''}: ${value?.trim() ?? ''}`)
}

it('finds a distance, a radius and a size of text that a screen gives in px', () => {
  const css = `.a { width: 120px; padding: var(--space-2) 10px; margin-top: -1px }
    .b { border-radius: 5px; /* gap: 7px */ font-size: 12px; gap: calc(1.5 * var(--space-1)) }`
  expect(ownLengths(css)).toEqual(['padding: var(--space-2) 10px', 'border-radius: 5px', 'font-size: 12px'])
})

it('takes distances, radii and sizes of text from the tokens on every screen', () => {
  const files = globSync('src-renderer/{features,player,timeline}/**/*.{vue,css}', { cwd: root })
  expect(files.length).toBeGreaterThan(100)
  expect(files.flatMap((file) => ownLengths(stylesOf(file)).map((own) => `${file}: ${own}`))).toEqual([])
})
