import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import pLimit from 'p-limit'
import type { Scale } from '#shared/domain/scale.ts'
import type { FfmpegTools } from '#core/media/types.ts'
import { captionsCsv, captionsOf } from './captions.ts'
import type { Encoder } from './encoder.ts'
import { planStudy, type SessionPlan } from './plan.ts'
import { readmeText } from './readme-text.ts'
import { scoresCsv } from './scores.ts'
import { writeClip } from './write-clip.ts'

export interface StudyIngredients {
  readonly tools: FfmpegTools
  readonly encoder: Encoder
  readonly photoFolder: string
  readonly scales: readonly Scale[]
  /** A file that tells later runs what the study was made from. */
  readonly stamp: { readonly name: string; readonly text: string }
  readonly onClip: (done: number, total: number) => void
  /** Only part of the study, for tests. */
  readonly patients?: readonly string[]
}

/** Writes the study beside `folder` and moves it there when whole, stamp included. Replaces what was there. */
export async function writeStudy(folder: string, ingredients: StudyIngredients): Promise<void> {
  const partial = `${folder}.partial`
  await rm(partial, { recursive: true, force: true })
  const sessions = planStudy().filter(({ patient }) => ingredients.patients?.includes(patient) ?? true)
  const limit = pLimit(availableParallelism())
  const total = sessions.reduce((sum, { clips }) => sum + clips.length, 0)
  let done = 0
  await mkdir(partial, { recursive: true })
  await writeFile(join(partial, 'README.txt'), readmeText)
  for (const session of sessions) await writeTables(sessionFolder(partial, session), session, ingredients)
  await Promise.all(
    sessions.flatMap((session) =>
      session.clips.map((clip) =>
        limit(async () => {
          const file = join(sessionFolder(partial, session), `${clip.name}.${ingredients.encoder.extension}`)
          await writeClip(ingredients, clip, file)
          done += 1
          ingredients.onClip(done, total)
        }),
      ),
    ),
  )
  await writeFile(join(partial, ingredients.stamp.name), ingredients.stamp.text)
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true })
  await rename(partial, folder)
}

function sessionFolder(root: string, { patient, date, visit }: SessionPlan): string {
  return join(root, patient, `${date}_${visit}`)
}

async function writeTables(
  folder: string,
  session: SessionPlan,
  { encoder, scales }: StudyIngredients,
): Promise<void> {
  const { patient, visit, date } = session
  const about = { formatVersion: 1, patient, visit, date, synthetic: true }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'session.json'), `${JSON.stringify(about, null, 2)}\n`)
  await writeFile(join(folder, 'captions.csv'), captionsCsv(captionsOf(session, encoder.extension)))
  if (session.rated) await writeFile(join(folder, 'scores.csv'), scoresCsv(session, scales))
}
