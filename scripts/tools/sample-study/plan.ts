import { createRandom } from '#core/statistics/random.ts'
import { emptyView, faceOf, type FaceName, type View } from './views.ts'

/**
 * Who and what the sample study is made of. Everything here is made up: no person in the photographs is a
 * patient, and a "patient" is another person at each visit.
 */
export interface Segment {
  readonly view: View
  readonly kind: 'patient' | 'listener' | 'empty'
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
  /** 0 to 1: how much of a smile the clips show, and what severity is made from. */
  readonly smile: number
  /** One session has no scores, so that there is something to estimate. */
  readonly rated: boolean
  readonly seed: number
  readonly clips: readonly ClipPlan[]
}

type SampleVisit = readonly [date: string, face: FaceName]

/** Two visits each, by the face that they show. */
const patients: readonly (readonly [code: string, baseline: SampleVisit, followup: SampleVisit])[] = [
  ['P001', ['2024-03-12', 'stairsRight'], ['2024-06-04', 'barLeft mirrored']],
  ['P002', ['2024-03-20', 'stairsFront mirrored'], ['2024-06-13', 'windowSecond']],
  ['P003', ['2024-04-09', 'windowSecond mirrored'], ['2024-07-02', 'terraceMiddle']],
  ['P004', ['2024-04-18', 'barMiddle mirrored'], ['2024-07-11', 'stairsLeft mirrored']],
  ['P005', ['2024-05-03', 'terraceLeft mirrored'], ['2024-08-02', 'stairsBack']],
  ['P006', ['2024-05-21', 'windowThird mirrored'], ['2024-08-13', 'sofaRight mirrored']],
  ['P007', ['2024-06-06', 'stairsRight mirrored'], ['2024-08-29', 'stairsFront']],
  ['P008', ['2024-06-19', 'windowFourth mirrored'], ['2024-09-12', 'terraceMiddle']],
  ['P009', ['2024-07-04', 'barLeft mirrored'], ['2024-09-26', 'windowFirst mirrored']],
  ['P010', ['2024-07-16', 'stairsBack'], ['2024-10-08', 'stairsUpper mirrored']],
  ['P011', ['2024-07-25', 'rowSecond'], ['2024-10-17', 'sofaMiddle mirrored']],
  ['P012', ['2024-08-06', 'windowFourth'], ['2024-10-29', 'stairsFront']],
  ['P013', ['2024-08-15', 'windowFirst'], ['2024-11-07', 'windowFourth mirrored']],
  ['P014', ['2024-08-27', 'sofaMiddle'], ['2024-11-19', 'stairsBack mirrored']],
  ['P015', ['2024-09-05', 'barLeft'], ['2024-11-28', 'stairsUpper']],
  ['P016', ['2024-09-17', 'rowThird'], ['2024-12-10', 'windowThird']],
  ['P017', ['2024-09-26', 'rowSecond mirrored'], ['2024-12-19', 'windowSecond mirrored']],
  ['P018', ['2024-10-08', 'terraceLeft'], ['2025-01-07', 'stairsLeft']],
  ['P019', ['2024-10-17', 'terraceRight'], ['2025-01-16', 'windowFirst']],
  ['P020', ['2024-10-29', 'sofaMiddle mirrored'], ['2025-01-28', 'windowThird']],
  ['P021', ['2024-11-07', 'terraceRight mirrored'], ['2025-02-06', 'windowSecond']],
  ['P022', ['2024-11-19', 'sofaRight'], ['2025-02-18', 'barMiddle']],
  ['P023', ['2024-11-28', 'rowThird mirrored'], ['2025-02-27', 'stairsLeft']],
  ['P024', ['2024-12-10', 'terraceMiddle mirrored'], ['2025-03-11', 'terraceRight']],
]

const visitLabels = ['baseline', 'followup']
const clipNames = ['interview-1', 'interview-2']
/** Who listens is seen for so long in the second clip of a visit: another person than the patient. */
const listenerSeconds = 1.3
const listener: FaceName = 'sofaRight mirrored'
/** In whose visits the listener's own face is not the patient's. */
const otherListener: FaceName = 'stairsLeft mirrored'

/** The same on every machine. */
export function planStudy(): SessionPlan[] {
  return patients.flatMap(([code, ...visits], personIndex) =>
    visits.map(([date, name], visitIndex) => {
      const seed = 1000 + personIndex * 10 + visitIndex
      const random = createRandom(seed)
      const { view, smile } = faceOf(name)
      return {
        patient: code,
        visit: visitLabels[visitIndex] ?? `visit-${visitIndex + 1}`,
        ...{ date, smile, seed },
        rated: !(code === 'P010' && visitIndex === 1),
        clips: clipNames.map((clip, clipIndex) => ({
          name: clip,
          seed: seed * 10 + clipIndex,
          segments: planSegments(view, {
            seconds: 4.2 + Math.round(random() * 16) / 10,
            between: clipIndex === 0 ? null : code === 'P004' && visitIndex === 1 ? 'empty' : 'listener',
          }),
        })),
      }
    }),
  )
}

/** The patient, all through the clip or with something else in its middle. */
function planSegments(
  view: View,
  { seconds, between }: { readonly seconds: number; readonly between: 'empty' | 'listener' | null },
): Segment[] {
  const patient = (own: number): Segment => ({ view, kind: 'patient', seconds: own })
  if (between === null) return [patient(seconds)]
  const other = faceOf(view.photo === faceOf(listener).view.photo ? otherListener : listener)
  const middle = between === 'empty' ? emptyView : other.view
  const rest = (seconds - listenerSeconds) / 2
  return [patient(rest), { view: middle, kind: between, seconds: listenerSeconds }, patient(rest)]
}

export function clipSeconds({ segments }: ClipPlan): number {
  return segments.reduce((sum, { seconds }) => sum + seconds, 0)
}
