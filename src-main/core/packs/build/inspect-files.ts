import { randomUUID } from 'node:crypto'
import type { PackPlan } from '#shared/domain/pack-plan.ts'
import { combine } from './combine.ts'
import { defaultTitle } from './manifest.ts'
import { openSources } from './open-sources.ts'

/**
 * What would become of these files. A file that cannot be read makes a plan with that problem, not an error, so
 * that the others are shown beside it. Reads names and shapes only.
 */
export async function inspectFiles(files: readonly string[]): Promise<PackPlan> {
  const opened = await openSources(files)
  try {
    const model = combine(opened.networks)
    const sources = opened.sources.map((source) => {
      const { name, bytes, kind } = source
      const planned = { name, bytes, tensors: 0, format: null, role: null }
      if (kind === 'part-list') return { ...planned, role: 'the list of the parts: nothing is taken from it' }
      if (kind === 'unreadable') return planned
      const { format, tensors } = source.checkpoint
      return { ...planned, format, tensors: tensors.size, role: model.roles[source.place] ?? null }
    })
    const unreadable = opened.sources.find((source) => source.kind === 'unreadable')
    const problem = unreadable?.error.message ?? opened.problem ?? model.problem
    const isWhole = problem === null
    // Of a network that lacks parts, nearly all is missing.
    const isListed = opened.problem === null
    return {
      planId: randomUUID(),
      sources,
      architecture: isWhole ? model.architecture : null,
      isActivationKnown: model.isActivationKnown,
      title: isWhole ? defaultTitle(model.architecture) : '',
      missing: isListed ? [...model.missing] : [],
      unexpected: isListed ? [...model.unexpected] : [],
      notes: [...model.notes],
      problem,
    }
  } finally {
    await opened.close()
  }
}
