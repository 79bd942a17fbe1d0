import { readFileSync, globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'vue/compiler-sfc'

const root = resolve(import.meta.dirname, '../../../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const components = globSync('src-renderer/**/*.vue', { cwd: root })
const words = (text: string): ReadonlySet<string> => new Set(text.match(/[A-Za-z][\w-]*/g))

/** What the template gives as a class, or may. */
function givenClasses(template: string): string {
  return [...template.matchAll(/class="([^"]*)"/g)].map(([, given]) => given).join(' ')
}

/** Classes that the rules are for, but for those of another component (`:deep`). */
function classesOf(css: string): ReadonlySet<string> {
  const selectors = [...css.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{};]+)\{/g)]
  const own = selectors.map(([, selector]) => selector?.replaceAll(/:deep\([^)]*\)/g, '')).join(' ')
  return new Set([...own.matchAll(/\.([A-Za-z][\w-]*)/g)].flatMap(([, name]) => name ?? []))
}

/** Those of a component's styles that neither it nor any module it may have the name from writes. */
function unusedClasses(component: string, modules: ReadonlySet<string>): readonly string[] {
  const { descriptor } = parse(component)
  const { template, scriptSetup, styles } = descriptor
  const written = words(`${givenClasses(template?.content ?? '')} ${scriptSetup?.content ?? ''}`)
  const css = styles.filter(({ scoped, src }) => scoped === true && src === undefined)
  const named = css.flatMap(({ content }) => [...classesOf(content)])
  return named.filter((name) => !written.has(name) && !modules.has(name))
}

it('finds a class that nothing uses', () => {
  const component = `<script setup lang="ts">const look = 'wide'</script>
    <template><p class="line" :class="look"><b :class="{ quiet: true }" /></p></template>
    <style scoped>.line .gone { top: 0 } .wide, .quiet { top: 0 } :deep(.of-another) { top: 0 }</style>`
  expect(unusedClasses(component, new Set())).toEqual(['gone'])
})

it('has a use for every class of every component', () => {
  const texts = globSync('src-{renderer,shared}/**/*.ts', { cwd: root }).map(read)
  const modules = words(texts.flatMap((text) => text.match(/'[\w-]+'/g) ?? []).join(' '))
  const unused = components.flatMap((file) =>
    unusedClasses(read(file), modules).map((name) => `${file}: .${name}`),
  )
  expect(unused).toEqual([])
})

it('has a use for every class of the whole window', () => {
  const descriptors = components.map((file) => parse(read(file)).descriptor)
  const templates = descriptors.map(({ template }) => template?.content ?? '')
  // Looks that a component chooses among are strings of its script.
  const strings = descriptors.flatMap(({ scriptSetup }) => scriptSetup?.content.match(/'[\w -]+'/g) ?? [])
  const written = words([...templates, ...strings].join(' '))
  const names = globSync('src-renderer/styles/*.css', { cwd: root }).flatMap((file) => [
    ...classesOf(read(file)),
  ])
  expect(names.filter((name) => !written.has(name))).toEqual([])
})
