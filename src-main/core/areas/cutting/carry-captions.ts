import { captionLimitWords, captionTextSchema } from '#shared/domain/caption.ts'
import type { Caption } from '#shared/domain/caption.ts'
import { joinSights } from '#shared/domain/sight.ts'
import { AppError } from '#shared/errors.ts'
import { lengthOf, overlapOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { spanText } from '#shared/time/timecode.ts'

/** A clip that makes way, with what was said of it. */
export interface CaptionSource {
  readonly clip: TimeSpan
  readonly captions: readonly Caption[]
  /** What was said of the whole clip goes along, and not only what was said of spans of it. */
  readonly takesWhole: boolean
}

/** A caption as the new clip gets it. */
export type CarriedCaption = Pick<
  Caption,
  'raterId' | 'raterCode' | 'startMs' | 'endMs' | 'text' | 'origin' | 'synthetic' | 'updatedUtc' | 'sight'
>

/** A cut seldom falls exactly where a caption ends: what is left of it on the other side says nothing. */
const SLIVER_MS = 100

interface Piece extends CarriedCaption {
  /** Which of the sources it comes from. */
  readonly source: number
}

/**
 * What a new clip gets of the captions of the clips that it takes the place of, in order of time. Captions of spans are
 * cut at its ends. Texts by one rater about the same thing are joined by a space; a text that a split had copied
 * into both parts is one text again when they are merged. Throws AppError `bad-request` when a text becomes too long.
 */
export function carryCaptions(sources: readonly CaptionSource[], target: TimeSpan): CarriedCaption[] {
  const pieces = sources.flatMap(({ captions, takesWhole }, source) =>
    captions
      .filter(({ text }) => text !== '')
      .flatMap((caption) => {
        const span = spanIn(caption, target, takesWhole)
        return span === null ? [] : [{ ...caption, ...span, source }]
      }),
  )
  const byKey = new Map<string, Piece[]>()
  for (const piece of joinTouching(pieces)) {
    const key = [piece.raterId, piece.startMs, piece.endMs].join()
    byKey.set(key, [...(byKey.get(key) ?? []), piece])
  }
  return [...byKey.values()].map((same) => joinTexts(same, target))
}

type CaptionSpan = Pick<Caption, 'startMs' | 'endMs'>

/** Where the caption lies in the new clip; null when it does not. */
function spanIn({ startMs, endMs }: CaptionSpan, target: TimeSpan, takesWhole: boolean): CaptionSpan | null {
  if (startMs === null || endMs === null) return takesWhole ? { startMs, endMs } : null
  const left = overlapOf({ startMs, endMs }, target)
  if (left === null) return null
  return lengthOf(left) < Math.min(SLIVER_MS, (endMs - startMs) / 2) ? null : left
}

/** Puts captions of spans together again that an earlier cut had parted: the same words on both sides of it. */
function joinTouching(pieces: readonly Piece[]): Piece[] {
  const ordered = [...pieces].sort((a, b) => a.source - b.source || (a.startMs ?? 0) - (b.startMs ?? 0))
  const joined: Piece[] = []
  for (const piece of ordered) {
    const index = joined.findIndex((earlier) => isContinuedBy(earlier, piece))
    const earlier = joined[index]
    if (earlier === undefined) joined.push(piece)
    else
      joined[index] = {
        ...newer(earlier, piece),
        startMs: earlier.startMs,
        endMs: piece.endMs,
        source: piece.source,
        sight: joinSights([earlier.sight ?? null, piece.sight ?? null]),
      }
  }
  return joined
}

function isContinuedBy(a: Piece, b: Piece): boolean {
  return (
    a.source < b.source &&
    a.raterId === b.raterId &&
    a.text === b.text &&
    a.endMs !== null &&
    a.endMs === b.startMs
  )
}

function newer(a: Piece, b: Piece): Piece {
  return a.updatedUtc >= b.updatedUtc ? a : b
}

/** Of captions that are about the same span, or all about the whole clip; there is at least one. */
function joinTexts(same: readonly Piece[], target: TimeSpan): CarriedCaption {
  const [first] = same
  if (first === undefined) throw new Error('a group of captions without any')
  const texts = same.map(({ text }) => text)
  const text = texts.filter((each, index) => each !== texts[index - 1]).join(' ')
  if (!captionTextSchema.safeParse(text).success) {
    const what = `The captions of rater ${first.raterCode} on ${spanText(target)} would have ${text.length} characters together. Shorten them first: a caption has at most ${captionLimitWords}.`
    throw new AppError('bad-request', what)
  }
  const { raterId, raterCode, startMs, endMs, updatedUtc } = same.reduce(newer)
  return {
    ...{ raterId, raterCode, startMs, endMs, text, updatedUtc },
    origin: same.every(({ origin }) => origin === 'imported') ? 'imported' : 'typed',
    synthetic: same.some(({ synthetic }) => synthetic),
    sight: joinSights(same.map(({ sight }) => sight ?? null)),
  }
}
