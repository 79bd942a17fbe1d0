/**
 * The scripts of the components as files of their own, for a linter that reads no components: `X.vue.ts` for each `X.vue`,
 * in a folder outside of the project, where they find all that they import.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { nodeModules, projectRoot } from './paths.mjs'

const script = /<script\b([^>]*)>([^]*?)<\/script>/
const notUsedTwice = '// oxlint-disable-line typescript/no-unnecessary-type-parameters'
/** What cannot stand in a function. */
const outside = /^import\s[^]*?'[^'\n]+'$|^export interface\s[^]*?^\}$/gm

/**
 * What a component's script is to the compiler, each line at its place. What it says after its imports and exports is in a
 * function where it has type parameters.
 *
 * @param {string} component text of a .vue file
 */
export function scriptOf(component) {
  const found = script.exec(component)
  if (found === null) return ''
  const [whole, attributes = '', text = ''] = found
  const start = component.slice(0, found.index + whole.indexOf('>')).split('\n').length - 1
  const lines = '\n'.repeat(start)
  const parameters = /generic="([^"]*)"/.exec(attributes)?.[1]
  if (parameters === undefined) return lines + text
  const last = [...text.matchAll(outside)].at(-1)
  const end = last === undefined ? 0 : last.index + last[0].length
  const head = `; export function component<${parameters}>() { ${notUsedTwice}`
  return `${lines}${text.slice(0, end)}${head}${text.slice(end)}}\n`
}

/** Writes them, and gives the folder, which is the caller's to remove. */
export function writeComponentScripts() {
  const folder = mkdtempSync(join(tmpdir(), 'emoclip-components-'))
  const from = join(projectRoot, 'src-renderer')
  for (const file of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.vue')) continue
    const to = join(folder, 'src-renderer', `${file}.ts`)
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, scriptOf(readFileSync(join(from, file), 'utf8')))
  }
  symlinkSync(nodeModules, join(folder, 'node_modules'), 'junction')
  const config = {
    extends: join(projectRoot, 'src-renderer/tsconfig.json'),
    compilerOptions: {
      ...{ composite: false, incremental: false, emitDeclarationOnly: false, noEmit: true },
      // One component finds another here, and everything else in the project.
      rootDirs: [projectRoot, folder],
      paths: { '#shared/*': [join(projectRoot, 'src-shared/*')] },
      rootDir: '/',
    },
    include: [join(folder, 'src-renderer/**/*.ts'), join(projectRoot, 'src-renderer/env.d.ts')],
    references: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return folder
}
