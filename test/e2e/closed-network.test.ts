import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTrace } from '../helpers/closed-network/read-trace.ts'
import type { Trace } from '../helpers/closed-network/read-trace.ts'
import { reportSchema } from '../helpers/closed-network/report.ts'
import type { ClosedNetworkReport } from '../helpers/closed-network/report.ts'
import { places } from '../helpers/closed-network/story.ts'
import { hasStrace, namespaces } from '../helpers/closed-network/this-system.ts'

const helpers = resolve(import.meta.dirname, '../helpers/closed-network')
const run = promisify(execFile)
const storyLimitMs = 900_000

/** Hashes of the packs that come with the program, noted beside them where that folder can be written to. */
const packNotes = /\/resources\/models\/[^/]+\/\.checked\.json$/
/** Where the system's graphics library (Mesa) keeps compiled shaders; nothing of a study. */
const shaders = /\/\.cache\/mesa_shader_cache(\/|$)/

/** What a part of the whole program was seen to do. */
async function traceOf(folder: string, name: RegExp): Promise<Trace> {
  const files = (await readdir(folder)).filter((file) => name.test(file))
  return readTrace(await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8'))))
}

// docs/network.md says in words what this shows.
describe('the whole program in a network of its own', async () => {
  const { unshare, whyNot } = await namespaces()
  const whyNoTrace = whyNot ?? ((await hasStrace()) ? null : 'strace is not installed')
  let folder = ''
  let report: ClosedNetworkReport

  beforeAll(async () => {
    if (whyNot !== null) return
    folder = await mkdtemp(join(tmpdir(), 'closed-network-'))
    const program = [process.execPath, '--disable-warning=ExperimentalWarning', join(helpers, 'outside.ts')]
    const line = [...unshare, ...program, folder, join(helpers, 'story.ts')]
    await run(line[0] ?? '', line.slice(1), { maxBuffer: 64_000_000 })
    report = reportSchema.parse(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')))
  }, storyLimitMs)
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }))

  test('is listened to: what is sent on purpose is heard', ({ skip }) => {
    if (whyNot !== null) skip(whyNot)
    expect(report.control.packets).toBeGreaterThan(0)
    expect(report.control.heard).toEqual(
      expect.arrayContaining([
        { how: 'dns', what: 'control.example' },
        { how: 'tcp 443', what: 'control.example' },
      ]),
    )
  })

  test('asks for no name and connects to nobody, whatever a script in the window tries', ({ skip }) => {
    if (whyNot !== null) skip(whyNot)
    expect(report.program.heard).toEqual([])
  })

  test('sends nothing at all', ({ skip }) => {
    if (whyNot !== null) skip(whyNot)
    expect(report.program.packets).toBe(0)
  })

  test.for([
    ['the command line', /^cli\./],
    ['the window', /^window\./],
  ] as const)('opens no socket but loopback and Unix: %s', async ([, name], { skip }) => {
    if (whyNoTrace !== null) skip(whyNoTrace)
    const { calls, foreignSockets } = await traceOf(folder, name)
    expect(calls).toBeGreaterThan(100)
    expect(foreignSockets).toEqual([])
  })

  test.for([
    ['the command line', /^cli\./],
    ['the window', /^window\./],
  ] as const)('writes nothing outside the folders it was given: %s', async ([, name], { skip }) => {
    if (whyNoTrace !== null) skip(whyNoTrace)
    const { written } = await traceOf(folder, name)
    const given = places.map((place) => join(folder, place))
    expect(written.some((path) => path.startsWith(join(folder, 'study')))).toBe(true)
    const isGiven = (path: string): boolean =>
      packNotes.test(path) ||
      shaders.test(path) ||
      given.some((place) => path === place || path.startsWith(`${place}/`))
    const elsewhere = written.filter((path) => !isGiven(path))
    expect(elsewhere).toEqual([])
  })

  test('would be seen to open a socket and to write elsewhere', async ({ skip }) => {
    if (whyNoTrace !== null) skip(whyNoTrace)
    const { written, foreignSockets } = await traceOf(folder, /^control\./)
    expect(written).toContain(join(folder, 'outside-file'))
    expect(foreignSockets.join('\n')).toMatch(/connect .*192\.0\.2\.1:53/)
  })
})
