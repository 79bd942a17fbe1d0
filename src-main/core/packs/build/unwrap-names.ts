import type { Checkpoint, TensorInfo } from '../checkpoint/checkpoint.ts'

/** What torch.compile puts before the names of the module that it wrapped, at any depth. */
const COMPILED = /(^|\.)_orig_mod\./g

/** The first weight of each network that can be read; the longer names first, as one ends in another. */
const FIRST_WEIGHTS = [
  'backbone.visual.conv1.weight',
  'backbone.conv1.weight',
  'vision_model.embeddings.patch_embedding.weight',
  'visual.conv1.weight',
] as const

export interface UnwrappedCheckpoint {
  readonly checkpoint: Checkpoint
  /** A name as it stands in the file. */
  originalName(name: string): string
}

/**
 * The checkpoint with names as the network itself has them: training tools put the name of what held the network
 * before each (`module.`, `model.`, `_orig_mod.`). A name without that prefix stays as it is, and is then one that
 * nothing needs.
 */
export function unwrapped(given: Checkpoint): UnwrappedCheckpoint {
  const names = [...given.tensors.keys()].map((name) => ({ name, plain: name.replaceAll(COMPILED, '$1') }))
  const prefix = wrapperPrefix(names.map(({ plain }) => plain))
  const originals = new Map<string, string>()
  const tensors = new Map<string, TensorInfo>()
  for (const { name, plain } of names) {
    const info = given.tensors.get(name)
    if (info === undefined) continue
    const shorter = plain.startsWith(prefix) ? plain.slice(prefix.length) : plain
    // Two that would get one name keep those of the file.
    const own = tensors.has(shorter) ? name : shorter
    originals.set(own, name)
    tensors.set(own, { ...info, name: own })
  }
  const originalName = (name: string): string => originals.get(name) ?? name
  const read: Checkpoint['read'] = (name) => given.read(originalName(name))
  return { checkpoint: { ...given, tensors, read }, originalName }
}

/** What stands before the network's own names, with the dot; empty when nothing does. */
function wrapperPrefix(names: readonly string[]): string {
  for (const first of FIRST_WEIGHTS) {
    const found = names.find((name) => name === first || name.endsWith(`.${first}`))
    if (found !== undefined) return found.slice(0, -first.length)
  }
  return ''
}
