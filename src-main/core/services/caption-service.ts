import { saveCaptionSchema } from '#shared/domain/caption.ts'
import type { Caption, SaveCaption } from '#shared/domain/caption.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { AppError } from '#shared/errors.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import { inTransaction } from '../db/sql.ts'
import type { CaptionService } from './service-types.ts'
import type { StudyContext } from './study-context.ts'

/** Containers round durations: a span may end this much after its clip. */
export const SPAN_TOLERANCE_MS = 100

/** Null when the span is fine, else what is wrong with it, to follow the caption's name in a sentence. */
export function spanProblem(
  span: { startMs: number | null; endMs: number | null },
  clip: { startMs: number; endMs: number },
): string | null {
  if (span.startMs === null || span.endMs === null) return null
  if (span.endMs <= span.startMs) return 'ends before it begins'
  if (span.startMs < clip.startMs || span.endMs > clip.endMs + SPAN_TOLERANCE_MS) {
    const spanText = `${formatTimecode(span.startMs)} to ${formatTimecode(span.endMs)}`
    return `(${spanText}) reaches beyond its clip, which ${clip.startMs > 0 ? `begins at ${formatTimecode(clip.startMs)} and ` : ''}ends at ${formatTimecode(clip.endMs)}`
  }
  return null
}

export function createCaptionService(context: StudyContext): CaptionService {
  const { db } = context
  const { captions, clips, raters } = context.repositories

  /** Writes nothing when the very same text is there already. */
  function write(request: SaveCaption, sight: Sight | null): { caption: Caption; changed: boolean } {
    const clip = clips.get(request.clipId)
    if (clip === null) throw new AppError('not-found', 'This clip is not in the study.')
    if (raters.get(request.raterId) === null) {
      throw new AppError('not-found', 'This rater is not in the study.')
    }
    const problem = spanProblem(request, clip)
    if (problem !== null) throw new AppError('out-of-range', `The caption ${problem}.`)
    const key = {
      clipId: request.clipId,
      raterId: request.raterId,
      startMs: request.startMs,
      endMs: request.endMs,
    }
    const content = { text: request.text, origin: 'typed', synthetic: false, sight } as const
    const current = captions.find(key)
    if (current?.text === request.text) return { caption: current, changed: false }
    if (current === null) captions.insert(key, content, context.nowUtc())
    else captions.update(current.id, content, context.nowUtc())
    const caption = captions.find(key)
    if (caption === null) throw new Error('A caption that was just written is there.')
    return { caption, changed: true }
  }

  return {
    list: (clipId) => captions.list(clipId),
    get: (captionId) => captions.get(captionId),
    save(request, sight) {
      const parsed = saveCaptionSchema.safeParse(request)
      if (!parsed.success) {
        throw new AppError('bad-request', parsed.error.issues[0]?.message ?? 'This is no caption.')
      }
      const { caption, changed } = inTransaction(db, () => write(parsed.data, sight ?? null))
      if (changed) context.announce(['captions', 'library'])
      return caption
    },
    history: (captionId) => captions.history(captionId),
  }
}
