import type { ClipOrigin, CutClip, CutProposal } from '#shared/domain/cut.ts'
import { lengthOf } from '#shared/time/interval.ts'
import { formatLength, formatPlural } from '../../ui/number-text.ts'

/** What the screen says of clips and proposals. */

const origins: Readonly<Record<ClipOrigin, string>> = {
  whole: 'the whole video',
  fixed: 'cut by length',
  speech: 'cut at pauses',
  face: "cut by the patient's face",
  hand: 'cut by hand',
}

export function originWords(origin: ClipOrigin): string {
  return origins[origin]
}

/** Time on a ruler or in a list: `4.2`, `1:04`, `1:02:04`; tenths only where `step` in ms needs them. */
export function formatMark(timeMs: number, stepMs: number): string {
  const tenths = Math.round(timeMs / 100)
  const seconds = Math.floor(tenths / 10)
  const hours = Math.floor(seconds / 3600)
  const padded = (part: number): string => String(part).padStart(2, '0')
  const minutes = Math.floor(seconds / 60) % 60
  const clock =
    hours > 0
      ? `${String(hours)}:${padded(minutes)}:${padded(seconds % 60)}`
      : `${String(minutes)}:${padded(seconds % 60)}`
  return stepMs < 1000 ? `${clock}.${String(tenths % 10)}` : clock
}

/** What a screen reader hears of a clip. */
export function clipWords(clip: CutClip, number: number): string {
  const length = formatLength(lengthOf(clip))
  return [
    `Clip ${String(number)}`,
    `from ${formatMark(clip.startMs, 100)}`,
    length,
    ...(clip.captioned ? ['captioned'] : []),
    ...(clip.excluded ? ['excluded'] : []),
  ].join(', ')
}

/** `34 clips, 12.1 s long on average, 6:52 in all`. */
export function proposalWords(proposal: CutProposal): string {
  const count = proposal.spans.length
  if (count === 0) return 'No clips'
  const wholeMs = proposal.spans.reduce((sum, span) => sum + lengthOf(span), 0)
  const mean = count === 1 ? '' : `, ${formatLength(wholeMs / count)} long on average`
  return `${formatPlural(count, 'clip')}${mean}, ${formatLength(wholeMs)} in all`
}

/** What applying a proposal does to the clips that are there. */
export function replacedWords(clips: readonly CutClip[]): string {
  const captioned = clips.filter((clip) => clip.captioned).length
  const those =
    clips.length === 1
      ? 'The clip there now makes way'
      : `The ${String(clips.length)} clips there now make way`
  const captions =
    captioned === 0
      ? ''
      : `, ${captioned === clips.length ? 'with their captions' : `${String(captioned)} of them captioned`}`
  return `${those}${captions}. Undo brings everything back.`
}
