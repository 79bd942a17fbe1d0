/**
 * The `resources/app` of the fallback Electron, which lacks the `default_app` that makes `electron <path>`
 * start an app. Does the same: reads name and version from the app's package.json, tells Electron its folder
 * and imports its main file.
 */
import { app } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)
const args = process.argv.slice(1)

if (args.includes('--version') || args.includes('-v')) {
  process.stdout.write(`v${process.versions.electron}\n`)
  process.exit(0)
}

/** @type {string | null} */
let target = null
for (let index = 0; index < args.length && target === null; index++) {
  const argument = /** @type {string} */ (args[index])
  if (argument === '-r' || argument === '--require') require(resolve(args[++index] ?? ''))
  else if (!argument.startsWith('-')) target = argument
}
if (target === null) {
  process.stderr.write('electron: name the app to start\n')
  process.exit(1)
}

Object.defineProperty(process, 'defaultApp', { value: true, configurable: false, enumerable: true })

const path = resolve(target)
const manifest = join(path, 'package.json')
// Real ones, but Electron leaves them out of its types.
const settable = /** @type {typeof app & Record<'setVersion' | 'setAppPath', (text: string) => void>} */ (app)
if (existsSync(manifest)) {
  const { name, productName, version } = JSON.parse(readFileSync(manifest, 'utf8'))
  if (version !== undefined) settable.setVersion(version)
  app.setName(productName ?? name ?? app.getName())
  app.setDesktopName(`${app.getName()}.desktop`)
}
const main = require.resolve(path)
settable.setAppPath(existsSync(manifest) ? path : dirname(main))
await import(pathToFileURL(main).href)
