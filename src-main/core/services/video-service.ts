import type { MediaTools } from '../media/types.ts'
import type { VideoService } from './service-types.ts'
import type { StudyContext } from './study-context.ts'

export function createVideoService(_context: StudyContext, _media: MediaTools): VideoService {
  return {} as VideoService
}
