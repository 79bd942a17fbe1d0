import type { Activation, Architecture } from '#shared/domain/pack.ts'
import { CLIP_TOKEN_LIMIT } from '#shared/domain/token-count.ts'
import { AppError } from '#shared/errors.ts'
import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { shownText } from '../checkpoint/checkpoint-fault.ts'
import { expectedShapes, readArchitecture } from './architecture.ts'
import type { ModelWeights } from './model-weights.ts'
import { addWeight } from './named-weight.ts'
import type { NamedWeight } from './named-weight.ts'
import { recognise } from './named-weights.ts'
import type { RecognisedCheckpoint } from './named-weights.ts'

/** Checkpoint files joined to one network. */
export interface CombinedModel {
  readonly architecture: Architecture
  readonly weights: ModelWeights
  /** What was taken from each file, in words and in the order of the files; null from one that has nothing to give. */
  readonly roles: readonly (string | null)[]
  /** Names that a network of these sizes has and the files do not, as this program calls them. */
  readonly missing: readonly string[]
  /** Names in the files that nothing needs, and shapes that do not fit. */
  readonly unexpected: readonly string[]
  readonly notes: readonly string[]
  /** Whether the files tell CLIP's activation; if not, the user must. */
  readonly isActivationKnown: boolean
  /** Why the files cannot become a pack; null when they can. */
  readonly problem: string | null
}

/**
 * Joins checkpoint files. Every weight that the network needs must be there, every weight in the files must
 * be needed or known as not needed: nothing is filled in, nothing left over in silence.
 */
export function combine(
  checkpoints: readonly Checkpoint[],
  activation: Activation = 'quick-gelu',
): CombinedModel {
  const recognised = checkpoints.map((checkpoint) => recognise(checkpoint))
  const chosen = choose(checkpoints, recognised)
  // Beside EmoCLIP's own weights there is no doubt: it was trained from OpenAI's.
  const isActivationKnown = recognised.length !== 1 || recognised[0]?.isActivationKnown !== false
  const sizes = readArchitecture(chosen.weights)
  // What stands in packs from the start is not written, so that packs of the same files keep their identity.
  const architecture = isActivationKnown || activation === 'quick-gelu' ? sizes : { ...sizes, activation }
  // Files that do not belong together have nothing that could be missing.
  const { missing, unexpected } =
    chosen.problem !== null && chosen.weights.size === 0
      ? { missing: [], unexpected: [] }
      : compare(chosen, architecture)
  return {
    architecture,
    weights: asModelWeights(chosen.weights),
    roles: chosen.roles,
    missing,
    unexpected,
    notes: isActivationKnown ? chosen.notes : [...chosen.notes, NOTES.activation],
    isActivationKnown,
    problem: chosen.problem ?? misfit(architecture, missing, unexpected),
  }
}

interface Choice {
  readonly weights: ReadonlyMap<string, NamedWeight>
  readonly roles: readonly (string | null)[]
  readonly notes: readonly string[]
  readonly problem: string | null
}

function choose(
  checkpoints: readonly Checkpoint[],
  recognised: readonly (RecognisedCheckpoint | null)[],
): Choice {
  const foreign = recognised.indexOf(null)
  if (foreign !== -1) {
    const roles = recognised.map((file) => (file === null ? null : roleOf(file)))
    return refused(foreignSentence(checkpoints[foreign]), roles)
  }
  const files = recognised.filter((file) => file !== null)
  const roles = files.map(roleOf)
  const one = (kind: RecognisedCheckpoint['kind']): RecognisedCheckpoint | undefined =>
    files.find((file) => file.kind === kind)
  const [whole, downstream, clip] = [one('emoclip'), one('emoclip-downstream'), one('clip')]
  if (whole !== undefined && files.length === 1)
    return { ...whole, roles, notes: [NOTES.heads], problem: null }
  if (clip !== undefined && files.length === 1)
    return { ...clip, roles, notes: [NOTES.baseline], problem: null }
  if (downstream !== undefined && clip !== undefined && files.length === 2) {
    return joinDownstream(files, downstream, clip)
  }
  if (downstream !== undefined && files.length === 1) {
    return refused(
      `${downstream.checkpoint.fileName} holds EmoCLIP without a text encoder. Add the CLIP that it was trained from, e.g. ViT-B-32.pt.`,
      roles,
      downstream.weights,
    )
  }
  return refused(
    'These files do not belong together: one EmoCLIP, one CLIP, or the downstream weights of EmoCLIP and one CLIP make a pack.',
    roles,
  )
}

const NAMES_SHOWN = 3

/** What kind of network it is instead, where its names tell; else some of them, and what was looked for. */
function foreignSentence(checkpoint: Checkpoint | undefined): string {
  const names = [...(checkpoint?.tensors.keys() ?? [])]
  const holds = `${checkpoint?.fileName ?? ''} holds no CLIP with a vision transformer and no EmoCLIP`
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name))
  if (has(/(^|\.)visual\.layer1\.0\.conv1\.weight$/)) {
    return `${holds}: its visual tower is a ResNet (such as RN50), which EmoCLIP does not use. Take a CLIP whose name begins with ViT.`
  }
  if (has(/(^|\.)visual\.trunk\./)) {
    return `${holds}: its visual tower is one of timm (an OpenCLIP such as SigLIP or ConvNeXt). Take a CLIP whose name begins with ViT, by OpenAI or OpenCLIP.`
  }
  if (has(/(^|\.)vision_model\./) || has(/(^|\.)text_model\./) || has(/(^|\.)temporal\./)) {
    return `${holds} that is whole: the first weight of its visual tower is missing. If it was saved in several parts, add the others.`
  }
  const some = names.slice(0, NAMES_SHOWN).map(shownText).join(', ')
  return `${holds}. It holds ${counted(names, 'weight')}, such as ${some}; EmoCLIP’s begin with \`backbone.\` and \`temporal.\`, CLIP’s with \`visual.\` and \`transformer.\`, or \`vision_model.\` and \`text_model.\`.`
}

