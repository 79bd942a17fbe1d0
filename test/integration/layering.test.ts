import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { ESLint } from 'eslint'
import type { Linter } from 'eslint'
import ts from 'typescript'
import tseslint from 'typescript-eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { circles, importGraph } from '../helpers/import-graph.ts'
import { rulesBrokenIn } from '../helpers/oxlint.ts'
import { writeFiles } from '../helpers/temp-folder.ts'
import { isThorough } from '../helpers/thorough.ts'

// The rules that keep the folders apart are worth only what they catch: each is broken here on purpose.

const root = resolve(import.meta.dirname, '../..')

/** Any file of that place: a component’s planted text is linted under its name, and nothing is written. */
function fileIn(place: string): string {
  const [first] = globSync(place.endsWith('.ts') || place.endsWith('.vue') ? place : `${place}/*.{ts,vue}`, {
    cwd: root,
  })
    .filter((file) => !file.endsWith('.d.ts'))
    .sort()
  if (first === undefined) throw new Error(`nothing matches ${place}`)
  return first
}

/** A name of that kind in that place, for a module of that number. */
function moduleIn(place: string, number: number): string {
  const name = place.endsWith('.ts') ? basename(place) : '*.ts'
  return join(dirname(fileIn(place)), name.replace('*', `planted-${String(number)}`))
}

const isComponent = (place: string): boolean => fileIn(place).endsWith('.vue')
const asComponent = (text: string): string => `<script setup lang="ts">\n${text}\n</script>\n`

const restricted = '@typescript-eslint/no-restricted-imports'

