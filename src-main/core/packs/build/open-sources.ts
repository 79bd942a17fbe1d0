import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError, isAppError } from '#shared/errors.ts'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { joinParts } from '../checkpoint/join-parts.ts'
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts'

/** The list of parts that is published beside them: each part says enough by itself. */
const PART_LIST = '.index.json'

/** One of the files that a user named. */
export type Source = {
  /** Base name, never a path. */
  readonly name: string
  readonly bytes: number
} & (
  | {
      readonly kind: 'weights'
      readonly checkpoint: Checkpoint
      /** Of the network that it is, or is part of, among `networks`. */
      readonly place: number
    }
  | { readonly kind: 'part-list' }
  | { readonly kind: 'unreadable'; readonly error: AppError }
)

export interface OpenedSources {
  /** In the order of the files. */
  readonly sources: readonly Source[]
  /** The networks in them: parts of one are joined. */
  readonly networks: readonly Checkpoint[]
  /** Which parts of a network are missing, in a sentence; null when none are. */
  readonly problem: string | null
  close(): Promise<void>
}

/** Opens checkpoint files; one that cannot be read is said to be so, and the others are opened all the same. */
export async function openSources(files: readonly string[]): Promise<OpenedSources> {
  const opened = await Promise.all(files.map(openSource))
  const checkpoints = opened.flatMap((source) => ('checkpoint' in source ? [source.checkpoint] : []))
  const { checkpoints: networks, places, problem } = joinParts(checkpoints)
  const sources = opened.map((source): Source => {
    if (!('checkpoint' in source)) return source
    return { ...source, place: places[checkpoints.indexOf(source.checkpoint)] ?? 0 }
  })
  const onlyList = checkpoints.length === 0 && sources.some(({ kind }) => kind === 'part-list')
  return {
    sources,
    networks,
    problem: onlyList ? 'This file only lists the parts of a network. Add the parts themselves.' : problem,
    close: async () => {
      await Promise.all(checkpoints.map((checkpoint) => checkpoint.close()))
    },
  }
}

type OpenedSource = Exclude<Source, { kind: 'weights' }> | Omit<Extract<Source, { kind: 'weights' }>, 'place'>

async function openSource(file: string): Promise<OpenedSource> {
  const name = basename(file)
  try {
    const { size } = await stat(file)
    if (name.endsWith(PART_LIST)) return { kind: 'part-list', name, bytes: size }
    return { kind: 'weights', name, bytes: size, checkpoint: await openCheckpoint(file) }
  } catch (error) {
    const known = isAppError(error)
      ? error
      : new AppError('file-unreadable', `The file ${name} cannot be read.`, { cause: error })
    return { kind: 'unreadable', name, bytes: 0, error: known }
  }
}
