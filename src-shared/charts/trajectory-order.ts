import { meanRating } from './trajectory-option.ts'
import type { PatientTrajectory } from './trajectory-option.ts'

export const trajectoryOrders = ['code', 'last', 'falls', 'rises'] as const
export type TrajectoryOrder = (typeof trajectoryOrders)[number]

function means(patient: PatientTrajectory): number[] {
  return patient.visits.flatMap((visit) => meanRating(visit) ?? [])
}

/** At the last visit that was rated; null without one. */
export function lastRating(patient: PatientTrajectory): number | null {
  return means(patient).at(-1) ?? null
}

/** From the first to the last visit that was rated; null with fewer than two. */
export function changeOf(patient: PatientTrajectory): number | null {
  const [first, ...others] = means(patient)
  const last = others.at(-1)
  return first === undefined || last === undefined ? null : last - first
}

/** Whose code holds the text, in an order; who has no number for it comes last, by code. */
export function listedTrajectories(
  patients: readonly PatientTrajectory[],
  { search, order }: { readonly search: string; readonly order: TrajectoryOrder },
): PatientTrajectory[] {
  const wanted = search.trim().toLowerCase()
  const found = patients.filter(({ patientCode }) => patientCode.toLowerCase().includes(wanted))
  if (order === 'code') return found
  const read = order === 'last' ? lastRating : changeOf
  // The highest last rating and the largest rise stand first, and so does the largest fall.
  const sign = order === 'falls' ? 1 : -1
  const keyed = found.map((patient) => ({ patient, value: read(patient) }))
  return keyed
    .sort((a, b) =>
      a.value === null || b.value === null
        ? Number(a.value === null) - Number(b.value === null)
        : sign * (a.value - b.value),
    )
    .map(({ patient }) => patient)
}
