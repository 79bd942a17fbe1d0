import type { ClipSampling } from '#shared/domain/sampling.ts'
import { createFrameRelay } from '../../media/frames/frame-relay.ts'
import type { FrameRelay } from '../../media/frames/frame-relay.ts'
import type { ClipSource } from './client.ts'

/** Decoding what lies between two clips that are this far apart costs no more than a decoder of its own. */
const MAX_GAP_MS = 2000
/** One filter serves them all, and grows with them. */
const MAX_NEIGHBOURS = 16

/** A clip, and what it shares with its neighbours: those that follow it in the list and in its video. */
export interface ClipInRow {
  readonly clip: ClipSource
  /** Null for a clip without neighbours, and for all where a pass ends before the clips do. */
  readonly relay: FrameRelay | null
  /** The clip itself among them. */
  readonly neighbours: readonly ClipSource[]
}

export function withNeighbours(
  clips: readonly ClipSource[],
  { sampling, signal }: { readonly sampling: ClipSampling; readonly signal: AbortSignal },
): ClipInRow[] {
  const isWhole = sampling.kind === 'rate' || sampling.windows.kind === 'consecutive'
  if (!isWhole) return clips.map((clip) => ({ clip, relay: null, neighbours: [clip] }))
  return groupsOf(clips).flatMap((neighbours) => {
    const relay = neighbours.length > 1 ? createFrameRelay(neighbours, signal) : null
    return neighbours.map((clip) => ({ clip, relay, neighbours }))
  })
}

function groupsOf(clips: readonly ClipSource[]): ClipSource[][] {
  const groups: ClipSource[][] = []
  for (const clip of clips) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    const isNeighbour = last !== undefined && follows(last, clip)
    if (group !== undefined && isNeighbour && group.length < MAX_NEIGHBOURS) group.push(clip)
    else groups.push([clip])
  }
  return groups
}

function follows(before: ClipSource, clip: ClipSource): boolean {
  const gapMs = clip.startMs - before.endMs
  return clip.file === before.file && gapMs >= 0 && gapMs <= MAX_GAP_MS
}
