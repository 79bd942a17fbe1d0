import { createHash, randomUUID } from 'node:crypto'
import { constants, readFileSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import type { FfmpegTools } from '#core/media/types.ts'

/** Goes with the packages, and is as easily got rid of. */
const cache = resolve(import.meta.dirname, '../../node_modules/.cache/test-videos')

/** What writes the recipes: a video that was made by other lines of code is another video. */
const makers = ['make-video', 'numbered-video', 'people-video', 'face-video', 'face-sessions']
const makersText = makers.map((name) => readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8'))

export interface MadeFile {
  readonly file: string
  /** They make it. */
  readonly tools: FfmpegTools
  /** All that tells this video from others. */
  readonly recipe: unknown
}

/**
 * Has `file` hold what `make` writes at the path that it is given, which has the same extension. It is made once by
 * each ffmpeg and kept for later runs. Tests in other processes may want the same at the same time: then it is made
 * twice, and each of them sees a whole file.
 */
export async function madeOnce(
  { file, tools, recipe }: MadeFile,
  make: (path: string) => Promise<void>,
): Promise<void> {
  const all = JSON.stringify([recipe, tools.ffmpeg, tools.version, makersText])
  const name = createHash('sha256').update(all).digest('hex') + extname(file)
  if (await isCopied(join(cache, name), file)) return
  const workshop = join(cache, randomUUID())
  await mkdir(workshop, { recursive: true })
  try {
    await make(join(workshop, name))
    await copyFile(join(workshop, name), file)
    await rename(join(workshop, name), join(cache, name))
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

/** Whether it is kept: `to` is a copy, which tests may spoil. */
async function isCopied(kept: string, to: string): Promise<boolean> {
  try {
    await copyFile(kept, to, constants.COPYFILE_FICLONE)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
