import { activationOf } from '#shared/domain/pack.ts'
import type { Architecture } from '#shared/domain/pack.ts'
import type { ModelWeights } from '../model-weights.ts'
import { added, attention, exactGelu, layerNorm, linear, project, quickGelu, tanhGelu } from './arithmetic.ts'

/**
 * The network once more, without graphs and without a runtime, to check those that are built. Written from the
 * papers' and repositories' description: CLIP (Radford et al. 2021) and EmoCLIP (Foteinopoulou & Patras 2024).
 * Each weight is read once a call.
 */
export interface Reference {
  /** Normalised pixels Float32[n * 3 * size * size] to frame embeddings Float64[n * dim]. */
  frames(pixels: Float32Array): Promise<Float64Array>
  /** Frame embeddings of one window to its embedding, Float64[dim]; the mean where there is no temporal net. */
  video(frameEmbeds: Float64Array): Promise<Float64Array>
  /** Token ids of one text, from the start mark to the end mark, to its embedding Float64[dim]. */
  text(ids: Int32Array): Promise<Float64Array>
}

/** Called between two layers, so that a long pass can be shown and stopped. */
export type BetweenLayers = () => Promise<void>

export function createReference(
  architecture: Architecture,
  weights: ModelWeights,
  between: BetweenLayers,
): Reference {
  const { visual, text, temporal, embeddingDim: dim } = architecture
  const active = activationOf(architecture) === 'gelu' ? exactGelu : quickGelu
  const read = (name: string): Promise<Float32Array> => weights.read(name)

  async function norm(x: Float64Array, prefix: string): Promise<Float64Array> {
    return layerNorm(x, await read(`${prefix}.weight`), await read(`${prefix}.bias`))
  }

  async function layer(x: Float64Array, prefix: string, inputs: number): Promise<Float64Array> {
    const matrix = await read(`${prefix}.weight`)
    return linear(x, { matrix, bias: await read(`${prefix}.bias`) }, inputs)
  }

  /** CLIP's pre-norm blocks. */
  async function tower(
    x: Float64Array,
    prefix: string,
    { width, heads, layers, tokens, causal }: TowerShape,
  ): Promise<Float64Array> {
    let stream = x
    for (let index = 0; index < layers; index++) {
      await between()
      const block = `${prefix}.resblocks.${String(index)}`
      const normed = await norm(stream, `${block}.ln_1`)
      const matrix = await read(`${block}.attn.in_proj_weight`)
      const bias = await read(`${block}.attn.in_proj_bias`)
      const qkv = linear(normed, { matrix, bias }, width)
      const attended = attention(qkv, { tokens, heads, headWidth: width / heads, causal })
      stream = added(stream, await layer(attended, `${block}.attn.out_proj`, width))
      const hidden = active(await layer(await norm(stream, `${block}.ln_2`), `${block}.mlp.c_fc`, width))
      stream = added(stream, await layer(hidden, `${block}.mlp.c_proj`, 4 * width))
    }
    return stream
  }

  return {
    async frames(pixels) {
      const { width, heads, layers, patchSize, imageSize } = visual
      const tokens = (imageSize / patchSize) ** 2 + 1
      const patches = linear(
        cutPatches(pixels, visual),
        { matrix: await read('visual.conv1.weight'), bias: null },
        3 * patchSize * patchSize,
      )
      const classToken = await read('visual.class_embedding')
      const positions = await read('visual.positional_embedding')
      const count = pixels.length / (3 * imageSize * imageSize)
      const sequence = new Float64Array(count * tokens * width)
      for (let row = 0; row < count * tokens; row++) {
        const token = row % tokens
        const patch = Math.floor(row / tokens) * (tokens - 1) + token - 1
        for (let i = 0; i < width; i++) {
          const own = token === 0 ? classToken[i] : patches[patch * width + i]
          sequence[row * width + i] = (own ?? 0) + (positions[token * width + i] ?? 0)
        }
      }
      const entered = await norm(sequence, 'visual.ln_pre')
      const seen = await tower(entered, 'visual.transformer', { width, heads, layers, tokens, causal: false })
      const first = await norm(everyRow(seen, width, tokens), 'visual.ln_post')
      return project(first, await read('visual.proj'), width)
    },

    async video(frameEmbeds) {
      if (temporal === null) return meanRow(frameEmbeds, dim)
      const tokens = frameEmbeds.length / dim + 1
      const positions = await read('temporal.pos_embedding')
      const sequence = new Float64Array(tokens * dim)
      sequence.set(await read('temporal.cls_token'))
      sequence.set(frameEmbeds, dim)
      let stream: Float64Array = sequence.map((value, i) => value + (positions[i] ?? 0))
      const { heads, headWidth, hiddenWidth } = temporal
      for (let index = 0; index < temporal.layers; index++) {
        await between()
        const block = `temporal.temporal_transformer.layers.${String(index)}`
        const normed = await norm(stream, `${block}.0.fn.norm`)
        const matrix = await read(`${block}.0.fn.fn.to_qkv.weight`)
        const qkv = linear(normed, { matrix, bias: null }, dim)
        const attended = attention(qkv, { tokens, heads, headWidth, causal: false })
        stream = added(stream, await layer(attended, `${block}.0.fn.fn.to_out.0`, heads * headWidth))
        const wide = await layer(await norm(stream, `${block}.1.fn.norm`), `${block}.1.fn.fn.net.0`, dim)
        stream = added(stream, await layer(tanhGelu(wide), `${block}.1.fn.fn.net.3`, hiddenWidth))
      }
      return stream.slice(0, dim)
    },

    async text(ids) {
      const { width, heads, layers } = text
      const table = await read('token_embedding.weight')
      const positions = await read('positional_embedding')
      const sequence = new Float64Array(ids.length * width)
      for (const [place, id] of ids.entries()) {
        for (let i = 0; i < width; i++) {
          sequence[place * width + i] = (table[id * width + i] ?? 0) + (positions[place * width + i] ?? 0)
        }
      }
      const shape = { width, heads, layers, tokens: ids.length, causal: true }
      const stream = await tower(sequence, 'transformer', shape)
      const last = await norm(stream.slice(-width), 'ln_final')
      return project(last, await read('text_projection'), width)
    },
  }
}

