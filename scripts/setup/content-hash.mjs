/** One number for the contents of many files: tells whether something made from them is still up to date. */
import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/**
 * @param {string} path
 * @returns {Promise<string[]>} the file itself, or all files below the folder; none if it is absent
 */
async function filesBelow(path) {
  try {
    if ((await lstat(path)).isFile()) return [path]
    const below = (await readdir(path, { recursive: true })).map((name) => join(path, name))
    const facts = await Promise.all(below.map((file) => lstat(file)))
    return below.filter((_, index) => facts[index]?.isFile())
  } catch {
    return []
  }
}

/**
 * @param {string} root names of files count relative to it, so that a clone elsewhere has the same hash
 * @param {string[]} paths files and folders below root; those that do not exist count as empty
 */
export async function contentHash(root, paths) {
  const files = (await Promise.all(paths.map((path) => filesBelow(join(root, path))))).flat()
  const hash = createHash('sha256')
  for (const file of [...new Set(files)].sort()) {
    const content = await readFile(file)
    // Lengths keep two different sets of files from running into the same bytes.
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
