import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { contentHash } from '../../scripts/setup/content-hash.mjs'
import { cliDone } from './cli.ts'
import { faceSessions } from './face-sessions.ts'
import { thorough } from './thorough.ts'

const project = resolve(import.meta.dirname, '../..')
/** Goes with the packages, and is as easily got rid of. */
const cache = join(project, 'node_modules/.cache/test-studies')

/** What a study of the cache hangs on. */
const sources = [
  'resources/models',
  'resources/scales',
  'scripts/tools/sample-study',
  'src-main/cli',
  'src-main/core',
  'src-shared',
  'test/helpers/face-sessions.ts',
  'test/helpers/face-study.ts',
]

/** As many as a severity model needs, T001 to T008, with a visit and a clip each; half as many again. */
export const facePatients = thorough(8, 12)

/** Each stands on the one before; by the command line. */
const steps = {
  imported: [
    ['init', 'study'],
    ['import', 'study', 'sessions'],
  ],
  found: [['people', 'find', 'study']],
  predicted: [['predict', 'study']],
  fitted: [['fit', 'study', '--scale', 'panss-negative']],
} as const

/** How far a study has come. */
export type FaceStudyStage = keyof typeof steps

const stages = Object.keys(steps) as FaceStudyStage[]

/**
 * Writes `sessions` (see {@link faceSessions}) and `study` into a folder: a copy of what is made once by this program
 * and kept for later runs, so that the videos are looked at once however many tests need a study in which they were.
 */
export async function aFaceStudy(folder: string, stage: FaceStudyStage): Promise<string> {
  await cp(await kept(stage), folder, { recursive: true })
  return join(folder, 'study')
}

async function kept(stage: FaceStudyStage): Promise<string> {
  const key = await contentHash(project, sources)
  // Whichever ffmpeg made it: tests with one and with another share it.
  const folder = join(cache, [key.slice(0, 16), facePatients].join('-'))
  await mkdir(folder, { recursive: true })
  return madeIn(folder, stage)
}

async function madeIn(folder: string, stage: FaceStudyStage): Promise<string> {
  const made = join(folder, stage)
  while (!(await exists(made))) {
    const workshop = `${made}.making`
    if (!(await isMine(workshop))) continue
    try {
      if (!(await exists(made))) {
        const content = join(workshop, 'content')
        await make(folder, content, stage)
        await rename(content, made)
      }
    } finally {
      await rm(workshop, { recursive: true, force: true })
    }
  }
  return made
}

async function make(folder: string, content: string, stage: FaceStudyStage): Promise<void> {
  const before = stages[stages.indexOf(stage) - 1]
  if (before === undefined) await faceSessions(join(content, 'sessions'), facePatients)
  else await cp(await madeIn(folder, before), content, { recursive: true })
  for (const args of steps[stage]) await cliDone(content, ...args)
}

/** Whether this process may work there; waits a little where another one does, and clears away what a dead one left. */
async function isMine(workshop: string): Promise<boolean> {
  const owner = join(workshop, 'owner')
  try {
    await mkdir(workshop)
    await writeFile(owner, String(process.pid))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const text = await readFile(owner, 'utf8').catch(() => '')
  if (text !== '' && !isAlive(Number(text))) await rm(workshop, { recursive: true, force: true })
  else await wait(200)
  return false
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
