import { z } from 'zod'
import { protocolContentSchema } from '#shared/domain/protocol.ts'
import type { ProtocolContent } from '#shared/domain/protocol.ts'
import { AppError } from '#shared/errors.ts'
import { protocolHash } from '../../protocol/protocol-repository.ts'
import type { ProtocolRepository } from '../../protocol/protocol-repository.ts'
import type { RunRepository } from '../run-repository.ts'
import { fitsUnder } from '../fit-runs.ts'
import type { Key } from '../../../journal/changes.ts'
import type { Entity } from '../../../journal/entity.ts'

export const PROTOCOL = 'protocol'

const partsSchema = z.tuple([z.literal('protocols'), z.string()])

/** By its hash: the same on every computer. */
export function protocolKey(sha256: string): Key {
  return ['protocols', sha256]
}

interface Repositories {
  readonly protocols: ProtocolRepository
  readonly runs: Pick<RunRepository, 'list'>
}

/** A frozen protocol. It is never edited, and taken back only while nothing hangs on it. */
export function protocolEntity({ protocols, runs }: Repositories): Entity<ProtocolContent> {
  const hashIn = (key: Key): string => partsSchema.parse(key)[1]

  function requireUnused(sha256: string): void {
    const n = protocols.get(sha256)?.n
    const name = n === undefined ? 'The protocol' : `Protocol ${String(n)}`
    if (fitsUnder(runs.list(), sha256) > 0) {
      throw new AppError(
        'conflict',
        `${name} stays frozen: models were fitted under it. Freeze an amendment that says why.`,
      )
    }
    const amendment = protocols.list().find(({ content }) => content.amends?.sha256 === sha256)
    if (amendment !== undefined) {
      throw new AppError(
        'conflict',
        `${name} stays frozen: protocol ${String(amendment.content.n)} amends it.`,
      )
    }
  }

  return {
    entity: PROTOCOL,
    schema: protocolContentSchema,
    areas: ['protocols'],
    read: (key) => protocols.get(hashIn(key)),
    write(key, value) {
      const sha256 = hashIn(key)
      if (value === null) {
        requireUnused(sha256)
        protocols.remove(sha256)
        return
      }
      if (protocolHash(value) !== sha256) throw new AppError('conflict', 'A frozen protocol is never edited.')
      if (protocols.hashOf(value.n) !== null) {
        throw new AppError('conflict', `There is a protocol ${String(value.n)} already.`)
      }
      protocols.insert(sha256, value)
    },
    describe(key) {
      const found = protocols.get(hashIn(key))
      return found === null ? 'a protocol' : `protocol ${String(found.n)} “${found.title}”`
    },
    say: ({ title, scale, items, head, frozenUtc }) =>
      `${title}: ${items.map(({ name }) => name).join(', ')} of ${scale.title} by ${head}, frozen ${frozenUtc}`,
    authorOf: () => null,
    placeOf: () => null,
    touches: () => ({}),
    *all() {
      for (const { sha256, content } of protocols.list()) yield [protocolKey(sha256), content]
    },
  }
}
