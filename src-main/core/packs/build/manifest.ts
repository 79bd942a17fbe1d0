import { createHash } from 'node:crypto'
import type { Architecture, ClipTextPack, PackMeasurement } from '#shared/domain/pack.ts'
import { CLIP_TOKEN_LIMIT } from '#shared/domain/token-count.ts'
import { visualName } from './architecture.ts'
import { TEMPORAL_INPUT, TEMPORAL_OUTPUT } from './graphs/temporal-graph.ts'
import { TEXT_INPUT, TEXT_OUTPUT } from './graphs/text-graph.ts'
import { VISUAL_INPUT, VISUAL_OUTPUT } from './graphs/visual-graph.ts'
import type { PackNets } from './net-files.ts'
import { FRAME_STRIDE, promptSets } from './prompt-sentences.ts'

export type PackSource = NonNullable<ClipTextPack['build']>['sources'][number]

export interface PackFacts {
  readonly architecture: Architecture
  readonly sources: readonly PackSource[]
  readonly nets: PackNets
  readonly files: ClipTextPack['files']
  readonly title: string
  readonly licence: string
  /** exp(logit_scale): cosines are multiplied by it. */
  readonly scale: number
  readonly measured: { readonly cpu: string; readonly precisions: readonly PackMeasurement[] }
}

/** Of the pictures that CLIP was trained on; channel values lie between 0 and 1 (CLIP's repository). */
const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073] as const
const CLIP_STD = [0.26862954, 0.26130258, 0.27577711] as const

/** Sampled frames in one window, in every run of EmoCLIP. */
const WINDOW_FRAMES = 32

/**
 * Growth of the square around the detected face. The data sets of EmoCLIP hold whole faces with a little of
 * hair and chin; the detector's box ends at the brows.
 */
const CROP_MARGIN = 0.3

/** One name for one set of files: a pack built again takes the place of the first. */
export function packId({ architecture, sources }: Pick<PackFacts, 'architecture' | 'sources'>): string {
  const name = visualName(architecture.visual)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  const hashes = sources.map((source) => source.sha256).sort()
  const stated = architecture.activation === undefined ? [] : [architecture.activation]
  const suffix = createHash('sha256')
    .update([...hashes, ...stated].join('\n'))
    .digest('hex')
    .slice(0, 8)
  return `${architecture.kind}-${name}-${suffix}`
}

export function defaultTitle(architecture: Architecture): string {
  return `${architecture.kind === 'emoclip' ? 'EmoCLIP' : 'CLIP'} ${visualName(architecture.visual)}`
}

export function packManifest(facts: PackFacts): ClipTextPack {
  const { architecture, sources, nets, files, title, licence, scale, measured } = facts
  const [red, green, blue] = CLIP_MEAN
  const [redStd, greenStd, blueStd] = CLIP_STD
  return {
    formatVersion: 1,
    id: packId(facts),
    version: '1.0.0',
    title,
    licence,
    citation:
      architecture.kind === 'emoclip'
        ? 'N. M. Foteinopoulou, I. Patras: EmoCLIP. A vision-language method for zero-shot video facial expression recognition. FG 2024, arXiv:2310.16640. CLIP: A. Radford et al., ICML 2021.'
        : 'A. Radford et al.: Learning transferable visual models from natural language supervision. ICML 2021.',
    origin: `Built on this computer from ${sources.map(({ name }) => name).join(' and ')}.`,
    task: 'clip-text',
    needs: ['face-detection'],
    zeroShot: true,
    embeddingDim: architecture.embeddingDim,
    sampling: { kind: 'stride', frameStride: FRAME_STRIDE, windowFrames: WINDOW_FRAMES },
    crop: { kind: 'face-square', margin: CROP_MARGIN },
    visual: {
      files: nets.visual,
      input: {
        name: VISUAL_INPUT,
        layout: 'NCHW',
        colour: 'RGB',
        size: architecture.visual.imageSize,
        scale: 255,
        mean: [red, green, blue],
        std: [redStd, greenStd, blueStd],
        resize: 'bicubic',
      },
      output: VISUAL_OUTPUT,
      framesApart: true,
    },
    temporal:
      nets.temporal === null || architecture.temporal === null
        ? { kind: 'mean' }
        : {
            kind: 'graph',
            files: nets.temporal,
            input: TEMPORAL_INPUT,
            output: TEMPORAL_OUTPUT,
            maxFrames: architecture.temporal.maxFrames,
          },
    text: {
      kind: 'graph',
      files: nets.text,
      input: TEXT_INPUT,
      output: TEXT_OUTPUT,
      contextLength: CLIP_TOKEN_LIMIT,
      tokenizer: 'clip-bpe',
    },
    compare: { kind: 'cosine', scale },
    promptSets,
    claims: architecture.kind === 'emoclip' ? emoclipClaims : clipClaims,
    files,
    build: {
      architecture,
      sources: [...sources],
      measured: { cpu: measured.cpu, precisions: [...measured.precisions] },
    },
  }
}

const sharedLimits = [
  'The program cannot see what the weights in the files were trained on; these lines hold for the published ones only.',
  'Probabilities say how the given sentences compare with each other. They are no chances of an emotion being there, and other sentences give others.',
  'It was never tested on patients, on blunted affect, on side effects of medication or on partly covered faces.',
]

const emoclipClaims: ClipTextPack['claims'] = {
  summary:
    'A vision-language model of faces in video: it compares windows of 32 frames with any sentence. Nothing was measured with this pack on labelled videos.',
  trainedOn:
    'As published: CLIP on pictures and texts of the web, then EmoCLIP on captions of MAFW (clips of films, television and the web).',
  accuracy: [],
  limits: [
    ...sharedLimits,
    'As quoted by Exp-CLIP (WACV 2025), the published EmoCLIP reaches a mean recall of 37 % over the seven classes of DFEW and of 26 % over the eleven of MAFW, without training on their labels.',
  ],
}

const clipClaims: ClipTextPack['claims'] = {
  summary:
    'A general vision-language model, averaged over the frames of a window: the baseline that EmoCLIP was compared with. It sees no movement.',
  trainedOn: 'As published: pictures and texts of the web, not faces in particular.',
  accuracy: [],
  limits: [
    ...sharedLimits,
    'As quoted by Exp-CLIP (WACV 2025), CLIP ViT-B/32 reaches a mean recall of 22 % over the seven classes of DFEW, where guessing gives 14 %.',
  ],
}
