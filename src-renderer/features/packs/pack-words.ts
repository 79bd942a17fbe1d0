import type { PackPlan } from '#shared/domain/pack-plan.ts'
import type { Activation, Architecture, Precision } from '#shared/domain/pack.ts'

type SourceFormat = NonNullable<PackPlan['sources'][number]['format']>

export const formatNames: Readonly<Record<SourceFormat, string>> = {
  pytorch: 'PyTorch',
  torchscript: 'TorchScript',
  safetensors: 'safetensors',
}

/** The precisions in the order in which they are offered, each with what speaks for it. */
export const activationWords: readonly { value: Activation; label: string; hint: string }[] = [
  { value: 'quick-gelu', label: 'QuickGELU', hint: 'OpenAI’s, and OpenCLIP’s named “quickgelu”' },
  { value: 'gelu', label: 'GELU', hint: 'most of OpenCLIP’s (LAION, DataComp)' },
]

export const precisionWords: readonly { value: Precision; label: string; hint: string }[] = [
  {
    value: 'fp32',
    label: 'fp32: full precision',
    hint: 'Runs everywhere. The other precisions are compared with it.',
  },
  {
    value: 'int8',
    label: 'int8: for processors',
    hint: 'Weights in 8 bits: smaller and faster on a CPU, with small deviations.',
  },
  {
    value: 'fp16',
    label: 'fp16: for graphics cards',
    hint: 'Half the size, for cards that calculate in 16 bits. Not used on a CPU.',
  },
]

const visualSizes: Readonly<Record<number, string>> = { 384: 'S', 768: 'B', 1024: 'L', 1280: 'H' }

/** `ViT-B/32`, as the frame encoders of CLIP are called by their width and patch size; else `ViT-128/32`. */
export function visualName({ visual }: Architecture): string {
  return `ViT-${visualSizes[visual.width] ?? String(visual.width)}/${String(visual.patchSize)}`
}

/** `220.0 million`, `1.2 billion`. */
export function formatParameters(count: number): string {
  return count >= 999_950_000 ? `${(count / 1e9).toFixed(1)} billion` : `${(count / 1e6).toFixed(1)} million`
}

/** `EmoCLIP on ViT-B/32, 2 temporal layers, 220.0 million parameters`. */
export function architectureLine(architecture: Architecture): string {
  const { kind, temporal, parameters } = architecture
  return [
    `${kind === 'emoclip' ? 'EmoCLIP on' : 'CLIP'} ${visualName(architecture)}`,
    temporal === null
      ? 'frames averaged'
      : `${String(temporal.layers)} temporal ${temporal.layers === 1 ? 'layer' : 'layers'}`,
    `${formatParameters(parameters)} parameters`,
  ].join(', ')
}

/** A share of the largest value as percent to two digits: `0.93 %`, `0.00031 %`. */
export function formatDeviation(share: number): string {
  const percent = share * 100
  if (percent === 0) return '0 %'
  if (percent < 0.000_01) return '< 0.00001 %'
  if (percent >= 10) return `${percent.toFixed(0)} %`
  const digits = Math.max(0, 1 - Math.floor(Math.log10(percent)))
  return `${percent.toFixed(digits)} %`
}

/** What 32-bit numbers cannot tell from 1. */
const cosineNoise = 1e-7

/** Six decimals, cut rather than rounded: what is not the same is never shown as 1. */
export function formatCosine(cosine: number): string {
  return cosine > 1 - cosineNoise ? '1' : (Math.floor(cosine * 1e6) / 1e6).toFixed(6)
}

/** `24.8`, `312`: ms with as many digits as mean something. */
export function formatMs(ms: number): string {
  return ms < 100 ? ms.toFixed(1) : ms.toFixed(0)
}
