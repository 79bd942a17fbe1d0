import type { Session } from '#shared/domain/session.ts'

export type TreeRow =
  | { kind: 'patient'; code: string; sessions: number; clips: number; isOpen: boolean }
  | { kind: 'session'; session: Session; clips: number }

export interface TreeInput {
  sessions: readonly Session[]
  /** Place of each session in the library. */
  ranks: ReadonlyMap<number, number>
  clipCount: (sessionId: number) => number
  isOpen: (patientCode: string) => boolean
}

/** Patients with their sessions below while open, as the flat rows that a virtual list shows. */
export function treeRows({ sessions, ranks, clipCount, isOpen }: TreeInput): readonly TreeRow[] {
  const rank = (session: Session): number => ranks.get(session.id) ?? 0
  const byPatient = new Map<string, Session[]>()
  for (const session of [...sessions].sort((a, b) => rank(a) - rank(b))) {
    const known = byPatient.get(session.patientCode)
    if (known === undefined) byPatient.set(session.patientCode, [session])
    else known.push(session)
  }
  return [...byPatient].flatMap(([code, visits]): TreeRow[] => {
    const clips = visits.reduce((sum, session) => sum + clipCount(session.id), 0)
    const open = isOpen(code)
    const patient: TreeRow = { kind: 'patient', code, sessions: visits.length, clips, isOpen: open }
    if (!open) return [patient]
    return [
      patient,
      ...visits.map((session): TreeRow => ({ kind: 'session', session, clips: clipCount(session.id) })),
    ]
  })
}
