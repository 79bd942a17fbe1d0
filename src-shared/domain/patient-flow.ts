import { z } from 'zod'
import { counted } from '../counted.ts'

/** Each step has who is left of those of the step before. */
export const flowSteps = ['scale', 'item', 'blind', 'clip', 'predicted', 'face'] as const
export type FlowStep = (typeof flowSteps)[number]

const countsSchema = z.object({
  nPatients: z.number().int().nonnegative(),
  nSessions: z.number().int().nonnegative(),
})
export type FlowCounts = z.infer<typeof countsSchema>

/**
 * Who is rated on the scale, of them who on the item, of them who by somebody who had not seen estimates of the visit (or
 * whose ratings count all the same), of them who has a clip that counts, of them who has one that the pack looked at, and of them
 * who has one that shows a face: those the model learnt from.
 */
export const patientFlowSchema = z.record(z.enum(flowSteps), countsSchema)
export type PatientFlow = z.infer<typeof patientFlowSchema>

const missing: Readonly<Record<Exclude<FlowStep, 'scale'>, string>> = {
  item: 'not rated on this item',
  blind: 'rated with estimates in view only',
  clip: 'without a clip',
  predicted: 'not predicted with this pack',
  face: 'without a face in any clip',
}

const size = ({ nPatients, nSessions }: FlowCounts): string =>
  `${counted(nPatients, 'patient')} with ${counted(nSessions, 'visit')}`

/** The visits that are lost on the way to this step, and the patients who have none left then. */
function lossAt(flow: PatientFlow, index: number): string[] {
  const [step, before] = [flowSteps[index], flowSteps[index - 1]]
  if (step === undefined || before === undefined || step === 'scale') return []
  const nSessions = flow[before].nSessions - flow[step].nSessions
  const nPatients = flow[before].nPatients - flow[step].nPatients
  const wholly = nPatients === 0 ? '' : ` (the last of ${counted(nPatients, 'patient')})`
  return nSessions === 0 ? [] : [`${counted(nSessions, 'visit')} ${missing[step]}${wholly}`]
}

/** In one sentence: who was rated, how many visits were lost where, and who was used. */
export function flowSentence(flow: PatientFlow): string {
  const lost = flowSteps.flatMap((_, index) => lossAt(flow, index))
  const rated = `Rated on this scale: ${size(flow.scale)}`
  return lost.length === 0
    ? `${rated}, all used.`
    : `${rated}. Left out: ${lost.join(', ')}. Used: ${size(flow.face)}.`
}
