/** One weight under this program's name for it. */
export interface NamedWeight {
  readonly shape: readonly number[]
  /** Names in the file that it is made of: one, or three where queries, keys and values are apart. */
  readonly fileNames: readonly string[]
  /** Row-major float32. */
  read(): Promise<Float32Array>
}

export interface NamedWeights {
  /** By this program's names, which are those of OpenAI's CLIP and of EmoCLIP's `temporal`. */
  readonly weights: ReadonlyMap<string, NamedWeight>
  /** Names in the file of what is known and not needed, such as position numbers. */
  readonly notNeeded: readonly string[]
}
