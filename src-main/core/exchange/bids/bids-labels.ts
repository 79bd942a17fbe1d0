import type { Session } from '#shared/domain/session.ts'

/** What the Brain Imaging Data Structure calls patients and visits: letters and digits only. */
export interface BidsLabels {
  /** `sub-P001` */
  participant(session: Session): string
  /** `ses-week4` */
  visit(session: Session): string
}

function labelsFor(names: Iterable<string>, prefix: string, otherwise: string): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  const labels = new Map<string, string>()
  for (const name of names) {
    if (labels.has(name)) continue
    const plain = name
      .normalize('NFKD')
      .replaceAll(/\p{M}+/gu, '')
      .replaceAll(/[^0-9A-Za-z]+/gu, '')
    const base = plain === '' ? `${otherwise}${String(labels.size + 1)}` : plain
    // Some file systems do not tell capital letters from small ones.
    let label = base
    for (let number = 2; taken.has(label.toLowerCase()); number++) label = `${base}x${String(number)}`
    taken.add(label.toLowerCase())
    labels.set(name, `${prefix}-${label}`)
  }
  return labels
}

export function createBidsLabels(sessions: readonly Session[]): BidsLabels {
  const patients = labelsFor(
    sessions.map(({ patientCode }) => patientCode),
    'sub',
    'patient',
  )
  const visits = labelsFor(
    sessions.map(({ visitLabel }) => visitLabel),
    'ses',
    'visit',
  )
  return {
    participant: ({ patientCode }) => patients.get(patientCode) ?? '',
    visit: ({ visitLabel }) => visits.get(visitLabel) ?? '',
  }
}
