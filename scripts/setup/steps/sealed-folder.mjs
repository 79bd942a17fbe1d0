/**
 * Folders in the cache that are either complete or not there. One is made under another name, sealed (what
 * lies in it is written down) and only then moved to its place; so a set-up that was cut off leaves nothing
 * that looks finished, and two that run at once do not disturb each other. A seal that no longer fits (a file
 * gone, cut short, changed) means: make it again.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'

const SEAL = '.sealed.json'

/** @param {string} folder @returns {Promise<Record<string, [size: number, modifiedMs: number]>>} */
async function contents(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name !== SEAL).sort()
  const facts = await Promise.all(
    files.map(async (name) => {
      const facts = await stat(join(folder, name))
      const key = name.split(sep).join('/')
      // The time of a folder changes with what lies in it, which is listed anyway.
      return [key, facts.isFile() ? [facts.size, Math.floor(facts.mtimeMs)] : [0, 0]]
    }),
  )
  return Object.fromEntries(facts)
}

/**
 * Writes down what lies in the folder, and by which recipe it was made.
 *
 * @param {string} folder
 * @param {string} recipe
 */
export async function seal(folder, recipe) {
  await writeFile(join(folder, SEAL), JSON.stringify({ recipe, files: await contents(folder) }))
}

/**
 * Whether the folder was made by this recipe and is still as it was then.
 *
 * @param {string} folder
 * @param {string} recipe
 */
export async function isSealed(folder, recipe) {
  try {
    const sealed = JSON.parse(await readFile(join(folder, SEAL), 'utf8'))
    return sealed.recipe === recipe && JSON.stringify(sealed.files) === JSON.stringify(await contents(folder))
  } catch {
    return false
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * What set-ups on this computer left behind when they were killed. The name holds the computer's name: homes
 * may be shared.
 */
async function removeLeftovers(/** @type {string} */ target) {
  const prefix = `${basename(target)}.partial.${hostname()}.`
  for (const name of await readdir(dirname(target))) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
      await rm(join(dirname(target), name), { recursive: true, force: true })
    }
  }
}

/**
 * Makes the folder anew, all or nothing.
 *
 * @param {string} target
 * @param {string} recipe
 * @param {(partial: string) => Promise<void>} fill puts everything into the folder that it is given
 */
export async function makeSealed(target, recipe, fill) {
  await mkdir(dirname(target), { recursive: true })
  await removeLeftovers(target)
  const partial = `${target}.partial.${hostname()}.${process.pid}`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial)
  try {
    await fill(partial)
    await seal(partial, recipe)
    if (await isSealed(target, recipe)) return // another set-up was faster
    await rm(target, { recursive: true, force: true })
    try {
      await rename(partial, target)
    } catch (error) {
      if (!(await isSealed(target, recipe))) throw error
    }
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}
