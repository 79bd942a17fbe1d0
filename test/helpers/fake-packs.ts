import type { ClipTextPack, PackSummary } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import { unusedStoreParts } from './fake-inference.ts'

export interface FakePack {
  readonly id: string
  readonly promptSets: ClipTextPack['promptSets']
  /** One sentence; the pack cannot be loaded then. */
  readonly problem?: string
}

export const emotions: FakePack = {
  id: 'faces-7',
  promptSets: [
    {
      name: 'Basic emotions',
      frameStride: null,
      classes: [
        { label: 'happy', sentence: 'a happy face' },
        { label: 'sad', sentence: 'a sad face' },
      ],
    },
  ],
}

/** Packs of which only the manifest's prompt sets are real. */
export function fakePacks(...packs: readonly FakePack[]): PackStore {
  return {
    list: () => packs.map(toSummary),
    clipText(packId) {
      const pack = packs.find(({ id }) => id === packId)
      if (pack === undefined) throw new AppError('not-found', 'This pack is not installed.')
      if (pack.problem !== undefined) throw new AppError('pack-invalid', pack.problem)
      const manifest = { id: pack.id, promptSets: pack.promptSets } as unknown as ClipTextPack
      return { folder: '/packs', manifest, sha256: 'a'.repeat(64) }
    },
    faces() {
      throw new Error('not part of this test')
    },
    ...unusedStoreParts,
  }
}

function toSummary({ id, problem }: FakePack): PackSummary {
  return {
    id,
    version: '1.0.0',
    sha256: 'a'.repeat(64),
    title: id,
    task: 'clip-text',
    licence: 'Apache-2.0',
    origin: 'made for a test',
    citation: '',
    bytes: 1,
    zeroShot: false,
    embeddingDim: 4,
    claims: null,
    crop: null,
    precisions: ['fp32'],
    build: null,
    removable: false,
    problem: problem ?? null,
  }
}
