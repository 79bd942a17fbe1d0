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
  readonly code: string
  readonly plain: View
  readonly smile: View
  readonly visits: readonly (readonly [date: string, smileShare: number])[]
}

/** Two visits each; the second number is the share of the time with a smile. */
const patients: readonly SamplePatient[] = [
  {
    code: 'P001',
    plain: plainFaces.windowThird,
    smile: smilingFaces.windowSecond,
    visits: [
      ['2024-03-12', 0.05],
      ['2024-06-04', 0.25],
    ],
  },
  {
    code: 'P002',
    plain: plainFaces.stairsBack,
    smile: smilingFaces.stairsUpper,
    visits: [
      ['2024-03-20', 0.35],
      ['2024-06-13', 0.6],
    ],
  },
  {
    code: 'P003',
    plain: plainFaces.sofaRight,
    smile: smilingFaces.terraceRight,
    visits: [
      ['2024-04-09', 0.15],
      ['2024-07-02', 0.15],
    ],
  },
  {
    code: 'P004',
    plain: plainFaces.terraceLeft,
    smile: smilingFaces.terraceMiddle,
    visits: [
      ['2024-04-18', 0.7],
      ['2024-07-11', 0.85],
    ],
  },
  {
    code: 'P005',
    plain: plainFaces.rowSecond,
    smile: smilingFaces.windowFourth,
    visits: [
      ['2024-05-03', 0.45],
      ['2024-08-02', 0.3],
    ],
  },
  {
    code: 'P006',
    plain: plainFaces.barMiddle,
    smile: smilingFaces.barLeft,
    visits: [
      ['2024-05-21', 0],
      ['2024-08-13', 0.2],
    ],
  },
  {
    code: 'P007',
    plain: plainFaces.sofaMiddle,
    smile: smilingFaces.windowFirst,
    visits: [
      ['2024-06-06', 0.25],
      ['2024-08-29', 0.5],
    ],
  },
  {
    code: 'P008',
    plain: plainFaces.rowThird,
    smile: smilingFaces.stairsRight,
    visits: [
      ['2024-06-19', 0.6],
      ['2024-09-12', 0.65],
    ],
  },
  {
    code: 'P009',
    plain: plainFaces.windowThirdMirrored,
    smile: smilingFaces.stairsFront,
    visits: [
      ['2024-07-04', 0.1],
      ['2024-09-26', 0.4],
    ],
  },
  {
    code: 'P010',
    plain: plainFaces.sofaRightMirrored,
    smile: smilingFaces.stairsLeft,
    visits: [
      ['2024-07-16', 0.8],
      ['2024-10-08', 0.7],
    ],
  },
]

const visitLabels = ['baseline', 'followup']
const clipNames = ['interview-1', 'interview-2', 'interview-3']
/** How the three clips of a visit lie around its share of smiling. */
const shareSteps = [-0.1, 0, 0.1]
/** A smile shorter than this would be lost in its two cross-fades. */
const shortestSmileSeconds = 0.9

/** The same on every machine. */
export function planStudy(): SessionPlan[] {
  return patients.flatMap((person, personIndex) =>
    person.visits.map(([date, smileShare], visitIndex) => {
      const seed = 1000 + personIndex * 10 + visitIndex
      const random = createRandom(seed)
      return {
        patient: person.code,
        visit: visitLabels[visitIndex] ?? `visit-${visitIndex + 1}`,
        date,
        smileShare,
        rated: !(person.code === 'P010' && visitIndex === 1),
        seed,
        clips: clipNames.map((name, clipIndex) => ({
          name,
          seed: seed * 10 + clipIndex,
          segments: planSegments(person, {
            share: smileShare + (shareSteps[clipIndex] ?? 0),
            seconds: 4.2 + Math.round(random() * 16) / 10,
            order: (personIndex + clipIndex) % 2 === 0 ? 'smile-last' : 'smile-between',
            leaves: person.code === 'P004' && visitIndex === 1 && clipIndex === 1,
          }),
        })),
      }
    }),
  )
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
