import { describe, expect, it } from 'vitest'
import { flowSentence, patientFlowSchema } from '#shared/domain/patient-flow.ts'
import type { PatientFlow } from '#shared/domain/patient-flow.ts'

const counts = (nPatients: number, nSessions: number) => ({ nPatients, nSessions })
const all = counts(12, 24)
const everybody: PatientFlow = { scale: all, item: all, blind: all, clip: all, predicted: all, face: all }

describe('the flow of patients in words', () => {
  it('says where visits were lost, and of which patients the last', () => {
    const flow = { ...everybody, clip: counts(12, 21), predicted: counts(11, 20), face: counts(8, 13) }
    expect(flowSentence(flow)).toBe(
      'Rated on this scale: 12 patients with 24 visits. Left out: 3 visits without a clip, 1 visit not predicted with this pack (the last of 1 patient), 7 visits without a face in any clip (the last of 3 patients). Used: 8 patients with 13 visits.',
    )
  })

  it('names the item where only others of the scale were rated', () => {
    const left = counts(10, 20)
    expect(
      flowSentence({ scale: all, item: left, blind: left, clip: left, predicted: left, face: left }),
    ).toContain(
      'Left out: 4 visits not rated on this item (the last of 2 patients). Used: 10 patients with 20 visits.',
    )
  })

  it('is short where nobody was lost', () => {
    expect(flowSentence(everybody)).toBe('Rated on this scale: 12 patients with 24 visits, all used.')
  })

  it('is stored with every step', () => {
    const { face: _, ...without } = everybody
    expect(patientFlowSchema.safeParse(everybody).success).toBe(true)
    expect(patientFlowSchema.safeParse(without).success).toBe(false)
  })
})