const planted: [what: string, place: string, text: string, rule: string][] = [
  ['a default export', 'src-main/core/jobs', 'export default 1', 'no-restricted-syntax'],
  [
    'a default export by name',
    'src-shared/time',
    'const x = 1\nexport { x as default }',
    'no-restricted-syntax',
  ],
  ['a default export of the window', 'src-renderer/ui', 'export default 1', 'no-restricted-syntax'],
  ['Electron in core', 'src-main/core/jobs', "import { app } from 'electron'\napp.quit()", restricted],
  ['a type of Electron in core', 'src-main/core/jobs', "import type { App } from 'electron'", restricted],
  ['core asks the shell', 'src-main/core/jobs', "import { redact } from '../../app/redact.ts'", restricted],
  ['core asks the window', 'src-main/core/jobs', "import x from '../../../src-renderer/main.ts'", restricted],
  ['network in core', 'src-main/core/media', "import { get } from 'node:https'", restricted],
  ['shared uses Node', 'src-shared/domain', "import { join } from 'node:path'", restricted],
  ['shared uses core', 'src-shared/domain', "import x from '../../src-main/core/study.ts'", restricted],
  ['shared uses Vue', 'src-shared/domain', "import { ref } from 'vue'", restricted],
  [
    'repository asks a service',
    'src-main/core/areas/*/*-repository.ts',
    "import x from './caption-service.ts'",
    restricted,
  ],
  [
    'repository asks inference',
    'src-main/core/areas/*/*-repository.ts',
    "import x from '../../inference/host/client.ts'",
    restricted,
  ],
  [
    'repository asks files',
    'src-main/core/areas/*/*-repository.ts',
    "import { shownName } from '../../files/shown-name.ts'",
    restricted,
  ],
  [
    'repository asks a service for a type',
    'src-main/core/areas/*/*-repository.ts',
    "import type { PeopleService } from '../people/service.ts'",
    restricted,
  ],
  [
    'journal’s repository asks an area',
    'src-main/core/journal/*-repository.ts',
    "import x from '../areas/rating/score-service.ts'",
    restricted,
  ],
  [
    'area asks another past its service',
    'src-main/core/areas/rating/*-service.ts',
    "import type { PeopleContext } from '../people/people-context.ts'",
    restricted,
  ],
  [
    'what areas stand on asks one of them',
    'src-main/core/areas/study/study-context.ts',
    "import x from '../people/people-context.ts'",
    restricted,
  ],
  [
    'jobs ask an area',
    'src-main/core/jobs',
    "import type { X } from '../areas/rating/service.ts'",
    restricted,
  ],
  ['files ask the database', 'src-main/core/files', "import x from '../db/open.ts'", restricted],
  [
    'the database asks an area',
    'src-main/core/db',
    "import x from '../areas/study/run-ending.ts'",
    restricted,
  ],
  ['media asks inference', 'src-main/core/media/frames', "import x from '../../inference/x.ts'", restricted],
  [
    'formats ask an area',
    'src-main/core/exchange/csv',
    "import x from '../../areas/severity/x.ts'",
    restricted,
  ],
  [
    'statistics ask an area',
    'src-main/core/statistics',
    "import x from '../areas/severity/x.ts'",
    restricted,
  ],
  [
    'journal asks an area',
    'src-main/core/journal',
    "import type { X } from '../areas/rating/x.ts'",
    restricted,
  ],
  [
    'packs ask how they are built',
    'src-main/core/packs',
    "import x from './build/build-pack.ts'",
    restricted,
  ],
  ['graphs ask a checkpoint', 'src-main/core/packs/onnx', "import x from '../checkpoint/x.ts'", restricted],
  [
    'checkpoint reader asks inference',
    'src-main/core/packs/checkpoint',
    "import x from '../../inference/host/client.ts'",
    restricted,
  ],
  [
    'inference asks how packs are built',
    'src-main/core/inference/host',
    "import x from '../../packs/build/build-pack.ts'",
    restricted,
  ],
  [
    'building packs asks a service',
    'src-main/core/packs/build',
    "import x from '../../areas/study/study-context.ts'",
    restricted,
  ],
  [
    'inference asks a repository',
    'src-main/core/inference/host',
    "import x from '../../areas/study/video-repository.ts'",
    restricted,
  ],
  [
    'service opens the database',
    'src-main/core/areas/rating/*-service.ts',
    "import Database from 'better-sqlite3'",
    restricted,
  ],
  [
    'service goes past the repositories',
    'src-main/core/areas/rating/*-service.ts',
    "import x from '../../db/open.ts'",
    restricted,
  ],
  [
    'runtime outside its module',
    'src-main/core/areas/rating/*-service.ts',
    "import x from 'onnxruntime-node'",
    restricted,
  ],
  ['runtime in a script', 'scripts/tools', "import x from 'onnxruntime-node'", restricted],
  [
    'runtime loaded past its door',
    'src-main/core/areas/rating/*-service.ts',
    "import { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('onnxruntime-node')",
    'no-restricted-syntax',
  ],
  ['handler uses Electron', 'src-main/app/ipc/handlers', "import { dialog } from 'electron'", restricted],
  ['command line asks the shell', 'src-main/cli', "import { redact } from '../app/redact.ts'", restricted],
  ['command line uses Electron', 'src-main/cli', "import { app } from 'electron'", restricted],
  ['shell asks the command line', 'src-main/app', "import x from '../cli/index.ts'", restricted],
  [
    'worker has a store',
    'src-main/workers',
    "import x from '#core/areas/study/video-repository.ts'",
    restricted,
  ],
  [
    'preload carries code',
    'src-main/preload',
    "import { ipcCalls } from '../../src-shared/ipc/contract.ts'",
    restricted,
  ],
  ['window uses Node', 'src-renderer/stores', "import { join } from 'node:path'", restricted],
  ['window uses core', 'src-renderer/stores', "import x from '#core/study.ts'", restricted],
  ['window uses Electron', 'src-renderer/stores', "import { ipcRenderer } from 'electron'", restricted],
  [
    'feature goes past the stores',
    'src-renderer/features/*/*.vue',
    "import { request } from '../../api/client.ts'",
    restricted,
  ],
  ['store asks a feature', 'src-renderer/stores', "import x from '../features/review/x.ts'", restricted],
  ['commands ask a feature', 'src-renderer/commands', "import x from '../features/review/x.ts'", restricted],
  ['ui asks a store', 'src-renderer/ui/*.vue', "import { useJobs } from '../stores/jobs.ts'", restricted],
  [
    'the player asks a screen',
    'src-renderer/player/*.vue',
    "import x from '../features/cut/x.ts'",
    restricted,
  ],
  ['the player asks the timeline', 'src-renderer/player', "import x from '../timeline/view.ts'", restricted],
  [
    'the player goes past the stores',
    'src-renderer/player/*.ts',
    "import { request } from '../api/client.ts'",
    restricted,
  ],
  ['a store asks the player', 'src-renderer/stores', "import x from '../player/use-player.ts'", restricted],
  [
    'the timeline shows a player',
    'src-renderer/timeline/*.vue',
    "import x from '../player/VideoStage.vue'",
    restricted,
  ],
  [
    'the timeline asks a store',
    'src-renderer/timeline/*.ts',
    "import x from '../stores/jobs.ts'",
    restricted,
  ],
  [
    'the timeline asks a feature',
    'src-renderer/timeline/*.vue',
    "import x from '../features/cut/x.ts'",
    restricted,
  ],
  [
    'shared chart draws itself',
    'src-shared/charts',
    "import { init } from 'echarts'\ninit(null)",
    restricted,
  ],
  [
    'shared chart uses the window',
    'src-shared/charts',
    "import x from '../../src-renderer/main.ts'",
    restricted,
  ],
  ['chart asks a store', 'src-renderer/charts', "import { useJobs } from '../stores/jobs.ts'", restricted],
  [
    'timeline asks a store',
    'src-renderer/timeline',
    "import { useJobs } from '../stores/jobs.ts'",
    restricted,
  ],
  [
    'bridge used outside the client',
    'src-renderer/stores',
    "void window.bridge.invoke('x', 1)",
    'no-restricted-syntax',
  ],
  [
    'a web page is opened',
    'src-main/app',
    "import { shell } from 'electron'\nvoid shell.openExternal('x')",
    'no-restricted-syntax',
  ],
  ['a barrel', 'src-shared/domain', "export * from './clip.ts'", 'no-restricted-syntax'],
  [
    'Electron imported at run time in core',
    'src-main/core/jobs',
    "await import('electron')",
    'no-restricted-syntax',
  ],
  ['fetch in core', 'src-main/core/jobs', "void fetch('http://x')", 'no-restricted-globals'],
  ['fetch in the window', 'src-renderer/stores', "void fetch('http://x')", 'no-restricted-globals'],
  ['a clock in shared', 'src-shared/domain', 'setTimeout(() => undefined, 1)', 'no-restricted-globals'],
  [
    'a type imported as a value',
    'src-shared/domain',
    "import { Clip } from './clip.ts'\nexport type X = Clip",
    '@typescript-eslint/consistent-type-imports',
  ],
  [
    'a file renamed into place by hand',
    'src-main/core/exchange/csv',
    "import { rename } from 'node:fs/promises'\nawait rename('a', 'b')",
    'no-restricted-syntax',
  ],
  [
    'a file renamed into place by hand, and at once',
    'src-main/app',
    "import fs from 'node:fs'\nfs.renameSync('a', 'b')",
    'no-restricted-syntax',
  ],
  [
    'a full disk told by hand',
    'src-main/core/areas/import',
    "export const isFull = (code: string): boolean => code === 'ENOSPC'",
    'no-restricted-syntax',
  ],
  [
    'a full disk read from ffmpeg by hand',
    'src-main/core/media/encode',
    'export const isFull = (text: string): boolean => /no space left/i.test(text)',
    'no-restricted-syntax',
  ],
  ['any', 'src-main/core/jobs', 'export const x: any = 1', '@typescript-eslint/no-explicit-any'],
]