interface TowerShape {
  readonly width: number
  readonly heads: number
  readonly layers: number
  /** Tokens of one sequence. */
  readonly tokens: number
  readonly causal: boolean
}

/** [n, 3, size, size] to one row of 3 * patchSize^2 values per patch, patches from left to right, then down. */
function cutPatches(
  pixels: Float32Array,
  { patchSize, imageSize }: { readonly patchSize: number; readonly imageSize: number },
): Float64Array {
  const perSide = imageSize / patchSize
  const rowLength = 3 * patchSize * patchSize
  const rows = new Float64Array(pixels.length)
  for (let i = 0; i < pixels.length; i++) {
    const x = i % imageSize
    const y = Math.floor(i / imageSize) % imageSize
    const plane = Math.floor(i / imageSize ** 2)
    const patch =
      Math.floor(plane / 3) * perSide ** 2 + Math.floor(y / patchSize) * perSide + Math.floor(x / patchSize)
    const within = (plane % 3) * patchSize ** 2 + (y % patchSize) * patchSize + (x % patchSize)
    rows[patch * rowLength + within] = pixels[i] ?? 0
  }
  return rows
}

/** Rows 0, step, 2 step, … */
function everyRow(x: Float64Array, width: number, step: number): Float64Array {
  const count = x.length / width / step
  const rows = new Float64Array(count * width)
  for (let row = 0; row < count; row++) {
    rows.set(x.subarray(row * step * width, (row * step + 1) * width), row * width)
  }
  return rows
}

function meanRow(rows: Float64Array, width: number): Float64Array {
  const count = rows.length / width
  const mean = new Float64Array(width)
  for (const [i, value] of rows.entries()) mean[i % width] = (mean[i % width] ?? 0) + value / count
  return mean
}
