import { planDeviations, protocolFor } from '#shared/domain/as-planned.ts'
import { methodText } from '#shared/domain/head-kind.ts'
import { promptSetFor } from '#shared/domain/prediction-choice.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import { mostPermutations } from '#shared/domain/protocol.ts'
import type { Protocol, ProtocolContent, ProtocolPlan } from '#shared/domain/protocol.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { findTarget, totalTargets } from '#shared/domain/severity-target.ts'
import { AppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import { PROTOCOL, protocolKey } from '../study/entities/protocol-entity.ts'
import { fitsUnder, seenRuns } from '../study/fit-runs.ts'
import type { StudyContext } from '../study/study-context.ts'
import { protocolHash } from './protocol-repository.ts'
import type { ProtocolService } from './service.ts'

interface Environment {
  readonly packs: Pick<PackStore, 'clipText'>
  readonly appVersion: string
}

/** Throws AppError `bad-request` for a test that could not come out. */
function requireTest({ head, permutations, alpha }: ProtocolPlan): void {
  const most = mostPermutations(head)
  if (permutations > most) {
    throw new AppError('bad-request', `This head is tested with at most ${String(most)} permutations.`)
  }
  if (1 / (permutations + 1) > alpha) {
    throw new AppError(
      'bad-request',
      `With ${String(permutations)} permutations p can be no smaller than ${String(Number((1 / (permutations + 1)).toPrecision(2)))}: plan more of them, or a larger alpha.`,
    )
  }
}

export function createProtocolService(
  { db, journal, nowUtc, repositories }: StudyContext,
  { packs, appVersion }: Environment,
): ProtocolService {
  const { protocols, runs, scales, promptSets } = repositories

  const list = (): Protocol[] => {
    const frozen = protocols.list()
    const done = runs.list()
    return frozen.map(({ sha256, content }) => ({
      ...{ sha256, content },
      amendedBy: frozen.find((other) => other.content.amends?.sha256 === sha256)?.content.n ?? null,
      nFits: fitsUnder(done, sha256),
    }))
  }

  const find = (isMeant: (protocol: Protocol) => boolean): Protocol => {
    const found = list().find(isMeant)
    if (found === undefined) throw new AppError('not-found', 'This study has no such protocol.')
    return found
  }

  const findScale = (scaleId: string): Scale => {
    const stored = scales.get(scaleId)
    if (stored === null) throw new AppError('not-found', `This study has no scale “${scaleId}”.`)
    return stored.scale
  }

  const findItems = (scale: Scale, itemIds: readonly string[]): ProtocolContent['items'] => {
    const targets = [...scale.items, ...totalTargets(scale)]
    const missing = itemIds.find((wanted) => targets.every(({ id }) => id !== wanted))
    if (missing !== undefined) {
      throw new AppError('not-found', `${scale.shortTitle} has no item or total “${missing}”.`)
    }
    return targets
      .filter(({ id }) => itemIds.includes(id))
      .map(({ id, name, min, max }) => ({ id, name, min, max }))
  }

  /** Null where the features are of no prompts. */
  const findPromptSet = ({
    features,
    packId,
    promptSet: name,
  }: Pick<ProtocolPlan, 'features' | 'packId' | 'promptSet'>): PromptSet | null => {
    if (features !== 'prompts') return null
    const usable = promptSetFor(packId, promptSets.list(), null)
    const found = name === null ? usable.promptSet : usable.promptSets.find((set) => set.name === name)
    if (found !== undefined && found !== null) return found
    throw new AppError(
      'not-found',
      name === null ? 'The pack has no prompt set.' : `There is no prompt set “${name}” for the pack.`,
    )
  }

  /** The one that is amended. What is planned once is planned anew only by taking its place. */
  const findAmended = (plan: ProtocolPlan): ProtocolContent['amends'] => {
    const standing = list().filter(({ amendedBy }) => amendedBy === null)
    const overlapping = standing.find(
      ({ content }) =>
        content.n !== plan.amends?.n &&
        content.scale.id === plan.scaleId &&
        content.items.some(({ id }) => plan.itemIds.includes(id)),
    )
    if (overlapping !== undefined) {
      const { n, items } = overlapping.content
      const shared = items.find(({ id }) => plan.itemIds.includes(id))
      throw new AppError(
        'conflict',
        `Protocol ${String(n)} plans ${shared?.name ?? 'such an item'} already: freeze an amendment of it that says why.`,
      )
    }
    const { amends } = plan
    if (amends === null) return null
    const before = find(({ content }) => content.n === amends.n)
    if (before.amendedBy !== null) {
      throw new AppError(
        'conflict',
        `Protocol ${String(amends.n)} was amended by protocol ${String(before.amendedBy)}: amend that one.`,
      )
    }
    return { n: amends.n, sha256: before.sha256, reason: amends.reason }
  }

  /** The first fit of each planned item, by whatever head, or the first time that a head of another study was held against its ratings. */
  const findFittedBefore = (scaleId: string, itemIds: readonly string[]): ProtocolContent['fittedBefore'] => {
    const done = seenRuns(runs.list()).filter((run) => run.scaleId === scaleId)
    return itemIds.flatMap((itemId) => {
      const first = done.find((run) => run.itemIds.includes(itemId))
      if (first === undefined) return []
      const { startedUtc, isApplied } = first
      return [{ itemId, startedUtc, ...(isApplied ? { applied: true as const } : {}) }]
    })
  }

  return {
    list,
    byNumber: (n) => find(({ content }) => content.n === n),

    freeze(plan, by = null) {
      return inTransaction(db, () => {
        requireTest(plan)
        const scale = findScale(plan.scaleId)
        const items = findItems(scale, plan.itemIds)
        const pack = packs.clipText(plan.packId)
        const promptSet = findPromptSet(plan)
        const amends = findAmended(plan)
        const { title, question, head, features, primary, permutations, alpha, unblinded } = plan
        const content: ProtocolContent = {
          ...{ format: 'emoclip-protocol', formatVersion: 1, n: protocols.nextNumber(), title, question },
          ...{ scale: { id: scale.id, title: scale.title }, items, head, features },
          method: methodText(head, features),
          promptSet: promptSet === null ? null : { name: promptSet.name, classes: promptSet.classes },
          pack: { id: plan.packId, version: pack.manifest.version, sha256: pack.sha256 },
          ...{ primary, test: { of: 'q2', permutations, alpha } },
          ratings: { unblinded, consensus: 'alone' },
          ...{ minPatients: plan.minPatients, amends },
          fittedBefore: findFittedBefore(
            scale.id,
            items.map(({ id }) => id),
          ),
          ...{ frozenUtc: nowUtc(), frozenBy: by, appVersion },
        }
        const sha256 = protocolHash(content)
        journal.change({
          ...{
            action: 'protocol.freeze',
            label: `protocol ${String(content.n)} “${title}” frozen`,
            rater: by,
          },
          changes: [{ entity: PROTOCOL, key: protocolKey(sha256), before: null, after: content }],
        })
        return find((protocol) => protocol.sha256 === sha256)
      })
    },

    plannedFit(sha256) {
      const { content, amendedBy } = find((protocol) => protocol.sha256 === sha256)
      const name = `Protocol ${String(content.n)}`
      if (amendedBy !== null) {
        throw new AppError('conflict', `${name} was amended by protocol ${String(amendedBy)}.`)
      }
      const { head, features, ratings, pack } = content
      const scale = findScale(content.scale.id)
      const itemIds = content.items.map(({ id }) => id)
      const here = packs.clipText(pack.id)
      const promptSet = findPromptSet({
        ...{ features, packId: pack.id, promptSet: content.promptSet?.name ?? null },
      })
      const deviations = planDeviations(content, {
        ...{ scaleId: scale.id, items: findItems(scale, itemIds), head, features, promptSet },
        pack: { id: pack.id, version: here.manifest.version, sha256: here.sha256 },
        unblinded: ratings.unblinded,
      })
      if (deviations.length > 0) {
        throw new AppError('conflict', `${name} cannot be followed any more. ${deviations.join(' ')}`)
      }
      return {
        ...{ scaleId: scale.id, itemIds, packId: pack.id, head, features },
        unblinded: ratings.unblinded,
        insists: itemIds.some((id) => findTarget(scale, id)?.faceVisible === false),
        promptSetId: promptSet?.id ?? null,
      }
    },

    measure: (asked) => protocolFor(list(), asked),
  }
}
