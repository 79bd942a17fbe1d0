import { describe, expect, it } from 'vitest'
import type { TimedBox } from '#core/areas/deidentify/blur-plan.ts'
import { sightingsOf, separatePatient, toSeenFaces } from '#core/areas/deidentify/separate-patient.ts'
import type { KnownPaths, SeenFace } from '#core/areas/deidentify/separate-patient.ts'
import { FACE_EMBEDDING_DIM } from '#core/faces/types.ts'
import type { FaceObservations } from '#core/faces/types.ts'

const at = (timeMs: number, x: number): TimedBox => ({ timeMs, x, y: 0.4, width: 0.1, height: 0.2 })

/** Nobody is like anybody else. */
function likenessOf(person: number): Float32Array {
  const embedding = new Float32Array(FACE_EMBEDDING_DIM)
  embedding[person] = 1
  return embedding
}

const face = (timeMs: number, x: number, person: number | null): SeenFace => ({
  ...at(timeMs, x),
  embedding: person === null ? null : likenessOf(person),
})

const path = (x: number): TimedBox[] => [0, 200, 400, 600].map((timeMs) => at(timeMs, x))

const separate = (faces: readonly SeenFace[], paths: Partial<KnownPaths> = {}) =>
  separatePatient({ frameTimes: [], faces }, { patient: [path(0.2)], others: [], ...paths })

const counts = ({ patient, others }: ReturnType<typeof separate>) => ({
  patient: patient.length,
  others: others.length,
})

describe('separatePatient', () => {
  it('knows the patient by the place, also between the looks, and everybody else by being elsewhere', () => {
    const separated = separate([face(120, 0.21, 1), face(120, 0.7, 2)])
    expect(separated.patient).toEqual([expect.objectContaining({ x: 0.21 })])
    expect(separated.others).toEqual([expect.objectContaining({ x: 0.7 })])
  })

  it('takes everybody for somebody else when the patient is not in this video', () => {
    expect(counts(separate([face(0, 0.2, 1)], { patient: [] }))).toEqual({ patient: 0, others: 1 })
  })

  it('compares faces where somebody else is near', () => {
    const others = [[at(300, 0.24), at(500, 0.2)]]
    const known = face(0, 0.2, 1)
    expect(counts(separate([known, face(400, 0.22, 1)], { others }))).toEqual({ patient: 2, others: 0 })
    expect(counts(separate([known, face(400, 0.22, 2)], { others }))).toEqual({ patient: 1, others: 1 })
    expect(counts(separate([known, face(400, 0.22, null)], { others }))).toEqual({ patient: 1, others: 1 })
  })

  it('compares faces where the patient was not seen about that time', () => {
    const patient = [[at(0, 0.2), at(900, 0.2)]]
    expect(counts(separate([face(0, 0.2, 1), face(450, 0.2, 2)], { patient }))).toEqual({
      patient: 1,
      others: 1,
    })
  })

  it('of two faces at the patient’s place takes one at most', () => {
    expect(counts(separate([face(0, 0.2, 1), face(200, 0.2, 1), face(200, 0.22, 1)]))).toEqual({
      patient: 2,
      others: 1,
    })
  })

  it('compares with what an earlier look found the patient to be like', () => {
    const others = [path(0.21)]
    const faces = [face(0, 0.2, 1)]
    expect(counts(separate(faces, { others }))).toEqual({ patient: 0, others: 1 })
    expect(counts(separate(faces, { others, likeness: likenessOf(1) }))).toEqual({ patient: 1, others: 0 })
  })
})

describe('toSeenFaces', () => {
  it('joins stretches, in shares of the picture and at the times of the source', () => {
    const stretch: FaceObservations = {
      videoId: 1,
      fromMs: 0,
      toMs: 80,
      pictureWidth: 200,
      pictureHeight: 100,
      frameTimes: Float64Array.of(0, 40),
      frameOf: Int32Array.of(1),
      boxes: Float32Array.of(50, 25, 20, 10),
      confidences: Float32Array.of(1),
      embeddings: new Float32Array(FACE_EMBEDDING_DIM).fill(NaN),
      measures: new Float32Array(6),
    }
    expect(toSeenFaces([stretch, { ...stretch, frameTimes: Float64Array.of(80, 120) }], 1000)).toEqual({
      frameTimes: [1000, 1040, 1080, 1120],
      faces: [1040, 1120].map((timeMs) => ({
        timeMs,
        x: 0.25,
        y: 0.25,
        width: expect.closeTo(0.1),
        height: expect.closeTo(0.1),
        embedding: null,
      })),
    })
  })
})

describe('sightingsOf', () => {
  it('takes the part of a path that lies in a span', () => {
    const found = sightingsOf(
      {
        ...{ trackId: 1, personId: 1, label: 'Person A', role: 'other' },
        timesMs: Float64Array.of(0, 200, 400),
        boxes: Float32Array.of(0, 0, 1, 1, 0.5, 0.25, 0.5, 0.5, 0, 0, 1, 1),
      },
      { fromMs: 100, toMs: 300 },
    )
    expect(found).toEqual([{ timeMs: 200, x: 0.5, y: 0.25, width: 0.5, height: 0.5 }])
  })
})
