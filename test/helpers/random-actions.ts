import type { CorrectionRequest } from '#shared/domain/correction.ts'
import type { CutEdit } from '#shared/domain/cut.ts'
import type { PeopleEdit } from '#shared/domain/people.ts'
import { personRoles } from '#shared/domain/people.ts'
import type { Session } from '#shared/domain/session.ts'
import type { StudyParts } from '#core/study-services.ts'
import { isAppError } from '#shared/errors.ts'

/** What people change a study with, of all kinds there are. */
export interface ActedOn extends Pick<
  StudyParts,
  'captions' | 'scores' | 'cuts' | 'people' | 'raters' | 'scales' | 'promptSets' | 'corrections'
> {
  readonly journal: { undo(rater: string | null): unknown; redo(rater: string | null): unknown }
  clips(): readonly { readonly id: number; readonly videoId: number; readonly sessionId: number }[]
  sessions(): readonly Session[]
}

/** Numbers from 0 on below `below`, always the same ones for a seed. */
export function drawing(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const raterCodes = ['AB', 'CD'] as const

/** A small scale of one's own; there are three of them. */
function ownScale(which: number): string {
  const item = {
    ...{ id: 'i1', column: `own${which}_i1`, name: 'Item', min: 0, max: 4, faceVisible: true },
  }
  const words = { title: `Own ${which}`, shortTitle: `O${which}`, citation: '', licenceNote: '' }
  return JSON.stringify({ formatVersion: 1, id: `own-${which}`, ...words, items: [item] })
}

/** Carries out random steps of every kind, undo and redo among them. */
export function createRandomActions(study: ActedOn, draw: (below: number) => number) {
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[draw(items.length)]
  for (const code of raterCodes) study.raters.ensure(code)

  function who(): { id: number; code: string; by: string } {
    const { id, code } = pick(study.raters.list().slice(0, 3)) ?? { id: 0, code: '' }
    // Now and then somebody changes what is another's.
    return { id, code, by: draw(20) === 0 ? 'EF' : code }
  }

  function caption(): void {
    const { id: raterId, by } = who()
    const clipId = pick(study.clips())?.id ?? 0
    const whole = { clipId, raterId, startMs: null, endMs: null, text: `text ${draw(6)}` }
    const kind = draw(4)
    if (kind === 0) study.captions.finish(clipId, raterId)
    else if (kind === 1) study.captions.type(whole, { estimates: draw(2) === 0, others: false }, by)
    else study.captions.save(draw(3) === 0 ? { ...whole, startMs: 0, endMs: 500 } : whole, undefined, by)
  }

  function score(): void {
    const { id: raterId, by } = who()
    const sessionId = pick(study.sessions())?.id ?? 0
    const place =
      draw(6) === 0
        ? { scaleId: `own-${draw(3)}`, itemId: 'i1' }
        : { scaleId: 'panss-negative', itemId: pick(['n1', 'n2', 'n3']) ?? '' }
    const isMissing = draw(4) === 0
    const value = isMissing ? null : draw(4) + 1
    const missingReason = isMissing && draw(2) === 0 ? 'refused' : null
    study.scores.save({ ...place, sessionId, raterId, value, missingReason }, undefined, by)
  }

  function cut(): void {
    const videoId = pick(study.clips())?.videoId ?? 0
    const { clips } = study.cuts.state(videoId)
    const first = draw(clips.length)
    const { id: clipId = 0, startMs = 0, endMs = 0 } = clips[first] ?? {}
    const clipIds = clips.slice(first, first + 2).map(({ id }) => id)
    const edits: readonly CutEdit[] = [
      { kind: 'split', clipId, atMs: startMs + Math.round((endMs - startMs) / 2) },
      { kind: 'merge', clipIds },
      { kind: 'exclude', clipIds, excluded: draw(2) === 0 },
      { kind: 'remove', clipIds: clipIds.slice(0, 1) },
    ]
    study.cuts.edit(videoId, edits[draw(4)] ?? { kind: 'remove', clipIds }, who().by)
  }

  function people(): void {
    const sessionId = pick(study.sessions())?.id ?? 0
    const seen = study.people.get(sessionId).people
    const someone = pick(seen)
    if (someone === undefined) return
    const trackIds = someone.tracks.slice(0, 1).map(({ id }) => id)
    const edits: readonly PeopleEdit[] = [
      { kind: 'role', personId: someone.id, role: pick(personRoles) ?? 'other' },
      { kind: 'merge', personIds: seen.slice(0, 2).map(({ id }) => id) },
      { kind: 'assign', trackIds, personId: draw(2) === 0 ? null : (pick(seen)?.id ?? null) },
    ]
    const edit = pick(edits)
    if (edit !== undefined) study.people.edit(sessionId, edit, who().by)
  }

  function correct(): void {
    const session = pick(study.sessions())
    if (session === undefined) return
    const { patientCode, visitLabel } = session
    const wanted: readonly CorrectionRequest[] = [
      { patientCode, visitLabel: null, to: { patientCode: `P00${1 + draw(4)}` }, mayMerge: draw(2) === 0 },
      { patientCode, visitLabel, to: { visitLabel: `visit ${draw(4)}` }, mayMerge: false },
      { patientCode, visitLabel, to: { visitDate: `2026-03-0${1 + draw(5)}` }, mayMerge: false },
    ]
    const chosen = pick(wanted)
    if (chosen !== undefined) study.corrections.correct({ ...chosen, rater: who().by })
  }

  function correctRater(): void {
    const [from, into] = [who().code, who().code]
    const whose = pick([null, 'from', 'into'] as const) ?? null
    const to = pick([...raterCodes, 'XY', 'R0']) ?? ''
    if (draw(2) === 0) study.corrections.renameRater({ from, to, rater: who().by })
    else study.corrections.merge({ what: { kind: 'raters', from, into }, whose, rater: who().by })
  }

  function mergeVisits(): void {
    const into = pick(study.sessions())
    const others = study.sessions().filter(({ patientId }) => patientId === into?.patientId)
    const what = { kind: 'visits', from: pick(others)?.id ?? 0, into: into?.id ?? 0 } as const
    study.corrections.merge({ what, whose: pick([null, 'from', 'into'] as const) ?? null, rater: who().by })
  }

  function anchors(by: string): void {
    const scaleId = pick(['panss-negative', `own-${draw(3)}`]) ?? ''
    const itemId = scaleId.startsWith('own') ? 'i1' : 'n1'
    const bytes = Buffer.from(`item,score,text\n${itemId},1,words ${draw(3)}\n`)
    if (draw(3) === 0) study.scales.removeAnchors(scaleId, by)
    else study.scales.loadAnchors({ scaleId, fileName: 'anchors.csv', bytes }, by)
  }

  function rest(): void {
    const { by } = who()
    const kind = draw(5)
    if (kind === 4) anchors(by)
    else if (kind === 0) study.raters.ensure(`R${draw(5)}`, by)
    else if (kind === 1) study.scales.add(ownScale(draw(3)), by)
    else if (kind === 2) {
      const classes = ['a', 'b'].map((label) => ({ label, sentence: `A face, ${label} ${draw(2)}` }))
      study.promptSets.create({ name: `Words ${draw(3)}`, classes }, by)
    } else {
      const own = study.promptSets.list().filter(({ origin }) => origin === 'user')
      study.promptSets.delete(pick(own)?.id ?? 0, by)
    }
  }

  const steps = [caption, caption, score, score, cut, people, correct, correctRater, mergeVisits, rest]

  /** False when the study refused it in a sentence, as it may. */
  return function act(): boolean {
    const code =
      draw(20) === 0 ? null : (pick([...study.raters.list().map((rater) => rater.code), 'EF']) ?? '')
    try {
      const kind = draw(17)
      if (kind < steps.length) steps[kind]?.()
      else if (kind < 15) study.journal.undo(code)
      else study.journal.redo(code)
      return true
    } catch (error) {
      const isRefusal =
        isAppError(error) && ['conflict', 'bad-request', 'not-found', 'out-of-range'].includes(error.code)
      if (!isRefusal) throw error
      return false
    }
  }
}
