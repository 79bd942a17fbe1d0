import type { Activation } from '#shared/domain/pack.ts'
import { float, RUNTIME_DOMAIN } from '../../onnx/graph.ts'
import type { ValueName } from '../../onnx/graph.ts'
import type { Layers } from './layer-types.ts'

/** CLIP's transformer of either tower. */
export interface ResidualStack {
  /** Before `resblocks.0`, e.g. `visual.transformer`. */
  readonly prefix: string
  readonly layers: number
  readonly heads: number
  readonly width: number
  readonly causal: boolean
  readonly activation: Activation
  /** Layer norm after the last block. */
  readonly finalNorm: string
  /**
   * The one token of each sequence that is read in the end: [n, s, width] to [n, 1, width]. In the last block,
   * all that comes after attention is computed for it alone, which spares CLIP's visual tower 7 % of its work.
   */
  select(x: ValueName): ValueName
}

/** In CLIP's approximation of GELU: x * sigmoid(1.702 x). */
const QUICK_GELU = 1.702

/** Pre-norm blocks on x [n, s, width], then the final norm of the selected token: [n, 1, width]. */
export async function residualStack(layers: Layers, x: ValueName, stack: ResidualStack): Promise<ValueName> {
  const { prefix, width, heads, causal, select } = stack
  const block = (index: number): string => `${prefix}.resblocks.${String(index)}`
  let residual = x
  let normed = await layers.layerNorm(x, `${block(0)}.ln_1`)
  for (let index = 0; index < stack.layers; index++) {
    const isLast = index === stack.layers - 1
    const name = block(index)
    let attended = await layers.attention(normed, {
      matrix: { name: `${name}.attn.in_proj_weight`, layout: 'output-rows' },
      bias: `${name}.attn.in_proj_bias`,
      width,
      heads,
      innerWidth: width,
      causal,
    })
    if (isLast) [attended, residual] = [select(attended), select(residual)]
    const matrix = { name: `${name}.attn.out_proj.weight`, layout: 'output-rows' } as const
    const projected = await layers.linear(
      layers.reshape(attended, [-1, width]),
      matrix,
      `${name}.attn.out_proj.bias`,
    )
    // [n * s, width] becomes [n, s, width] again: of the two, only the shape of the residual is known.
    const afterAttention = layers.add(sameShape(layers, projected, residual), residual)
    const hidden = await layers.layerNorm(afterAttention, `${name}.ln_2`)
    const branch = sameShape(layers, await feedForward(layers, hidden, { name, ...stack }), residual)
    residual = layers.add(branch, afterAttention)
    normed = await layers.layerNorm(residual, isLast ? stack.finalNorm : `${block(index + 1)}.ln_1`)
  }
  return normed
}

async function feedForward(
  layers: Layers,
  x: ValueName,
  { name, width, activation }: Pick<ResidualStack, 'width' | 'activation'> & { readonly name: string },
): Promise<ValueName> {
  const first = { name: `${name}.mlp.c_fc.weight`, layout: 'output-rows' } as const
  const second = { name: `${name}.mlp.c_proj.weight`, layout: 'output-rows', inputs: 'mostly-above' } as const
  const hidden = await layers.linear(layers.reshape(x, [-1, width]), first, `${name}.mlp.c_fc.bias`)
  const quick = { operator: 'QuickGelu', attributes: { alpha: float(QUICK_GELU) } }
  // The exact form, with the error function.
  const kind = activation === 'quick-gelu' ? quick : { operator: 'Gelu' }
  const active = layers.graph.node({ ...kind, domain: RUNTIME_DOMAIN, inputs: [hidden] })
  return layers.linear(active, second, `${name}.mlp.c_proj.bias`)
}

function sameShape({ graph }: Layers, x: ValueName, pattern: ValueName): ValueName {
  const shape = graph.node({ operator: 'Shape', inputs: [pattern] })
  return graph.node({ operator: 'Reshape', inputs: [x, shape] })
}
