/**
 * The Node that runs the tools and the command line. They need a newer one (type stripping, Node-API 10) than
 * the one that may be installed, so it comes as an npm package; the set-up itself runs on the older one,
 * before any package is there.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nodeModules } from './paths.mjs'

const OLDEST_FIT = 24

/**
 * The path of the program. Falls back on the running Node where that is new enough and the package has none
 * for this system.
 */
export function nodeForTools() {
  const packaged = join(nodeModules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(packaged)) return packaged
  const running = Number(process.versions.node.split('.')[0])
  if (running >= OLDEST_FIT) return process.execPath
  throw new Error(`Node ${OLDEST_FIT} is not there: run "npm run setup" first`)
}
