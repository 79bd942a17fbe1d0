import { describe, expect, it } from 'vitest'
import { treeRows } from '../../../../../src-renderer/features/library/patient-tree.ts'
import { rankSessions } from '../../../../../src-renderer/stores/clip-filter.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'

const { sessions } = makeFakeStudy({ patients: 2 })
const input = { sessions, ranks: rankSessions(sessions), clipCount: () => 3 }

describe('treeRows', () => {
  it('puts the sessions of an open patient below it', () => {
    const rows = treeRows({ ...input, isOpen: (code) => code === 'P001' })
    expect(rows.map((row) => (row.kind === 'patient' ? row.code : row.session.visitLabel))).toEqual([
      'P001',
      'baseline',
      'week 12',
      'P002',
    ])
  })

  it('adds up the clips of a patient, also while it is closed', () => {
    expect(treeRows({ ...input, isOpen: () => false })).toMatchObject([
      { code: 'P001', sessions: 2, clips: 6 },
      { code: 'P002', sessions: 2, clips: 6 },
    ])
  })
})
