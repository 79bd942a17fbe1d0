import type { StudyArea } from '#shared/domain/study.ts'
import type { IpcChannel } from '#shared/ipc/contract.ts'
import type { StudyNews } from '#shared/ipc/contract/study.ts'
import { channelOf } from '../api/client.ts'

/**
 * Requests whose answers hold all that the whole window shows of these areas: it has it before main tells of it. What an
 * answer brings to one store alone is said by that store (`answeredBy`).
 */
const answered: Partial<Record<IpcChannel, readonly StudyArea[]>> = {
  'caption.save': ['captions', 'library'],
  'score.save': ['scores', 'library'],
  'score.saveMany': ['scores'],
  'people.edit': ['people'],
  'rater.create': ['raters'],
  'scale.add': ['scales'],
  'promptSet.create': ['prompts'],
  'promptSet.delete': ['prompts'],
}

/** The window's own request that it comes of; null where somebody else did it, or its answer never came here. */
export function ownRequest({ by }: Pick<StudyNews, 'by'>): IpcChannel | null {
  return by === null ? null : channelOf(by)
}

/** Areas in which something is new to this window. */
export function newAreas(news: Pick<StudyNews, 'areas' | 'by'>): readonly StudyArea[] {
  const channel = ownRequest(news)
  const known = channel === null ? [] : (answered[channel] ?? [])
  return news.areas.filter((area) => !known.includes(area))
}
