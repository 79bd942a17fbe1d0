import type { Caption, SaveCaption } from '#shared/domain/caption.ts'
import type { Sight } from '#shared/domain/sight.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import { changesOf } from '../../journal/changed-since.ts'
import type { Key } from '../../journal/changes.ts'
import { CAPTION, captionKey, captionValue, captionValueSchema } from '../study/entities/caption-entity.ts'
import type { CaptionValue } from '../study/entities/caption-entity.ts'
import type { WantedChange } from '../../journal/journal.ts'
import type { CaptionService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'
import { spanProblem } from '../study/caption-span.ts'

/** What is typed rests this long before it becomes an entry of the journal by itself. */
export const REST_MS = 10_000

export function createCaptionService(context: StudyContext): CaptionService {
  const { db, journal } = context
  const { captions, clips, raters, drafts, entries } = context.repositories
  const rest = createRest(() => {
    journal.finishDrafts(new Date(Date.parse(context.nowUtc()) - REST_MS).toISOString())
    return journal.hasDrafts()
  })

  function keyOf(place: Pick<SaveCaption, 'clipId' | 'raterId' | 'startMs' | 'endMs'>): Key | null {
    const clipUid = clips.uidOf(place.clipId)
    const raterUid = raters.uidOf(place.raterId)
    return clipUid === null || raterUid === null ? null : captionKey({ ...place, clipUid, raterUid })
  }

  /** Null when the very same text is there already. */
  function wanted(
    request: SaveCaption,
    sight: Sight | null,
  ): { key: Key; after: CaptionValue; raterCode: string } | null {
    const clip = clips.get(request.clipId)
    if (clip === null) throw new AppError('not-found', 'This clip is not in the study.')
    const rater = raters.get(request.raterId)
    const key = keyOf(request)
    if (rater === null || key === null) throw new AppError('not-found', 'This rater is not in the study.')
    const problem = spanProblem(request, clip)
    if (problem !== null) throw new AppError('out-of-range', `The caption ${problem}.`)
    if (captions.find(request)?.text === request.text) return null
    const after = captionValue({ text: request.text, origin: 'typed', synthetic: false, sight })
    return { key, after, raterCode: rater.code }
  }

  type Write = (change: WantedChange, rater: string | null) => void

  function carryOut(
    request: SaveCaption,
    author: { sight?: Sight | undefined; rater?: string | null | undefined },
    write: Write,
  ): Caption {
    inTransaction(db, () => {
      const change = wanted(request, author.sight ?? null)
      if (change === null) return
      const { key, after, raterCode } = change
      write({ entity: CAPTION, key, after }, author.rater === undefined ? raterCode : author.rater)
    })
    const caption = captions.find(request)
    if (caption === null) throw new Error('A caption that was just written is there.')
    return caption
  }

  /** Oldest first, the text that is being typed included. */
  function textsOf(caption: Caption, key: Key): { text: string; savedUtc: string }[] {
    const written = [...changesOf(entries, { entity: CAPTION, key })].flatMap(({ entry, change }) => {
      const value = captionValueSchema.safeParse(change?.after)
      return value.success ? [{ text: value.data.text, savedUtc: entry.madeUtc }] : []
    })
    const typed = drafts.get(CAPTION, JSON.stringify(key))
    const current = typed === null ? [] : [{ text: caption.text, savedUtc: typed.changedUtc }]
    return [...written.toReversed(), ...current]
  }

  return {
    list: (clipId) => captions.list(clipId),
    get: (captionId) => captions.get(captionId),
    save: (request, sight, rater) =>
      carryOut(request, { sight, rater }, (change, by) => {
        const label = journal.describe(CAPTION, change.key, by)
        journal.change({ action: 'caption.write', label, rater: by, changes: [change] })
      }),
    type: (request, sight, rater) => {
      const caption = carryOut(request, { sight, rater }, (change, by) => {
        journal.type({ action: 'caption.write', rater: by, change })
      })
      rest.begin()
      return caption
    },
    finish(clipId, raterId) {
      const key = keyOf({ clipId, raterId, startMs: null, endMs: null })
      if (key !== null) journal.finishDraft(CAPTION, key)
    },
    history(captionId) {
      const caption = captions.get(captionId)
      const key = caption === null ? null : keyOf(caption)
      if (caption === null || key === null) return []
      return textsOf(caption, key)
        .map((revision, index) => ({ captionId, revision: index + 1, ...revision }))
        .toReversed()
    },
    close: rest.end,
  }
}

/** Looks whether typing rests, while there is any. */
function createRest(finish: () => boolean): { begin: () => void; end: () => void } {
  let timer: NodeJS.Timeout | null = null
  const end = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  const begin = (): void => {
    end()
    timer = setTimeout(() => {
      timer = null
      if (finish()) begin()
    }, REST_MS).unref()
  }
  return { begin, end }
}
