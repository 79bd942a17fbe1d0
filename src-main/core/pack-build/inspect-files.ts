import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { PackPlan } from '#shared/domain/pack-plan.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts'
import { combine } from './combine.ts'
import { defaultTitle } from './manifest.ts'

/**
 * What would become of these files. A file that cannot be read makes a plan with that problem, not an error, so
 * that the others are shown beside it. Reads names and shapes only.
 */
export async function inspectFiles(files: readonly string[]): Promise<PackPlan> {
  const opened = await Promise.all(files.map(openOrProblem))
  const checkpoints = opened.flatMap((file) => ('checkpoint' in file ? [file.checkpoint] : []))
  const problem = opened.map((file) => ('problem' in file ? file.problem : null)).find((one) => one !== null)
  try {
    const model = combine(checkpoints)
    let place = 0
    const sources = opened.map((file) => {
      const { name, bytes } = file
      const planned = { name, bytes, tensors: 0, format: null, role: null }
      if (!('checkpoint' in file)) return planned
      const { format, tensors } = file.checkpoint
      const role = model.roles[place] ?? null
      place += 1
      return { ...planned, format, tensors: tensors.size, role }
    })
    const isWhole = problem === undefined && model.problem === null
    return {
      planId: randomUUID(),
      sources,
      architecture: isWhole ? model.architecture : null,
      title: isWhole ? defaultTitle(model.architecture) : '',
      missing: [...model.missing],
      unexpected: [...model.unexpected],
      notes: [...model.notes],
      problem: problem ?? model.problem,
    }
  } finally {
    await Promise.all(checkpoints.map((checkpoint) => checkpoint.close()))
  }
}

type InspectedFile = { readonly name: string; readonly bytes: number } & (
  { readonly checkpoint: Checkpoint } | { readonly problem: string }
)

async function openOrProblem(file: string): Promise<InspectedFile> {
  const name = basename(file)
  try {
    const { size } = await stat(file)
    return { name, bytes: size, checkpoint: await openCheckpoint(file) }
  } catch (error) {
    if (isAppError(error)) return { name, bytes: 0, problem: error.message }
    const unreadable = new AppError('file-unreadable', `The file ${name} cannot be read.`, { cause: error })
    return { name, bytes: 0, problem: unreadable.message }
  }
}
