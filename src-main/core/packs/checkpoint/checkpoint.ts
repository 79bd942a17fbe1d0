export type TensorType =
  'float64' | 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool'

/** Bytes of one stored value. */
export const bytesPerValue: Readonly<Record<TensorType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
}

export interface TensorInfo {
  readonly name: string
  readonly dtype: TensorType
  /** Sizes, outermost first; empty for a single number. */
  readonly shape: readonly number[]
}

/** A file of named tensors. The tensors stay in the file until they are read; nothing of them is kept. */
export interface Checkpoint {
  /** Base name, never a path. */
  readonly fileName: string
  readonly format: 'pytorch' | 'torchscript' | 'safetensors'
  /** By name. */
  readonly tensors: ReadonlyMap<string, TensorInfo>
  /**
   * Row-major float32 values, whatever the stored type and strides. Rejects with AppError `checkpoint-invalid`
   * when the tensor is not there, holds no floats or is damaged, `file-unreadable` when the disk fails.
   */
  read(name: string): Promise<Float32Array>
  close(): Promise<void>
}
