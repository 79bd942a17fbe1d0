import type { ClassChoice } from '#core/areas/prediction/service.ts'
import { predictionChoice } from '#shared/domain/prediction-choice.ts'
import type { HandlerContext } from './handler-context.ts'

/** The pack and the prompt set that this machine reads predictions with; null where there is none. */
export function classChoice({
  session,
  packs,
  settings,
}: Pick<HandlerContext, 'session' | 'packs' | 'settings'>): ClassChoice | null {
  const { study } = session.required()
  const { pack, promptSet } = predictionChoice(packs.list(), study.promptSets.list(), settings.read())
  return pack === null || promptSet === null ? null : { packId: pack.id, promptSetId: promptSet.id }
}
