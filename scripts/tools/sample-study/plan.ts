import { createRandom } from '#core/statistics/random.ts'
import { emptyView, plainFaces, smilingFaces, type View } from './views.ts'

/**
 * Who and what the sample study is made of. Everything here is made up: no person in the photographs is a
 * patient, and the "patients" are mixtures of several people.
 */
export interface Segment {
  readonly view: View
  readonly kind: 'plain' | 'smile' | 'empty'
  readonly seconds: number
}

export interface ClipPlan {
  /** Without extension. */
  readonly name: string
  readonly segments: readonly Segment[]
  /** Differs for each clip: moves of the camera, and that no two videos are equal. */
  readonly seed: number
}

export interface SessionPlan {
  readonly patient: string
  readonly visit: string
  /** YYYY-MM-DD */
  readonly date: string
  /** 0 to 1: the share of the time with a smile that the clips aim at, and what severity is made from. */
  readonly smileShare: number
  /** One session has no scores, so that there is something to estimate. */
  readonly rated: boolean
  readonly seed: number
  readonly clips: readonly ClipPlan[]
}

interface SamplePatient {
  readonly plain: View
  readonly smile: View
}

type SampleVisit = readonly [date: string, smileShare: number]

/**
 * Code, face at rest, smiling face, first and second visit with the share of the time with a smile. No two patients
 * are the same mixture of faces.
 */
const patients: readonly (readonly [
  code: string,
  plain: keyof typeof plainFaces,
  smile: keyof typeof smilingFaces,
  baseline: SampleVisit,
  followup: SampleVisit,
])[] = [
  ['P001', 'windowThird', 'windowSecond', ['2024-03-12', 0.05], ['2024-06-04', 0.25]],
  ['P002', 'stairsBack', 'stairsUpper', ['2024-03-20', 0.35], ['2024-06-13', 0.6]],
  ['P003', 'sofaRight', 'terraceRight', ['2024-04-09', 0.15], ['2024-07-02', 0.15]],
  ['P004', 'terraceLeft', 'terraceMiddle', ['2024-04-18', 0.7], ['2024-07-11', 0.85]],
  ['P005', 'rowSecond', 'windowFourth', ['2024-05-03', 0.45], ['2024-08-02', 0.3]],
  ['P006', 'barMiddle', 'barLeft', ['2024-05-21', 0], ['2024-08-13', 0.2]],
  ['P007', 'sofaMiddle', 'windowFirst', ['2024-06-06', 0.25], ['2024-08-29', 0.5]],
  ['P008', 'rowThird', 'stairsRight', ['2024-06-19', 0.6], ['2024-09-12', 0.65]],
  ['P009', 'windowThirdMirrored', 'stairsFront', ['2024-07-04', 0.1], ['2024-09-26', 0.4]],
  ['P010', 'sofaRightMirrored', 'stairsLeft', ['2024-07-16', 0.8], ['2024-10-08', 0.7]],
  ['P011', 'stairsBack', 'windowFirst', ['2024-07-25', 0.3], ['2024-10-17', 0.35]],
  ['P012', 'barMiddle', 'terraceRight', ['2024-08-06', 0.55], ['2024-10-29', 0.45]],
  ['P013', 'terraceLeft', 'stairsRight', ['2024-08-15', 0.05], ['2024-11-07', 0.1]],
  ['P014', 'rowThird', 'windowFourth', ['2024-08-27', 0.85], ['2024-11-19', 0.9]],
  ['P015', 'sofaMiddle', 'stairsLeft', ['2024-09-05', 0.4], ['2024-11-28', 0.65]],
  ['P016', 'rowSecond', 'barLeft', ['2024-09-17', 0.2], ['2024-12-10', 0.05]],
  ['P017', 'windowThird', 'stairsFront', ['2024-09-26', 0.65], ['2024-12-19', 0.75]],
  ['P018', 'sofaRight', 'windowSecond', ['2024-10-08', 0.5], ['2025-01-07', 0.55]],
  ['P019', 'windowThirdMirrored', 'terraceMiddle', ['2024-10-17', 0.9], ['2025-01-16', 0.8]],
  ['P020', 'stairsBack', 'barLeft', ['2024-10-29', 0.1], ['2025-01-28', 0.3]],
  ['P021', 'sofaRightMirrored', 'stairsUpper', ['2024-11-07', 0.75], ['2025-02-06', 0.6]],
  ['P022', 'terraceLeft', 'windowFourth', ['2024-11-19', 0.35], ['2025-02-18', 0.2]],
  ['P023', 'barMiddle', 'stairsRight', ['2024-11-28', 0.15], ['2025-02-27', 0.45]],
  ['P024', 'rowSecond', 'terraceRight', ['2024-12-10', 0.6], ['2025-03-11', 0.85]],
]

const visitLabels = ['baseline', 'followup']
const clipNames = ['interview-1', 'interview-2']
/** How the two clips of a visit lie around its share of smiling. */
const shareSteps = [-0.1, 0.1]
/** A smile shorter than this would be lost in its two cross-fades. */
const shortestSmileSeconds = 0.9

/** The same on every machine. */
export function planStudy(): SessionPlan[] {
  return patients.flatMap(([code, plain, smile, ...visits], personIndex) => {
    const person: SamplePatient = { plain: plainFaces[plain], smile: smilingFaces[smile] }
    return visits.map(([date, smileShare], visitIndex) => {
      const seed = 1000 + personIndex * 10 + visitIndex
      const random = createRandom(seed)
      return {
        patient: code,
        visit: visitLabels[visitIndex] ?? `visit-${visitIndex + 1}`,
        date,
        smileShare,
        rated: !(code === 'P010' && visitIndex === 1),
        seed,
        clips: clipNames.map((name, clipIndex) => ({
          name,
          seed: seed * 10 + clipIndex,
          segments: planSegments(person, {
            share: smileShare + (shareSteps[clipIndex] ?? 0),
            seconds: 4.2 + Math.round(random() * 16) / 10,
            order: (personIndex + clipIndex) % 2 === 0 ? 'smile-last' : 'smile-between',
            leaves: code === 'P004' && visitIndex === 1 && clipIndex === 1,
          }),
        })),
      }
    })
  })
}

interface ClipWish {
  readonly share: number
  readonly seconds: number
  readonly order: 'smile-last' | 'smile-between'
  /** Nobody is in the picture for a while. */
  readonly leaves: boolean
}

function planSegments(person: SamplePatient, wish: ClipWish): Segment[] {
  const plain = (seconds: number): Segment => ({ view: person.plain, kind: 'plain', seconds })
  const smile = (seconds: number): Segment => ({ view: person.smile, kind: 'smile', seconds })
  if (wish.leaves) return [smile(1.8), { view: emptyView, kind: 'empty', seconds: 1.6 }, smile(2)]
  const smiling = Math.min(1, Math.max(0, wish.share)) * wish.seconds
  const resting = wish.seconds - smiling
  if (smiling < shortestSmileSeconds) return [plain(wish.seconds)]
  if (resting < shortestSmileSeconds) return [smile(wish.seconds)]
  if (wish.order === 'smile-last' || resting < 2 * shortestSmileSeconds)
    return [plain(resting), smile(smiling)]
  return [plain(resting / 2), smile(smiling), plain(resting / 2)]
}

export function clipSeconds({ segments }: ClipPlan): number {
  return segments.reduce((sum, { seconds }) => sum + seconds, 0)
}