describe('lint of modules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'planted-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })
  const modules = planted.filter(([, place]) => !isComponent(place))
  const aType = "import type { Study } from '../../src-shared/domain/study.ts'\nexport type X = Study\n"
  const allowed = 'src-main/preload/allowed.ts'
  let broken: ReadonlyMap<string, readonly string[]>
  beforeAll(() => {
    const texts = modules.map(([, place, text], number) => [moduleIn(place, number), `${text}\n`] as const)
    writeFiles(folder, { ...Object.fromEntries(texts), [allowed]: aType })
    broken = rulesBrokenIn(folder)
  })

  it.each(modules.map(([what, place, , rule], number) => [what, moduleIn(place, number), rule] as const))(
    'reports: %s',
    (_, file, rule) => {
      expect(broken.get(file)).toContain(rule.replace('@typescript-eslint/', ''))
    },
  )

  it('lets a type cross where only values are refused', () => {
    expect(broken.get(allowed) ?? []).toEqual([])
  })
})

describe('lint of components', () => {
  /** Without the rules that ask for types: see type-rules.test.ts. */
  let eslint: ESLint
  beforeAll(() => {
    const overrideConfig = tseslint.configs.disableTypeChecked as Linter.Config
    eslint = new ESLint({ cwd: root, warnIgnored: true, overrideConfig })
  })

  // In the thorough run ESLint has the modules as well.
  it.each(planted.filter(([, place]) => isThorough || isComponent(place)))(
    'reports: %s',
    async (_, place, text, rule) => {
      const file = fileIn(place)
      const code = file.endsWith('.vue') ? asComponent(text) : `${text}\n`
      const [result] = await eslint.lintText(code, { filePath: join(root, file) })
      expect(result!.messages.map((message) => message.ruleId)).toContain(rule)
    },
  )

  it('reports v-html in a component', async () => {
    const code =
      '<script setup lang="ts">\nconst x = 1\n</script>\n\n<template>\n  <p v-html="x" />\n</template>\n'
    const [result] = await eslint.lintText(code, { filePath: join(root, fileIn('src-renderer/ui/*.vue')) })
    expect(result!.messages.map((message) => message.ruleId)).toContain('vue/no-v-html')
  })

  it('reports a component without TypeScript', async () => {
    const [result] = await eslint.lintText('<script setup>\nconst x = 1\n</script>\n', {
      filePath: join(root, fileIn('src-renderer/ui/*.vue')),
    })
    expect(result!.messages.map((message) => message.ruleId)).toContain('vue/block-lang')
  })
})

