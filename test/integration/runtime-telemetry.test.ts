import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const project = resolve(import.meta.dirname, '../..')
const inference = join(project, 'src-main/core/inference/session')
const model = join(project, 'resources/models/face-api-7/expression.onnx')

const opened = (call: string): string =>
  `const session = await ${call}; if (session.inputNames.length === 0) throw new Error('no model'); await session.dispose()`
const options = JSON.stringify({ file: model, provider: 'cpu', threads: 1 })

// The runtime decides when it is loaded, and it shows in files: an identifier of the device, a queue, a log.
describe('ONNX Runtime’s telemetry', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telemetry-'))
    for (const name of ['home', 'temporary', 'working']) await mkdir(join(folder, name))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** Runs a module in a process of its own, whose home and temporary folder are empty before. */
  async function run(text: string, env: NodeJS.ProcessEnv): Promise<void> {
    const { ORT_DISABLE_TELEMETRY: _, ...inherited } = process.env
    const home = join(folder, 'home')
    const folders = { HOME: home, XDG_CACHE_HOME: join(home, '.cache'), TMPDIR: join(folder, 'temporary') }
    await writeFile(join(folder, 'program.mjs'), text)
    await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(folder, 'program.mjs')],
      { cwd: join(folder, 'working'), env: { ...inherited, ...folders, ...env } },
    )
  }

  const left = async (): Promise<string[]> => (await readdir(folder, { recursive: true })).sort()
  const nothing = ['home', 'program.mjs', 'temporary', 'working']

  const inMain = `
    import { openOrtSession } from ${JSON.stringify(join(inference, 'ort-session.ts'))}
    ${opened(`openOrtSession(${options})`)}`
  const inThread = `
    import { openWorkerSession } from ${JSON.stringify(join(inference, 'worker-session.ts'))}
    ${opened(`openWorkerSession(${options})`)}`

  it.each([
    ['in the main thread', inMain, {}],
    ['in a thread of its own', inThread, {}],
    ['in the main thread, whatever the environment says', inMain, { ORT_DISABLE_TELEMETRY: '0' }],
    ['in a thread, whatever the environment says', inThread, { ORT_DISABLE_TELEMETRY: '0' }],
  ])('is off %s', async (_, text, env) => {
    await run(text, env)
    expect(await left()).toEqual(nothing)
  })

  it('is not left on by a thread that somebody starts without the switch', async () => {
    await run(
      `import { Worker } from 'node:worker_threads'
       const { promise, resolve } = Promise.withResolvers()
       const text = "import(require('node:worker_threads').workerData).then((door) => door.onnxRuntime())"
       const workerData = ${JSON.stringify(join(inference, 'onnx-runtime.ts'))}
       new Worker(text, { eval: true, workerData }).on('error', resolve).on('exit', () => resolve(null))
       const error = await promise
       if (!String(error).includes('telemetry')) throw new Error('it was loaded: ' + String(error))`,
      {},
    )
    expect(await left()).toEqual(nothing)
  })
})
