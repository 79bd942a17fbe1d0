import type { ClipTextPack } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import type { Session } from '../session/ort-session.ts'
import { meanRow } from './mean-row.ts'

/** Joins the frame embeddings of one sequence, Float32[frames * dim], to its embedding, Float32[dim]. */
export type TemporalNet = (frameEmbeddings: Float32Array) => Promise<Float32Array>

/** `session` is null for packs that average. */
export function createTemporalNet(
  { temporal, embeddingDim: dim, id }: Pick<ClipTextPack, 'temporal' | 'embeddingDim' | 'id'>,
  session: Session | null,
): TemporalNet {
  if (temporal.kind === 'mean' || session === null) {
    return (rows) => Promise.resolve(meanRow(rows, dim) ?? new Float32Array(dim))
  }
  const { input, output, maxFrames } = temporal
  return async (rows) => {
    const frames = rows.length / dim
    if (frames > maxFrames) {
      throw new AppError('bad-request', `The model pack ${id} reads at most ${maxFrames} frames at once.`)
    }
    const result = (await session.run({ [input]: { data: rows, dims: [1, frames, dim] } }, [output]))[output]
    if (result?.data.length !== dim || !result.data.every(Number.isFinite)) {
      throw new RangeError(`the temporal net of ${id} gives no ${dim} numbers`)
    }
    return result.data
  }
}
