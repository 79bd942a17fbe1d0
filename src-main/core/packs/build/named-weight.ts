/** One weight under this program's name for it. */
export interface NamedWeight {
  readonly shape: readonly number[]
  /** Names in the file that it is made of: one, or three where queries, keys and values are apart. */
  readonly fileNames: readonly string[]
  /** Row-major float32. */
  read(): Promise<Float32Array>
}

/**
 * Adds a weight under this program's name. What has that name already stays; the newcomer is kept beside it under
 * a name that no network has, so that it is listed as one too many.
 */
export function addWeight(weights: Map<string, NamedWeight>, name: string, weight: NamedWeight): void {
  weights.set(weights.has(name) ? `${name} (again)` : name, weight)
}

export interface NamedWeights {
  /** By this program's names, which are those of OpenAI's CLIP and of EmoCLIP's `temporal`. */
  readonly weights: ReadonlyMap<string, NamedWeight>
  /** Names in the file of what is known and not needed, such as position numbers. */
  readonly notNeeded: readonly string[]
}
