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

const script = join(projectRoot, 'scripts', 'tools', 'build-default-pack.ts')
const modelsFolder = join(projectRoot, 'resources', 'models')
/** The pack itself and the face detection that it needs. */
export const defaultPackFiles = ['face-api-7', 'faces-tiny'].map((id) => join(modelsFolder, id, 'pack.json'))

/**
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<[string, true]>}
 */
export async function ensureDefaultPack(say) {
  const isThere = () => defaultPackFiles.every((file) => existsSync(file))
  const isNew = !isThere()
  if (isNew) say('converting the models')
  const made = await capture(nodeForTools(), ['--disable-warning=ExperimentalWarning', script], {
    cwd: projectRoot,
  })
  if (made.code !== 0 || !isThere()) {
    throw new SetupProblem('the default model pack could not be made; see below why', {
      details: lastLines(made),
    })
  }
  return [isNew ? 'made' : 'up to date', true]
}
