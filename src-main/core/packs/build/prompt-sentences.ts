import type { ClipTextPack } from '#shared/domain/pack.ts'

/**
 * Sentences for the classes of the public data sets of expressions in the wild, in the manner of EmoCLIP's
 * prompts: what the face does, not "a photo of". Written for this program; a user may bring others.
 */
const sentences = {
  happiness:
    'An expression of joy and contentment: the cheeks are lifted, the lip corners go up and the eyes narrow.',
  sadness:
    'An expression of grief and low spirits: the inner brows rise, the gaze drops and the lip corners sink.',
  neutral: 'An expression at rest: brows, eyes and mouth are relaxed and nothing stands out.',
  anger:
    'An expression of rage and irritation: the brows are lowered, the stare is hard and the lips are tight.',
  surprise: 'An expression of astonishment: the brows are raised, the eyes wide open and the jaw drops.',
  disgust: 'An expression of revulsion: the nose wrinkles, the upper lip is raised and the head draws back.',
  fear: 'An expression of fright and tension: the brows are raised and drawn together, the eyes wide and the lips stretched.',
  contempt:
    'An expression of scorn: one corner of the mouth is tightened and raised, and the gaze looks down on someone.',
  anxiety:
    'An expression of worry and unease: the brows are knitted, the eyes move about and the lips are bitten or pressed.',
  helplessness:
    'An expression of being at a loss: the brows slant upwards, the face goes slack and the gaze seeks help.',
  disappointment:
    'An expression of hopes let down: the gaze lowers, the lips are pressed and the face falls with a sigh.',
} as const

type ClassName = keyof typeof sentences

const classesOf = (names: readonly ClassName[]) =>
  names.map((label) => ({ label, sentence: sentences[label] }))

/** In the order in which EmoCLIP's code numbers the classes of DFEW, FERV39k and AFEW. */
const sevenClasses: readonly ClassName[] = [
  'happiness',
  'sadness',
  'neutral',
  'anger',
  'surprise',
  'disgust',
  'fear',
]

/** In the order in which MAFW numbers its classes. */
const elevenClasses: readonly ClassName[] = [
  'anger',
  'disgust',
  'fear',
  'happiness',
  'neutral',
  'sadness',
  'surprise',
  'contempt',
  'anxiety',
  'helplessness',
  'disappointment',
]

/** Every n-th frame, as EmoCLIP was evaluated on DFEW, FERV39k and AFEW, and as it was trained on MAFW's captions. */
export const FRAME_STRIDE = 4
const CAPTION_FRAME_STRIDE = 2

export const promptSets: ClipTextPack['promptSets'] = [
  { name: 'Seven expressions', frameStride: null, classes: classesOf(sevenClasses) },
  { name: 'Eleven expressions', frameStride: CAPTION_FRAME_STRIDE, classes: classesOf(elevenClasses) },
]