const NOTES = {
  heads:
    'The temporal transformer is taken to have 8 heads, as every published EmoCLIP has: the weights do not tell.',
  baseline:
    'A CLIP without a temporal transformer: the frames of a clip are averaged. This is the baseline of EmoCLIP’s paper, not EmoCLIP.',
  activation:
    'The file does not tell which activation its CLIP was trained with; it is QuickGELU unless you say otherwise. OpenAI’s have QuickGELU; those trained by others (OpenCLIP, on LAION or DataComp) mostly GELU, unless their name ends in “quickgelu”. With the wrong one every number is wrong, and nothing else shows it.',
  logitScale:
    'The downstream weights of EmoCLIP hold no logit scale. CLIP’s own is used: it sharpens or softens probabilities and changes no ranking.',
} as const

function refused(
  problem: string,
  roles: readonly (string | null)[],
  weights: ReadonlyMap<string, NamedWeight> = new Map(),
): Choice {
  return { weights, roles, notes: [], problem }
}

function roleOf({ kind }: RecognisedCheckpoint): string {
  switch (kind) {
    case 'emoclip':
      return 'EmoCLIP: visual tower, text encoder, temporal transformer, logit scale'
    case 'emoclip-downstream':
      return 'EmoCLIP’s downstream weights: visual tower and temporal transformer'
    case 'clip':
      return 'CLIP: visual tower, text encoder, logit scale'
  }
}

/** Visual tower and temporal transformer of the one, text encoder of the other. */
function joinDownstream(
  files: readonly RecognisedCheckpoint[],
  downstream: RecognisedCheckpoint,
  clip: RecognisedCheckpoint,
): Choice {
  const hasOwnScale = downstream.weights.has('logit_scale')
  const weights = new Map(downstream.weights)
  for (const [name, weight] of clip.weights) {
    const isReplaced = name.startsWith('visual.') || (hasOwnScale && name === 'logit_scale')
    if (!isReplaced) addWeight(weights, name, weight)
  }
  const clipRole = hasOwnScale ? 'CLIP: text encoder' : 'CLIP: text encoder and logit scale'
  return {
    weights,
    roles: files.map((file) => (file === clip ? clipRole : roleOf(file))),
    notes: [NOTES.heads, ...(hasOwnScale ? [] : [NOTES.logitScale])],
    problem: null,
  }
}

function compare(
  { weights }: Choice,
  architecture: Architecture,
): { missing: string[]; unexpected: string[] } {
  const expected = expectedShapes(architecture)
  const missing = [...expected.keys()].filter((name) => !weights.has(name))
  const unexpected: string[] = []
  for (const [name, { shape, fileNames }] of weights) {
    const wanted = expected.get(name)
    if (wanted === undefined) unexpected.push(...fileNames)
    // Without the weights that tell the sizes, shapes cannot be judged.
    else if (missing.length === 0 && wanted.join() !== shape.join()) {
      unexpected.push(`${fileNames.join(' + ')} is [${shape.join(', ')}] instead of [${wanted.join(', ')}]`)
    }
  }
  return { missing, unexpected }
}

/** Pieces of words in CLIP's byte-pair encoding, with the marks of start and end. */
const CLIP_VOCABULARY = 49_408

function misfit(
  { visual, text, temporal }: Architecture,
  missing: readonly string[],
  unexpected: readonly string[],
): string | null {
  if (missing.length > 0 || unexpected.length > 0) {
    return `The files do not make a whole network: ${counted(missing, 'weight')} missing, ${counted(unexpected, 'weight')} that nothing needs or that do not fit.`
  }
  if (text.vocabularySize !== CLIP_VOCABULARY) {
    return `The text encoder knows ${String(text.vocabularySize)} tokens instead of the ${String(CLIP_VOCABULARY)} of CLIP’s vocabulary.`
  }
  if (text.contextLength !== CLIP_TOKEN_LIMIT) {
    return `The text encoder reads ${String(text.contextLength)} tokens instead of CLIP’s ${String(CLIP_TOKEN_LIMIT)}.`
  }
  const wholeHeads = [visual.heads, text.heads, temporal?.headWidth ?? 1].every(Number.isInteger)
  const wholePatches = Number.isInteger(visual.imageSize / visual.patchSize)
  return wholeHeads && wholePatches
    ? null
    : 'The sizes of the network fit no CLIP: the width of a tower is no multiple of 64, or that of the temporal transformer none of 8.'
}

function counted(names: readonly string[], noun: string): string {
  return `${String(names.length)} ${noun}${names.length === 1 ? '' : 's'}`
}

function asModelWeights(weights: ReadonlyMap<string, NamedWeight>): ModelWeights {
  const find = (name: string): NamedWeight => {
    const weight = weights.get(name)
    if (weight === undefined) throw new Error(`no weight ${name}`)
    return weight
  }
  return {
    async read(name) {
      const { read, fileNames } = find(name)
      const values = await read()
      if (areNumbers(values)) return values
      throw new AppError(
        'checkpoint-invalid',
        `The weight ${fileNames.join(' + ')} holds values that are no numbers: the file is damaged, or its training failed.`,
      )
    },
    shape: (name) => find(name).shape,
  }
}

/** A loop, since callbacks for each of 200 million values would be felt. */
function areNumbers(values: Float32Array): boolean {
  // Times zero, whatever is infinite or no number becomes NaN, and stays it.
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) * 0
  return sum === 0
}
