import { describe, expect, it } from 'vitest'
import { changedModel, without } from './changed-checkpoint.ts'
import { fixtureModel, openFixtures } from './golden.ts'

describe('a CLIP as Hugging Face names it', () => {
  const NAME = 'clip-hf.safetensors'
  const block = 'vision_model.encoder.layers.0.self_attn'
  const VOCABULARY = /^The text encoder knows 520 tokens/

  it('stores numbers of positions, which nobody needs, in two places only', async () => {
    const [hf] = await openFixtures(NAME)
    expect([...hf!.tensors.keys()]).toContain('vision_model.embeddings.position_ids')
    expect((await fixtureModel(NAME)).problem).toMatch(VOCABULARY)
    const zeros = { 'adapter.position_ids': [1, 77] }
    expect((await changedModel(NAME, { zeros })).unexpected).toEqual(['adapter.position_ids'])
  })

  it('joins queries, keys and values, in this order', async () => {
    const [hf] = await openFixtures(NAME)
    const { weights } = await fixtureModel(NAME)
    const joined = await weights.read('visual.transformer.resblocks.0.attn.in_proj_weight')
    const parts = await Promise.all(['q', 'k', 'v'].map((which) => hf!.read(`${block}.${which}_proj.weight`)))
    expect([...joined]).toEqual(parts.flatMap((part) => [...part]))
    expect(weights.shape('visual.transformer.resblocks.0.attn.in_proj_weight')).toEqual([192, 64])
  })

  it.each(['q', 'k', 'v'])('is missed the joined matrix when its %s is not there', async (which) => {
    const model = await changedModel(NAME, { rename: without(`${block}.${which}_proj.weight`) })
    expect(model.missing).toEqual(['visual.transformer.resblocks.0.attn.in_proj_weight'])
    const others = ['k', 'q', 'v'].filter((other) => other !== which)
    expect([...model.unexpected].sort()).toEqual(others.map((other) => `${block}.${other}_proj.weight`))
  })

  it('is refused when the three have different shapes', async () => {
    const zeros = { [`${block}.k_proj.bias`]: [63] }
    const model = await changedModel(NAME, { zeros })
    expect(model.missing).toEqual(['visual.transformer.resblocks.0.attn.in_proj_bias'])
    expect(model.unexpected).toHaveLength(3)
  })

  it.each([
    'constructor',
    '__proto__',
    'vision_model.constructor',
    'vision_model.encoder.layers.0.toString.weight',
    'vision_model.encoder.layers.7',
    'text_model.encoder.layers.0.self_attn.r_proj.weight',
    'vision_model.embeddings.class_embedding.bias',
  ])('has no use for %s', async (name) => {
    const zeros = Object.fromEntries([[name, [2]]])
    expect((await changedModel(NAME, { zeros })).unexpected).toContain(name)
  })

  it.each([
    ['visual.conv1.weight', [64, 3, 8, 8]],
    ['visual.proj', [64, 40]],
    ['visual.transformer.resblocks.0.attn.in_proj_weight', [192, 64]],
  ] as const)('may not bring %s a second time', async (name, shape) => {
    const model = await changedModel(NAME, { zeros: { [name]: shape } })
    expect(model.missing).toEqual([])
    expect(model.unexpected).toEqual([name])
  })
})
