/**
 * A network's weights under the names of OpenAI's CLIP and of EmoCLIP's temporal transformer, wherever they
 * came from. See `combine.ts` for how files become one.
 */
export interface ModelWeights {
  /**
   * Row-major float32. One tensor at a time: nothing is kept. Throws AppError `checkpoint-invalid` when a value is
   * infinite or no number, and what the file throws.
   */
  read(name: string): Promise<Float32Array>
  shape(name: string): readonly number[]
}
