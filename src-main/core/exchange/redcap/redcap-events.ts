import { groupBy } from '#shared/group-by.ts'
import type { Session } from '#shared/domain/session.ts'
import { compareText } from '../export-data.ts'

export interface RedcapEvent {
  /** As it is entered in REDCap. */
  readonly name: string
  /** As REDCap makes it of the name, and as a table of records has it. */
  readonly uniqueName: string
}

/** REDCap makes a unique name of these characters of an event's name, and of no other. */
const MOST_CHARACTERS = 18

function plainName(label: string): string {
  return label
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^0-9A-Za-z]+/gu, ' ')
    .trim()
}

/** Visits in the order that most patients have them in: by their mean place among a patient's visits. */
function labelsInOrder(sessions: readonly Session[]): string[] {
  const places = new Map<string, number[]>()
  for (const ofPatient of groupBy(sessions, ({ patientId }) => patientId).values()) {
    ofPatient.forEach(({ visitLabel }, place) => {
      places.set(visitLabel, [...(places.get(visitLabel) ?? []), place])
    })
  }
  const meanPlace = (label: string): number => {
    const all = places.get(label) ?? []
    return all.reduce((sum, place) => sum + place, 0) / Math.max(1, all.length)
  }
  return [...places.keys()].sort((a, b) => meanPlace(a) - meanPlace(b) || compareText(a, b))
}

/** An event for each visit label of the study, in order. Names are such that REDCap makes of them what stands in the records. */
export function redcapEvents(sessions: readonly Session[]): ReadonlyMap<string, RedcapEvent> {
  const taken = new Set<string>()
  return new Map(
    labelsInOrder(sessions).map((label, index) => {
      const base = plainName(label) === '' ? `Visit ${String(index + 1)}` : plainName(label)
      let name = base.slice(0, MOST_CHARACTERS).trim()
      for (let number = 2; taken.has(name.toLowerCase()); number++) {
        const ending = ` ${String(number)}`
        name = base.slice(0, MOST_CHARACTERS - ending.length).trim() + ending
      }
      taken.add(name.toLowerCase())
      return [label, { name, uniqueName: `${name.toLowerCase().replaceAll(' ', '_')}_arm_1` }]
    }),
  )
}
