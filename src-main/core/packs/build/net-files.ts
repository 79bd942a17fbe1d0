import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { precisions } from '#shared/domain/pack.ts'
import type { Architecture, NetFiles, Precision } from '#shared/domain/pack.ts'
import { createGraph } from '../onnx/graph.ts'
import { createWeightsFile } from '../onnx/weights-file.ts'
import { createLayers } from './graphs/layers.ts'
import type { Layers } from './graphs/layer-types.ts'
import { buildTemporalGraph } from './graphs/temporal-graph.ts'
import { buildTextGraph } from './graphs/text-graph.ts'
import { buildVisualGraph } from './graphs/visual-graph.ts'
import type { ModelWeights } from './model-weights.ts'

/** The files of a pack's nets: `temporal` is null for a plain CLIP. */
export interface PackNets {
  readonly visual: NetFiles
  readonly temporal: NetFiles | null
  readonly text: NetFiles
}

export const netNames = ['visual', 'temporal', 'text'] as const
export type NetName = (typeof netNames)[number]

/** Whether a file of this name may have come from `writeNet`. */
export function isNetFile(name: string): boolean {
  const [net, precision, kind, ...rest] = name.split('.')
  return (
    netNames.some((known) => known === net) &&
    precisions.some((known) => known === precision) &&
    (kind === 'onnx' || kind === 'weights') &&
    rest.length === 0
  )
}

export interface NetSource {
  readonly architecture: Architecture
  readonly weights: ModelWeights
}

/** Writes one net in one precision: a graph file and, beside it, the file of its large weights. */
export async function writeNet(
  folder: string,
  { net, precision }: { readonly net: NetName; readonly precision: Precision },
  { architecture, weights }: NetSource,
): Promise<{ graph: string; weights: string | null }> {
  const graphFile = `${net}.${precision}.onnx`
  const weightsFile = `${net}.${precision}.weights`
  const sink = createWeightsFile(join(folder, weightsFile))
  try {
    const graph = createGraph(`${net}_${precision}`, { weights: sink })
    const layers = createLayers(graph, precision, weights)
    await fill(layers, net, { architecture, weights, precision })
    writeFileSync(join(folder, graphFile), graph.encode())
  } finally {
    sink.close()
  }
  return { graph: graphFile, weights: statSync(join(folder, weightsFile)).size > 0 ? weightsFile : null }
}

async function fill(
  layers: Layers,
  net: NetName,
  source: NetSource & { readonly precision: Precision },
): Promise<void> {
  const { architecture } = source
  switch (net) {
    case 'visual':
      return buildVisualGraph(layers, architecture)
    case 'text':
      return buildTextGraph(layers, source)
    case 'temporal': {
      const { temporal } = architecture
      if (temporal === null) throw new Error('a plain CLIP has no temporal net')
      return buildTemporalGraph(layers, { ...architecture, temporal })
    }
  }
}
