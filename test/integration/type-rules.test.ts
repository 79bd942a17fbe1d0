import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scriptOf, writeComponentScripts } from '../../scripts/setup/component-scripts.mjs'
import { lintProblemsIn, oxlintRulesOf, typeRules } from '../helpers/oxlint.ts'
import { thorough } from '../helpers/thorough.ts'

// What oxlint is there for: the rules that ask for types.

const root = resolve(import.meta.dirname, '../..')
const namesOf = (rules: Record<string, unknown>): string[] =>
  Object.keys(rules).map((name) => name.replace('typescript/', ''))

/** Each rule broken once. */
const violations: Readonly<Record<string, string>> = {
  'await-thenable': 'export const x = await 1',
  'no-array-delete': 'const list = [1]\ndelete list[0]',
  'no-base-to-string': 'export const x = `${String({})}`',
  'no-confusing-void-expression': 'const log = (): void => undefined\nexport const x = log()',
  'no-deprecated': '/** @deprecated */\nconst old = 1\nexport const x = old',
  'no-duplicate-type-constituents': "export type X = 'a' | 'a'",
  'no-floating-promises': 'const f = async (): Promise<number> => Promise.resolve(1)\nf()',
  'no-for-in-array': 'for (const index in [1]) index.trim()',
  'no-generated-empty-object-type': "export type X = Omit<{ a: 1 }, 'a'>",
  'no-implied-eval':
    "declare const setTimeout: (code: string) => void\nexport const x = new Function('return 1') as () => number",
  'no-meaningless-void-operator': 'const f = (): void => undefined\nvoid f()',
  'no-misused-promises': 'const f = async (): Promise<boolean> => Promise.resolve(true)\nif (f()) [].at(0)',
  'no-misused-spread': 'export const x = { ...new Map([[1, 1]]) }',
  'no-mixed-enums': "export enum X {\n  A = 1,\n  B = 'b',\n}",
  'no-redundant-type-constituents': 'export type X = unknown | string',
  'no-unnecessary-boolean-literal-compare': 'declare const is: boolean\nexport const x = is === true ? 1 : 2',
  'no-unnecessary-condition': 'declare const x: { a: number }\nexport const y = x?.a',
  'no-unnecessary-template-expression': 'declare const x: string\nexport const y = `${x}`',
  'no-unnecessary-type-arguments':
    'const f = <T = number>(x?: T): T | undefined => x\nexport const y = f<number>()',
  'no-unnecessary-type-assertion': 'declare const x: string\nexport const y = x as string',
  'no-unnecessary-type-conversion': 'declare const x: string\nexport const y = String(x)',
  'no-unnecessary-type-parameters': 'export const f = <T>(x: T): string => String(typeof x)',
  'no-unsafe-argument': 'declare const x: any\nMath.abs(x)',
  'no-unsafe-assignment': 'declare const x: any\nexport const y: number = x',
  'no-unsafe-call': 'declare const x: any\nx()',
  'no-unsafe-enum-comparison': 'enum A {\n  One = 1,\n}\ndeclare const a: A\nexport const x = a === 1',
  'no-unsafe-member-access': 'declare const x: any\nexport const y = String(x.y)',
  'no-unsafe-return': 'declare const x: any\nexport const f = (): number => x',
  'no-unsafe-unary-minus': 'declare const x: string\nexport const y = -x',
  'no-useless-default-assignment': 'export const f = ({ a = 1 }: { a: number }): number => a',
  'only-throw-error': "export const f = (): never => {\n  throw 'x'\n}",
  'prefer-promise-reject-errors': "export const x = Promise.reject('x')",
  'prefer-reduce-type-parameter': 'export const x = [1].reduce((all, one) => [...all, one], [] as number[])',
  'prefer-return-this-type': 'export class A {\n  me(): A {\n    return this\n  }\n}',
  'related-getter-setter-pairs':
    'export interface A {\n  get x(): string | number\n  set x(value: string)\n}',
  'restrict-plus-operands': "declare const x: number\nexport const y = x + 'x'",
  'restrict-template-expressions': 'declare const x: string[]\nexport const y = `a${x}`',
  'return-await':
    'export async function f(): Promise<number> {\n  try {\n    return Promise.resolve(1)\n  } catch {\n    return 0\n  }\n}',
  'switch-exhaustiveness-check': "declare const x: 'a' | 'b'\nswitch (x) {\n  case 'a':\n    break\n}",
  'use-unknown-in-catch-callback-variable':
    'export const x = Promise.resolve(1).catch((error: Error) => error.message)',
}

/** Of typescript-eslint's strict rules, those that ask for types: but for three, and with one more. */
function strictRules(): string[] {
  const without = ['no-unsafe-enum-assignment', 'require-await', 'unbound-method']
  const all = tseslint.configs.strictTypeChecked.flatMap(({ rules }) => Object.entries(rules ?? {}))
  return all
    .filter(([, setting]) => setting !== 'off')
    .map(([name]) => name.replace('@typescript-eslint/', ''))
    .filter((name) => asksForTypes(name) && !without.includes(name))
    .concat('switch-exhaustiveness-check')
    .sort()
}

