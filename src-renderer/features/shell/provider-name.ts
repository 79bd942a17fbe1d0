const names: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
  webgpu: 'WebGPU',
  tensorrt: 'TensorRT',
}

/** What people call an execution provider of the runtime; an unknown one keeps its own name. */
export function providerName(provider: string): string {
  return names[provider.toLowerCase()] ?? provider
}
