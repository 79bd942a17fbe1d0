import type { InferenceClient } from '../inference/client.ts'
import type { PackStore } from '../inference/pack-store.ts'
import type { MediaTools } from '../media/types.ts'
import type { PeopleService } from './service-types.ts'
import type { StudyContext } from './study-context.ts'

export interface PeopleServiceDeps {
  readonly media: MediaTools
  readonly packs: PackStore
  readonly inference: InferenceClient
}

export function createPeopleService(_context: StudyContext, _deps: PeopleServiceDeps): PeopleService {
  return {} as PeopleService
}
