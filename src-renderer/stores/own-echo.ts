import type { StudyArea } from '#shared/domain/study.ts'
import type { IpcChannel } from '#shared/ipc/contract.ts'
import type { StudyNews } from '#shared/ipc/contract/study.ts'
import { channelOf } from '../api/client.ts'

/** Requests whose answers hold all that the stores show of these areas: they have it before main tells of it. */
const answered: Partial<Record<IpcChannel, readonly StudyArea[]>> = {
  'caption.save': ['captions', 'library'],
  'score.save': ['scores', 'library'],
  'people.edit': ['people'],
}

/** Areas in which something is new to this window. */
export function newAreas({ areas, by }: Pick<StudyNews, 'areas' | 'by'>): readonly StudyArea[] {
  const channel = by === null ? null : channelOf(by)
  const known = channel === null ? [] : (answered[channel] ?? [])
  return areas.filter((area) => !known.includes(area))
}
