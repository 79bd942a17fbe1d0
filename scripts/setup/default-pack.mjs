/**
 * The default model pack, made from an npm package by a script of its own, which does nothing when the pack
 * is up to date.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nodeForTools } from '../node-for-tools.mjs'
import { projectRoot } from '../paths.mjs'
import { capture, lastLines } from '../processes.mjs'
import { SetupProblem } from './progress.mjs'

const script = join(projectRoot, 'scripts', 'build-default-pack.ts')
export const defaultPackFile = join(projectRoot, 'resources', 'models', 'face-api-7', 'pack.json')

/**
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<[string, true]>}
 */
export async function ensureDefaultPack(say) {
  if (!existsSync(script)) return ['no script makes it yet', true]
  const isNew = !existsSync(defaultPackFile)
  if (isNew) say('converting the models')
  const made = await capture(nodeForTools(), ['--disable-warning=ExperimentalWarning', script], {
    cwd: projectRoot,
  })
  if (made.code !== 0 || !existsSync(defaultPackFile)) {
    throw new SetupProblem('the default model pack could not be made; see below why', {
      details: lastLines(made),
    })
  }
  return [isNew ? 'made' : 'up to date', true]
}
