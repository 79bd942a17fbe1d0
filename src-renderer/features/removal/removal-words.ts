import type { Removable, RemovalCount } from '#shared/domain/removal.ts'
import { formatCount, formatPlural } from '../../ui/number-text.ts'

/** One line of what goes: how many of what, and what there is to be known of it. */
export interface GoingLine {
  readonly count: string
  readonly what: string
  readonly more: string | null
}

interface Counted {
  readonly count: number
  readonly one: string
  readonly many?: string
  readonly more?: string | null
}

function line({ count, one, many = `${one}s`, more = null }: Counted): GoingLine[] {
  return count === 0 ? [] : [{ count: formatCount(count), what: count === 1 ? one : many, more }]
}

const byRaters = (raters: number): string => `by ${formatPlural(raters, 'rater')}`

/** What is not there is left out. */
export function goingLines(removal: RemovalCount): GoingLine[] {
  const { videos, copiedVideos, severityModels } = removal
  return [
    ...line({ count: removal.visits, one: 'visit' }),
    ...line({ count: videos, one: 'video', more: videosMore(videos, copiedVideos) }),
    ...line({ count: removal.clips, one: 'clip' }),
    ...line({ count: removal.captions, one: 'caption', more: byRaters(removal.captionRaters) }),
    ...line({ count: removal.scores, one: 'score', more: byRaters(removal.scoreRaters) }),
    ...line({
      ...{ count: removal.predictedClips, one: 'predicted clip' },
      more: 'with embeddings and predictions',
    }),
    ...line({ count: removal.faces, one: 'appearance of a face', many: 'appearances of faces' }),
    ...line({
      ...{ count: severityModels, one: 'severity model' },
      more:
        severityModels === 1
          ? 'learnt from this, and goes as a whole with its estimates of others'
          : 'learnt from this, and go as a whole with their estimates of others',
    }),
    ...line({ count: removal.estimates, one: 'estimate' }),
    ...line({
      ...{ count: removal.journalEntries, one: 'entry of the journal', many: 'entries of the journal' },
      more: 'lose what they say',
    }),
  ]
}

/** In a sentence: `3 videos, 1 clip and 2 captions`; what is not there is left out. */
export function goneWords({ videos, clips, captions, scores }: RemovalCount): string {
  const all = [
    { count: videos, one: 'video' },
    { count: clips, one: 'clip' },
    { count: captions, one: 'caption' },
    { count: scores, one: 'score' },
  ]
  const parts = all.flatMap(({ count, one }) => (count === 0 ? [] : [formatPlural(count, one)]))
  const last = parts.pop() ?? 'Nothing'
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`
}

function videosMore(videos: number, copied: number): string | null {
  if (copied === videos) return 'copied into the study: the copies go'
  if (copied === 0) return 'the files lie elsewhere and are not touched'
  return `${formatCount(copied)} copied into the study go; the other files are not touched`
}

const kinds: Readonly<Record<Removable['kind'], string>> = {
  patient: 'patient',
  visit: 'visit',
  video: 'video',
  clip: 'clip',
}

export function removalTitle({ kind }: Removable, name: string | null): string {
  return name === null ? `Delete this ${kinds[kind]} for good` : `Delete ${name} for good`
}

/** For whole patients and visits the code must be typed. */
export function asksCode({ kind }: Removable): boolean {
  return kind === 'patient' || kind === 'visit'
}