describe('imports', () => {
  const files = () =>
    new Map(
      globSync('src-*/**/*.{ts,vue}', { cwd: root }).map((file) => [
        file.split(sep).join('/'),
        readFileSync(join(root, file), 'utf8'),
      ]),
    )

  it('make no circle, types included', () => {
    const graph = importGraph(files())
    expect(graph.size).toBeGreaterThan(700)
    expect(circles(graph)).toEqual([])
  })

  it('that make a circle are found, also where one of them imports a type only', () => {
    const planted = files()
    const gate = 'src-main/core/async/pause-gate.ts'
    planted.set(gate, `import type { JobRegistry } from '../jobs/job-registry.ts'\n${planted.get(gate)!}`)
    expect(circles(importGraph(planted))).toEqual([
      [gate, 'src-main/core/jobs/job-control.ts', 'src-main/core/jobs/job-registry.ts'],
    ])
  })

  it('that make a circle through a component are found', () => {
    const a = '<script setup lang="ts">\nimport { b } from \'./b.ts\'\n</script>\n'
    const planted = new Map([
      ['src-renderer/A.vue', a],
      ['src-renderer/b.ts', "import type A from './A.vue'\nexport const b = 1\n"],
    ])
    expect(circles(importGraph(planted))).toEqual([['src-renderer/A.vue', 'src-renderer/b.ts']])
  })
})

