import type { MediaTools } from '../media/types.ts'
import type { CutService, PeopleService } from './service-types.ts'
import type { StudyContext } from './study-context.ts'

export interface CutServiceDeps {
  readonly media: MediaTools
  readonly people: Pick<PeopleService, 'subject'>
}

export function createCutService(_context: StudyContext, _deps: CutServiceDeps): CutService {
  return {} as CutService
}
