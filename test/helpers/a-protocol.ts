import { protocolContentSchema } from '../../src-shared/domain/protocol.ts'
import type { Protocol, ProtocolContent } from '../../src-shared/domain/protocol.ts'

/** Of one item, under which nothing was fitted; its hash is made up. */
export function aProtocol(changes: Partial<ProtocolContent> = {}): Protocol {
  const content = protocolContentSchema.parse({
    ...{ format: 'emoclip-protocol', formatVersion: 1, n: 1, title: 'Still faces', question: '' },
    ...{
      scale: { id: 'tiny', title: 'A scale for tests' },
      head: 'ridge',
      features: 'mean',
      method: 'ridge',
    },
    items: [{ id: 'face', name: 'Stillness of the face', min: 1, max: 7 }],
    ...{ promptSet: null, pack: { id: 'a-pack', version: '1.0', sha256: 'ab'.repeat(32) }, primary: 'q2' },
    ...{ test: { of: 'q2', permutations: 999, alpha: 0.05 }, minPatients: 10, amends: null },
    ...{ ratings: { unblinded: false, consensus: 'alone' }, fittedBefore: [] },
    ...{ frozenUtc: '2026-02-01T00:00:00.000Z', frozenBy: 'AB', appVersion: '1' },
    ...changes,
  })
  return { sha256: 'cd'.repeat(32), content, amendedBy: null, nFits: 0 }
}
