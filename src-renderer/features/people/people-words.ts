import {
  CircleDashed,
  CircleQuestionMark,
  CircleSlash,
  Loader,
  Stethoscope,
  UserRound,
  UserRoundCheck,
  UserRoundSearch,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { FaceTrack, Person, PersonRole } from '#shared/domain/people.ts'
import type { SessionMark } from '../../stores/people-state.ts'
import { formatLength, formatPercent, formatPlural } from '../../ui/number-text.ts'

export const markLooks: Readonly<Record<SessionMark, { label: string; icon: Component; tone: string }>> = {
  'not-looked-at': { label: 'not looked at', icon: CircleDashed, tone: 'quiet' },
  partly: { label: 'partly looked at', icon: Loader, tone: 'quiet' },
  nobody: { label: 'no face found', icon: CircleSlash, tone: 'warn' },
  undecided: { label: 'no patient yet', icon: CircleQuestionMark, tone: 'warn' },
  proposed: { label: 'patient proposed', icon: UserRoundSearch, tone: 'estimate' },
  confirmed: { label: 'patient confirmed', icon: UserRoundCheck, tone: 'ok' },
}

export const roleLabels: Readonly<Record<PersonRole, string>> = {
  patient: 'Patient',
  clinician: 'Clinician',
  other: 'Other',
  unknown: 'Unknown',
}

export const roleIcons: Readonly<Record<PersonRole, Component>> = {
  patient: UserRoundCheck,
  clinician: Stethoscope,
  other: UserRound,
  unknown: CircleQuestionMark,
}

/** `4:12 on screen, 38 % of the frames, 14 appearances`. */
export function presenceWords({ seenMs, seenShare, tracks }: Person): string {
  const share = `${formatPercent(seenShare)} of the frames`
  return `${formatLength(seenMs)} on screen · ${share} · ${formatPlural(tracks.length, 'appearance')}`
}

/** `0:07`, `12:40`, `1:02:09`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const pad = (part: number): string => String(part).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const start = hours > 0 ? `${String(hours)}:${pad(minutes)}` : String(minutes)
  return `${start}:${pad(seconds % 60)}`
}

/**
 * In which order people become one: all become the first, so that comes who has a role that a person set, then
 * the patient, then who is longest on screen.
 */
export function mergeOrder(people: readonly Person[]): Person[] {
  const rank = (person: Person): number => Number(person.confirmed) * 2 + Number(person.role === 'patient')
  return [...people].sort((a, b) => rank(b) - rank(a) || b.seenMs - a.seenMs)
}

/** Pictures that show a person best and in different moments: their longest tracks, largest face first among equals. */
export function bestTracks(person: Person, most: number): FaceTrack[] {
  return [...person.tracks]
    .sort((a, b) => b.frames - a.frames || b.meanHeightPx - a.meanHeightPx)
    .slice(0, most)
}
