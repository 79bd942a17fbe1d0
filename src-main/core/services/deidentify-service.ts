import type { InferenceClient } from '../inference/client.ts'
import type { PackStore } from '../inference/pack-store.ts'
import type { MediaTools } from '../media/types.ts'
import type { DeidentifyService, PeopleService } from './service-types.ts'
import type { StudyContext } from './study-context.ts'

export interface DeidentifyServiceDeps {
  readonly media: MediaTools
  readonly packs: PackStore
  readonly inference: InferenceClient
  readonly people: Pick<PeopleService, 'paths' | 'subject'>
}

export function createDeidentifyService(
  _context: StudyContext,
  _deps: DeidentifyServiceDeps,
): DeidentifyService {
  return {} as DeidentifyService
}