interface Rule {
  readonly meta?: { readonly docs?: { readonly requiresTypeChecking?: boolean } }
}
const rulesOfEslint = (tseslint.plugin as unknown as { rules: Partial<Record<string, Rule>> }).rules
const asksForTypes = (name: string): boolean => rulesOfEslint[name]?.meta?.docs?.requiresTypeChecking === true

/** oxlint has no such rule. */
const onlyInEslint = ['no-unsafe-class-instance-assignment']
const inOxlint = namesOf(typeRules)

const eslint = new ESLint({ cwd: root })

/** The rules that ESLint holds a file to, with their options. */
async function rulesOf(file: string): Promise<[name: string, options: unknown[]][]> {
  const config = (await eslint.calculateConfigForFile(join(root, file))) as {
    rules: Record<string, [severity: number, ...options: unknown[]]>
  }
  return Object.entries(config.rules)
    .filter(([, [severity]]) => severity === 2)
    .map(([name, [, ...options]]) => [name.replace('@typescript-eslint/', ''), options])
}

describe('rules that ask for types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'type-rules-'))
  /** What oxlint says of each planted file. */
  const found = new Map<string, string[]>()

  beforeAll(() => {
    for (const [rule, text] of Object.entries(violations)) {
      writeFileSync(join(folder, `${rule}.ts`), `${text}\nexport {}\n`)
    }
    const compilerOptions = { composite: false, incremental: false, emitDeclarationOnly: false, noEmit: true }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions }),
    )
    for (const { filename, code } of lintProblemsIn(folder)) {
      const rule = basename(filename, '.ts')
      found.set(rule, [...(found.get(rule) ?? []), code])
    }
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it.each(inOxlint)('%s is reported', (rule) => {
    expect(found.get(rule)).toContain(`typescript(${rule})`)
  })

  it('are all of the strict ones', () => {
    expect([...inOxlint, ...onlyInEslint].sort()).toEqual(strictRules())
  })

  it('hold in the scripts of components, which know the types of what they import', () => {
    const scripts = writeComponentScripts()
    const component = `<template>
  <p />
</template>

<script setup lang="ts" generic="Row extends object">
import type { Job } from '#shared/domain/job.ts'
import { request } from './api/client.ts'

const { job } = defineProps<{ job: Job; rows: Row[] }>()
request('job.list')
const id = job.jobId?.trim()
</script>
`
    const file = join(scripts, 'src-renderer/Planted.vue.ts')
    writeFileSync(file, scriptOf(component))
    expect(
      lintProblemsIn(file)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['typescript(no-floating-promises)', 'typescript(no-unnecessary-condition)'])
    rmSync(scripts, { recursive: true })
  })

  it('that oxlint does not know hold in the thorough run', async () => {
    const names = (await rulesOf('src-main/core/study.ts')).map(([name]) => name)
    expect(names.filter(asksForTypes)).toEqual(thorough([], onlyInEslint))
  })
})

describe('rules that ask for no types', () => {
  /** What is wrong with each of them the parser says already. */
  const ofParser = ['no-dupe-args', 'no-octal']
  const isAsked = ([name]: readonly [name: string, options: unknown]): boolean =>
    !asksForTypes(name) && !ofParser.includes(name)

  it.each([
    'src-shared/time/format.ts',
    'src-shared/charts/trajectory.ts',
    'src-main/index.ts',
    'src-main/core/study.ts',
    'src-main/core/files/whole.ts',
    'src-main/core/areas/rating/score-repository.ts',
    'src-main/core/inference/session/onnx-runtime.ts',
    'src-main/app/logger.ts',
    'src-main/app/ipc/handlers/study.ts',
    'src-main/cli/index.ts',
    'src-main/preload/index.ts',
    'src-main/workers/statistics-worker.ts',
    'src-renderer/main.ts',
    'src-renderer/api/client.ts',
    'src-renderer/stores/study.ts',
    'src-renderer/features/cut/keys.ts',
    'src-renderer/timeline/view.ts',
    'scripts/bench/bench.ts',
    'scripts/setup/setup.mjs',
    'test/unit/shared/time.test.ts',
    'test/unit/scripts/setup/lanes.test.mjs',
    'vitest.config.ts',
    'eslint.config.js',
  ])('are the same for both linters, with the same options: %s', async (file) => {
    const own = Object.entries(oxlintRulesOf(file))
      .map(([name, setting]) => [name, Array.isArray(setting) ? setting : [setting]] as const)
      .filter(([, [severity]]) => severity === 'error')
      .map(([name, [, ...options]]) => [name.replace(/^(typescript|own)\//, ''), options] as const)
      .filter(isAsked)
    const ofEslint = (await rulesOf(file)).filter(isAsked)
    expect(own.map(([name]) => name).sort()).toEqual(ofEslint.map(([name]) => name).sort())
    // ESLint tells the options that nobody gave as well.
    expect(Object.fromEntries(ofEslint)).toMatchObject(
      Object.fromEntries(own.filter(([, options]) => options.length > 0)),
    )
  })
})