describe('compiler', () => {
  const folders: string[] = []
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true })
  })

  const contract = JSON.stringify(join(root, 'src-shared/ipc/contract.ts'))

  const cases: [what: string, project: string, text: string, message: RegExp | null][] = [
    ['window in shared', 'src-shared', 'export const x = window', /window/],
    ['process in shared', 'src-shared', 'export const x = process.pid', /process/],
    ['a Node module in shared', 'src-shared', "export { join } from 'node:path'", /node:path/],
    ['window in core', 'src-main/core', 'export const x = window', /window/],
    ['a test runner’s global in main', 'src-main', "test('x', () => undefined)", /test/],
    ['process in the window', 'src-renderer', 'export const x = process.pid', /process/],
    ['a Node module in the window', 'src-renderer', "export { readFile } from 'node:fs'", /node:fs/],
    ['an enum', 'src-main/core', 'export enum X {\n  A,\n}', /erasableSyntaxOnly/],
    [
      'a channel that does not exist',
      'src-renderer',
      `import type { IpcRequest } from ${contract}\nexport type X = IpcRequest<'clip.gett'>`,
      /clip\.gett/,
    ],
    [
      'a wrong request',
      'src-renderer',
      `import type { IpcRequest } from ${contract}\nexport const x: IpcRequest<'clip.get'> = { clipId: 'one' }`,
      /string.*number/,
    ],
    [
      'a handler that is missing',
      'src-main',
      `import type { IpcHandlers } from ${contract}\nexport const x: IpcHandlers = {}`,
      /missing the following properties/,
    ],
    ['what belongs there', 'src-shared', 'export const x = Math.max(1, 2)', null],
  ]

  /** Most files are those of the language and of Node, in every folder the same: they are read once. */
  const sources = new Map<string, ts.SourceFile | undefined>()
  function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
    const host = ts.createCompilerHost(options)
    const read = host.getSourceFile.bind(host)
    host.getSourceFile = (file, version, onError) => {
      if (!sources.has(file)) sources.set(file, read(file, version, onError))
      return sources.get(file)
    }
    return host
  }

  /** Type-checks all planted files of a source folder under its options, each as if it were alone. */
  function complaints(project: string): Map<string, string> {
    const config = join(root, project, 'tsconfig.json')
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(config, (path) => ts.sys.readFile(path)).config,
      ts.sys,
      join(root, project),
    )
    const folder = mkdtempSync(join(root, 'node_modules', 'planted-'))
    folders.push(folder)
    const files = cases
      .filter((each) => each[1] === project)
      .map(([what, , text], index) => {
        const file = join(folder, `planted-${String(index)}.ts`)
        writeFileSync(file, text)
        return { what, file }
      })
    const alone = { ...options, noEmit: true, composite: false, incremental: false, rootDir: root }
    const program = ts.createProgram(
      files.map(({ file }) => file),
      alone,
      hostOf(alone),
    )
    return new Map(
      files.map(({ what, file }) => [
        what,
        ts
          .getPreEmitDiagnostics(program, program.getSourceFile(file))
          .filter((found) => found.file !== undefined && relative(file, found.file.fileName) === '')
          .map((found) => ts.flattenDiagnosticMessageText(found.messageText, ' '))
          .join('\n'),
      ]),
    )
  }

  const known = new Map<string, Map<string, string>>()
  const complaint = (project: string, what: string): string | undefined => {
    const all = known.get(project) ?? complaints(project)
    known.set(project, all)
    return all.get(what)
  }

  it.each(cases.filter(([, , , message]) => message !== null))('refuses: %s', (what, project, _, message) => {
    expect(complaint(project, what)).toMatch(message ?? /never/)
  })

  it('accepts what belongs there', () => {
    expect(complaint('src-shared', 'what belongs there')).toBe('')
  })
})
