import { describe, expect, it } from 'vitest'
import { likePatients, requireApart } from '#core/areas/severity/one-person.ts'

/** So many radians from the first axis: two of them are 2 sin(difference / 2) apart. */
function faceAt(patientCode: string, angle: number) {
  const embedding = new Float32Array(128)
  embedding[0] = Math.cos(angle)
  embedding[1] = Math.sin(angle)
  return { patientCode, embedding }
}

describe('patients who seem to be one person', () => {
  it('are those whose faces are nearer than those of different people, the most alike first', () => {
    const faces = [faceAt('P1', 0), faceAt('P2', 0.3), faceAt('P3', 0.5), faceAt('P4', 2)]
    const found = likePatients(faces, [])
    expect(found.map(({ codes }) => codes)).toEqual([
      ['P2', 'P3'],
      ['P1', 'P2'],
    ])
    expect(found[0]?.distance).toBeCloseTo(2 * Math.sin(0.1), 5)
  })

  it('are named once, by the two visits that are most alike, and never for two visits of one', () => {
    const faces = [faceAt('P2', 0), faceAt('P2', 0.1), faceAt('P1', 0.3), faceAt('P1', 0.35)]
    const found = likePatients(faces, [])
    expect(found).toHaveLength(1)
    expect(found[0]?.codes).toEqual(['P1', 'P2'])
    expect(found[0]?.distance).toBeCloseTo(2 * Math.sin(0.1), 5)
  })

  it('are those with one video, whatever their faces', () => {
    const videos = [
      ...[
        { patientCode: 'P1', sha256: 'a' },
        { patientCode: 'P1', sha256: 'b' },
      ],
      ...[
        { patientCode: 'P3', sha256: 'b' },
        { patientCode: 'P4', sha256: 'c' },
      ],
    ]
    const found = likePatients([faceAt('P1', 0), faceAt('P3', 0.2)], videos)
    expect(found).toEqual([{ codes: ['P1', 'P3'], distance: null }])
  })
})

describe('a refusal', () => {
  it('names the pairs, why, and what to do', () => {
    const pairs = [
      { codes: ['P1', 'P2'], distance: null },
      { codes: ['P3', 'P4'], distance: 0.21 },
    ] as const
    expect(() => {
      requireApart(pairs)
    }).toThrow(
      /^Some patients seem to be one person: P1 and P2 have a video in common; P3 and P4 have faces 0\.21 apart, where those of one person are up to 0\.34\. .* Merge the two patients, .*, or say that they are different people\.$/u,
    )
  })

  it('counts what would not be read', () => {
    const pairs = ['B', 'C', 'D', 'E', 'F'].map((code) => ({ codes: ['A', code] as const, distance: 0.1 }))
    expect(() => {
      requireApart(pairs)
    }).toThrow('; and so have 2 more pairs.')
  })

  it('does not come without a pair', () => {
    expect(() => {
      requireApart([])
    }).not.toThrow()
  })
})
