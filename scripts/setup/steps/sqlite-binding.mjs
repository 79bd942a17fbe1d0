/**
 * The native part of better-sqlite3 for an Electron older than Node-API 10 (the fallback). The prebuilt one
 * in the package keeps references to strings, which Node-API 10 brought; on 9 the same is there for add-ons
 * that declare the experimental API, so it is built from the package's own source with two other defines and
 * nothing else changed.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, cp, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder, nodeModules } from '../paths.mjs'
import { capture, lastLines, npm } from '../processes.mjs'
import { hasApt, hasCommand, installPackages } from './apt.mjs'
import { SetupProblem } from './progress.mjs'
import { isSealed, makeSealed } from './sealed-folder.mjs'

/** What the prebuilt binding asks for. */
const PREBUILT_NODE_API = 10
const BINDING = 'better_sqlite3.node'
const OLD_DEFINE = "'NAPI_VERSION=10'"
const NEW_DEFINES = "'NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'"

const sourceFolder = join(nodeModules, 'better-sqlite3')

/** @param {string} text the package's binding.gyp */
export function withExperimentalApi(text) {
  if (!text.includes(OLD_DEFINE)) throw new Error(`better-sqlite3's binding.gyp no longer says ${OLD_DEFINE}`)
  return text.replace(OLD_DEFINE, NEW_DEFINES)
}

/** python3, make and g++, installed only when something must be built. */
async function ensureCompiler(/** @type {import('./progress.mjs').Say} */ say) {
  const missing = ['python3', 'make', 'g++'].filter((name) => !hasCommand(name))
  if (missing.length === 0) return
  if (!hasApt()) {
    throw new SetupProblem(
      `building SQLite for this Electron needs ${missing.join(', ')}; install them and run again`,
    )
  }
  await installPackages(
    missing.map((name) => [name]),
    { purpose: 'Building SQLite for this Electron', say },
  )
}

/**
 * A folder whose include/node holds Node's headers: beside a Node program, or from the npm package of one.
 */
async function findHeaders(/** @type {string} */ folder) {
  const programs = [process.env['npm_node_execpath'], process.execPath].filter((path) => path !== undefined)
  const beside = await Promise.all(programs.map(async (path) => dirname(dirname(await realpath(path)))))
  const found = [process.env['npm_config_nodedir'], ...beside].find(
    (candidate) =>
      candidate !== undefined &&
      ['node_api.h', 'common.gypi'].every((name) => existsSync(join(candidate, 'include', 'node', name))),
  )
  if (found !== undefined) return found

  const { version } = JSON.parse(await readFile(join(nodeModules, 'node', 'package.json'), 'utf8'))
  const packed = await npm(['pack', `node-${process.platform}-${process.arch}@${version}`], { cwd: folder })
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  const unpacked =
    tarball === undefined
      ? packed
      : await capture('tar', ['-xzf', tarball, 'package/include'], { cwd: folder })
  if (unpacked.code !== 0 || tarball === undefined) {
    throw new SetupProblem(
      "Node's headers are missing; install them (libnode-dev, or Node from its own packages) or set npm's " +
        'nodedir to a folder that has include/node',
      { details: lastLines(unpacked, 4) },
    )
  }
  return join(folder, 'package')
}

/** @param {string} folder an empty one, where it is built @returns {Promise<string>} the finished binding */
async function build(folder) {
  const source = join(folder, 'source')
  await cp(sourceFolder, source, {
    recursive: true,
    filter: (path) => !path.startsWith(join(sourceFolder, 'prebuilds')),
  })
  await cp(join(nodeModules, 'node-addon-api'), join(source, 'node_modules', 'node-addon-api'), {
    recursive: true,
  })
  await writeFile(
    join(source, 'binding.gyp'),
    withExperimentalApi(await readFile(join(sourceFolder, 'binding.gyp'), 'utf8')),
  )
  const headers = join(folder, 'headers')
  await mkdir(headers)
  const nodedir = await findHeaders(headers)
  // npm puts its own node-gyp on the PATH of the scripts that it runs, so no further package is needed for
  // it.
  const script = `node-gyp rebuild --release --force_build=1 -j 2 --nodedir="${nodedir}"`
  await writeFile(
    join(source, 'package.json'),
    JSON.stringify({ name: 'sqlite-binding', private: true, scripts: { binding: script } }),
  )
  const built = await npm(['run', 'binding'], { cwd: source })
  const binding = join(source, 'build', 'Release', BINDING)
  if (built.code !== 0 || !existsSync(binding)) {
    throw new SetupProblem(
      'SQLite could not be built for this Electron, so the window cannot open (the command line can); mend ' +
        'what the compiler says below and run the set-up again',
      { details: lastLines(built, 15) },
    )
  }
  return binding
}

/** Opens a database inside that Electron: a wrong binding crashes there instead of failing. */
async function prove(
  /** @type {import('../electron-runtime.mjs').ElectronRuntime} */ electron,
  /** @type {string} */ nativeBinding,
) {
  const program = `
    const Database = require(${JSON.stringify(sourceFolder)})
    const db = new Database(':memory:', { nativeBinding: ${JSON.stringify(nativeBinding)} })
    console.log(db.prepare('SELECT sqlite_version() AS version').get().version)`
  return capture(electron.executablePath, ['-e', program], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeoutMs: 60_000,
  })
}

/**
 * @param {import('../electron-runtime.mjs').ElectronRuntime} electron
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<[string, string | null]>} the path of the binding; null: the prebuilt one fits
 */
export async function ensureSqliteBinding(electron, say) {
  const manifest = JSON.parse(await readFile(join(sourceFolder, 'package.json'), 'utf8'))
  if (Number(electron.nodeApi) >= PREBUILT_NODE_API)
    return [`prebuilt (better-sqlite3 ${manifest.version})`, null]

  const kind = `${process.platform}-${process.arch}`
  const folder = join(
    cacheFolder(),
    `sqlite-binding-${manifest.version}-node-api-${electron.nodeApi}-${kind}`,
  )
  const recipe = createHash('sha256')
    .update([manifest.version, kind, electron.version, NEW_DEFINES].join('\n'))
    .digest('hex')
  const binding = join(folder, BINDING)
  const outcome = `better-sqlite3 ${manifest.version}, built for Node-API ${electron.nodeApi}`
  if (await isSealed(folder, recipe)) return [outcome, binding]

  await ensureCompiler(say)
  say(`building better-sqlite3 ${manifest.version} for Electron ${electron.version} (about 2 minutes)`)
  let version = ''
  await makeSealed(folder, recipe, async (partial) => {
    const work = join(partial, 'work')
    await mkdir(work)
    await copyFile(await build(work), join(partial, BINDING))
    await rm(work, { recursive: true })
    const proof = await prove(electron, join(partial, BINDING))
    if (proof.code !== 0) {
      throw new SetupProblem(
        `the SQLite built for Electron ${electron.version} does not run in it; please report this`,
        {
          details: lastLines(proof),
        },
      )
    }
    version = proof.stdout.trim()
  })
  return [`${outcome}; SQLite ${version} answers in Electron`, binding]
}
