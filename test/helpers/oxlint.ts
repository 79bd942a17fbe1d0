import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, matchesGlob, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const program = join(root, 'node_modules/oxlint/bin/oxlint')
export const oxlintConfig = join(root, 'oxlint.config.js')

type Rules = Readonly<Record<string, unknown>>
interface OxlintConfig {
  readonly default: {
    readonly overrides: readonly {
      readonly files: readonly string[]
      readonly excludeFiles?: readonly string[]
      readonly rules: Rules
    }[]
  }
  /** Those that ask for types. */
  readonly typeRules: Rules
}
const config = (await import(pathToFileURL(oxlintConfig).href)) as OxlintConfig
export const { typeRules } = config

/** What oxlint holds a file to, a path relative to the project’s folder, as it is written in its configuration. */
export function oxlintRulesOf(file: string): Rules {
  const isIn = (globs: readonly string[] = []): boolean => globs.some((glob) => matchesGlob(file, glob))
  const found = config.default.overrides.filter((each) => isIn(each.files) && !isIn(each.excludeFiles))
  return Object.assign({}, ...found.map(({ rules }) => rules)) as Rules
}

export interface LintProblem {
  /** As oxlint names it: relative to the folder that it works in. */
  readonly filename: string
  /** `plugin(rule)` */
  readonly code: string
}

/** What oxlint has to say of a folder or file, working in `cwd`; it must be something. */
export function lintProblemsIn(
  place: string,
  { cwd = root, config = oxlintConfig }: { cwd?: string; config?: string } = {},
): readonly LintProblem[] {
  const args = [program, '--config', config, '--format', 'json', place]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' })
  expect([status, stderr]).toEqual([1, ''])
  return (JSON.parse(stdout) as { diagnostics: LintProblem[] }).diagnostics
}

/**
 * By file below `folder`, which is taken for the project: the names of the rules that it breaks, but for those that ask
 * for types.
 */
export function rulesBrokenIn(folder: string): ReadonlyMap<string, readonly string[]> {
  const config = join(folder, 'oxlint.config.js')
  const plugin = JSON.stringify([{ name: 'own', specifier: join(root, 'lint-plugin.js') }])
  writeFileSync(
    config,
    `import config from ${JSON.stringify(pathToFileURL(oxlintConfig).href)}
const options = { ...config.options, typeAware: false }
export default { ...config, options, jsPlugins: ${plugin} }
`,
  )
  const broken = new Map<string, string[]>()
  for (const { filename, code } of lintProblemsIn('.', { cwd: folder, config })) {
    const rule = /\((.+)\)$/.exec(code)?.[1] ?? code
    broken.set(filename, [...(broken.get(filename) ?? []), rule])
  }
  return broken
}
