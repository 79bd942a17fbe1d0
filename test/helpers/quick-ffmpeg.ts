import { accessSync, constants, linkSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'

/** Goes with the packages, and is as easily got rid of. */
const cache = resolve(import.meta.dirname, '../../node_modules/.cache/test-ffmpeg')

const packageSchema = z.object({ version: z.string() })

/**
 * A folder with the ffmpeg and ffprobe of the npm packages: each is one file that starts in a tenth of the time that
 * Linux takes to load the two hundred libraries of a system's, and tests start thousands of them. Null elsewhere, and
 * where the packages are not installed.
 */
export function quickFfmpeg(): string | null {
  if (process.platform !== 'linux') return null
  try {
    const tools = [packaged('ffmpeg'), packaged('ffprobe')]
    const folder = join(cache, tools.map(({ version }) => version).join('-'))
    mkdirSync(folder, { recursive: true })
    for (const { name, file } of tools) link(file, join(folder, name))
    return folder
  } catch {
    // Not installed, not made for this processor, or on a disk without links.
    return null
  }
}

/** The environment of this process, in which the program finds the ffmpeg that it finds on its user's desk. */
export function usersEnvironment(): NodeJS.ProcessEnv {
  const { EMOCLIP_FFMPEG: chosen, ...others } = process.env
  return chosen?.startsWith(cache) === true ? others : process.env
}

function packaged(name: string) {
  const scope = `@${name}-installer`
  const wrapper = createRequire(import.meta.url).resolve(`${scope}/${name}/package.json`)
  const description = createRequire(wrapper).resolve(`${scope}/linux-${process.arch}/package.json`)
  const file = join(dirname(description), name)
  accessSync(file, constants.X_OK)
  const { version } = packageSchema.parse(JSON.parse(readFileSync(description, 'utf8')))
  return { name, file, version }
}

function link(file: string, to: string): void {
  try {
    linkSync(file, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
