import { describe, expect, it } from 'vitest'
import { combine } from '#core/packs/build/combine.ts'
import type { CombinedModel } from '#core/packs/build/combine.ts'
import { changed, changedModel, without } from './changed-checkpoint.ts'
import { fixtureModel, openFixtures } from './golden.ts'

const NOT_WHOLE = /^The files do not make a whole network: /
const NOT_TOGETHER = /^These files do not belong together: /
const scaleOf = async ({ weights }: CombinedModel): Promise<number | undefined> =>
  (await weights.read('logit_scale'))[0]

describe('one file', () => {
  it('of EmoCLIP is whole, with the prefix of parallel training or without', async () => {
    const prefixed = await fixtureModel('emoclip.pth')
    expect(prefixed).toMatchObject({
      problem: null,
      missing: [],
      unexpected: [],
      roles: ['EmoCLIP: visual tower, text encoder, temporal transformer, logit scale'],
      architecture: {
        kind: 'emoclip',
        embeddingDim: 48,
        visual: { width: 128, layers: 2, heads: 2, patchSize: 32, imageSize: 224 },
        text: { width: 64, layers: 1, heads: 1, contextLength: 77, vocabularySize: 49_408 },
        temporal: { layers: 2, heads: 8, headWidth: 8, hiddenWidth: 40, maxFrames: 1023 },
      },
    })
    expect(prefixed.notes).toEqual([expect.stringContaining('8 heads')])
    const rename = (name: string): string => name.replace(/^module\./, '')
    const plain = await changedModel('emoclip.pth', { rename })
    expect(plain.architecture).toEqual(prefixed.architecture)
    expect(plain.problem).toBeNull()
    expect(await plain.weights.read('visual.proj')).toEqual(await prefixed.weights.read('visual.proj'))
  })

  it('of other sizes in every place is read by its shapes', async () => {
    expect(await fixtureModel('emoclip-bf16.pth')).toMatchObject({
      problem: null,
      architecture: {
        embeddingDim: 32,
        visual: { width: 64, layers: 1, patchSize: 16, imageSize: 64 },
        text: { width: 128, layers: 2, heads: 2 },
        temporal: { layers: 4, headWidth: 16, hiddenWidth: 64 },
      },
    })
  })

  it('of CLIP is the baseline, and says so', async () => {
    const model = await fixtureModel('clip.jit.pt')
    expect(model).toMatchObject({ problem: null, architecture: { kind: 'clip', temporal: null } })
    expect(model.roles).toEqual(['CLIP: visual tower, text encoder, logit scale'])
    expect(model.notes).toEqual([expect.stringContaining('baseline')])
  })

  it('of CLIP may say its sizes, as OpenAI’s do, which are read from the shapes instead', async () => {
    const [clip] = await openFixtures('clip.jit.pt')
    const sizes = ['input_resolution', 'context_length', 'vocab_size']
    expect([...clip!.tensors.keys()]).toEqual(expect.arrayContaining(sizes))
    const wrong = changed(clip!, { zeros: Object.fromEntries(sizes.map((name) => [name, [3]])) })
    expect(combine([wrong])).toMatchObject({ problem: null, unexpected: [] })
  })

  it('of downstream weights is told what to add', async () => {
    const model = await fixtureModel('downstream.pth')
    expect(model.problem).toBe(
      'downstream.pth holds EmoCLIP without a text encoder. Add the CLIP that it was trained from, e.g. ViT-B-32.pt.',
    )
    expect(model.missing).toEqual(
      expect.arrayContaining(['token_embedding.weight', 'text_projection', 'ln_final.weight', 'logit_scale']),
    )
    expect(model.missing.filter((name) => name.startsWith('visual.'))).toEqual([])
  })

  it.each(['model.', 'module._orig_mod.', '_orig_mod.', 'net.model.'])(
    'is whole with %s before every name, and its names are told as they stand in the file',
    async (prefix) => {
      const rename = (name: string): string => name.replace(/^module\./, prefix)
      const plain = await fixtureModel('emoclip.pth')
      const model = await changedModel('emoclip.pth', { rename })
      expect(model).toMatchObject({ problem: null, missing: [], unexpected: [] })
      expect(model.architecture).toEqual(plain.architecture)
      expect(await model.weights.read('visual.proj')).toEqual(await plain.weights.read('visual.proj'))
      const wrong = { rename, zeros: { [`${prefix}backbone.visual.proj`]: [3, 3], 'ema.decay': [1] } }
      const { unexpected } = await changedModel('emoclip.pth', wrong)
      expect(unexpected).toEqual(
        expect.arrayContaining([
          expect.stringContaining(`${prefix}backbone.visual.proj is [3, 3]`) as string,
          'ema.decay',
        ]),
      )
    },
  )

  it('is whole where only a part of the network was compiled', async () => {
    const rename = (name: string): string => name.replace('.visual.', '.visual._orig_mod.')
    expect(await changedModel('emoclip.pth', { rename })).toMatchObject({ problem: null, unexpected: [] })
  })

  it('of another network is refused with some of its names, and those that were looked for', async () => {
    const rename = (name: string): string => `bert.${name.replace('conv1', 'first')}`
    const model = await changedModel('clip.jit.pt', { fileName: 'bert.pt', rename })
    expect(model).toMatchObject({ roles: [null], missing: [] })
    expect(model.problem).toMatch(
      /^bert\.pt holds no CLIP with a vision transformer and no EmoCLIP\. It holds /,
    )
    expect(model.problem).toMatch(
      /weights, such as `bert\.[^`]+`, `bert\.[^`]+`, `bert\.[^`]+`; EmoCLIP’s begin/,
    )
  })

  it.each([
    ['a ResNet', 'visual.layer1.0.conv1.weight', /ResNet/],
    ['a tower of timm', 'visual.trunk.blocks.0.norm1.weight', /timm/],
    ['a part of a CLIP', 'vision_model.encoder.layers.1.mlp.fc1.weight', /saved in several parts/],
  ])('of %s is told what to take instead', async (_, name, sentence) => {
    const rename = (given: string): string | null => (given === 'visual.proj' ? name : null)
    const model = await changedModel('clip.jit.pt', { rename })
    expect(model.problem).toMatch(sentence)
  })

  it('of a CLIP that does not tell its activation asks for it; OpenAI’s and EmoCLIP’s do', async () => {
    const sizes = without('input_resolution', 'context_length', 'vocab_size')
    const unsaid = await changedModel('clip.jit.pt', { rename: sizes })
    expect(unsaid).toMatchObject({ problem: null, isActivationKnown: false })
    expect(unsaid.notes).toEqual(expect.arrayContaining([expect.stringContaining('activation') as string]))
    expect(unsaid.architecture.activation).toBeUndefined()
    const [clip] = await openFixtures('clip.jit.pt')
    const said = combine([changed(clip!, { rename: sizes })], 'gelu')
    expect(said.architecture.activation).toBe('gelu')
    for (const files of [['clip.jit.pt'], ['emoclip.pth'], ['downstream.pth', 'clip.jit.pt']]) {
      const known = combine(await openFixtures(...files), 'gelu')
      expect(known, files.join()).toMatchObject({ isActivationKnown: true })
      expect(known.architecture.activation).toBeUndefined()
    }
  })

  it('of Hugging Face is refused for a vocabulary of its own', async () => {
    const model = await fixtureModel('clip-hf.safetensors')
    expect(model.problem).toBe('The text encoder knows 520 tokens instead of the 49408 of CLIP’s vocabulary.')
    expect([...model.missing, ...model.unexpected]).toEqual([])
    expect(model.architecture.visual).toMatchObject({ width: 64, layers: 2, patchSize: 8, imageSize: 32 })
  })

  it('is not enough without files, and no two wholes are', async () => {
    expect(combine([])).toMatchObject({ problem: expect.stringMatching(NOT_TOGETHER) as string })
    for (const files of [
      ['emoclip.pth', 'emoclip.pth'],
      ['emoclip.pth', 'clip.jit.pt'],
      ['clip.jit.pt', 'clip.jit.pt'],
      ['downstream.pth', 'downstream.pth'],
      ['downstream.pth', 'emoclip.pth'],
      ['downstream.pth', 'clip.jit.pt', 'clip.jit.pt'],
    ]) {
      const model = await fixtureModel(...files)
      expect(model.problem, files.join()).toMatch(NOT_TOGETHER)
      expect([...model.missing, ...model.unexpected]).toEqual([])
    }
  })
})

describe('downstream weights and a CLIP', () => {
  it('give the visual tower of the one and the text encoder of the other, in either order', async () => {
    const model = await fixtureModel('downstream.pth', 'clip.jit.pt')
    const [downstream, clip] = await openFixtures('downstream.pth', 'clip.jit.pt')
    expect(model).toMatchObject({ problem: null, architecture: { kind: 'emoclip', visual: { layers: 2 } } })
    expect(model.architecture.text.layers).toBe(2)
    expect(await model.weights.read('visual.conv1.weight')).toEqual(
      await downstream!.read('backbone.conv1.weight'),
    )
    expect(await model.weights.read('text_projection')).toEqual(await clip!.read('text_projection'))
    const turned = await fixtureModel('clip.jit.pt', 'downstream.pth')
    expect(turned.problem).toBeNull()
    expect(turned.architecture).toEqual(model.architecture)
    expect(turned.roles).toEqual([...model.roles].reverse())
    expect(await turned.weights.read('visual.proj')).toEqual(await model.weights.read('visual.proj'))
  })

  it('use CLIP’s scale of the logits, with a note', async () => {
    const model = await fixtureModel('downstream.pth', 'clip.jit.pt')
    expect(await scaleOf(model)).toBe(2.75)
    expect(model.roles[1]).toBe('CLIP: text encoder and logit scale')
    expect(model.notes).toContainEqual(expect.stringContaining('hold no logit scale. CLIP’s own is used'))
  })

  it('use EmoCLIP’s own scale where it is there', async () => {
    const model = await changedModel('downstream.pth', { zeros: { logit_scale: [] } }, 'clip.jit.pt')
    expect(model.problem).toBeNull()
    expect(await scaleOf(model)).toBe(0)
    expect(model.roles[1]).toBe('CLIP: text encoder')
    expect(model.notes.filter((note) => note.includes('logit scale'))).toEqual([])
  })

  it('do not fit when the CLIP embeds into another space', async () => {
    const model = await changedModel(
      'clip.jit.pt',
      { zeros: { text_projection: [64, 50], 'visual.proj': [128, 50] } },
      'downstream.pth',
    )
    expect(model.problem).toMatch(NOT_WHOLE)
    expect(model.unexpected).toEqual(['text_projection is [64, 50] instead of [64, 48]'])
  })

  it('do not fit when both have a text encoder', async () => {
    const zeros = { 'backbone.text_projection': [64, 48], text_projection: [64, 48] }
    const model = await changedModel('downstream.pth', { zeros }, 'clip.jit.pt')
    expect(model.problem).toMatch(NOT_WHOLE)
    expect(model.unexpected).toContain('text_projection')
  })
})

describe('EmoCLIP’s scale of the logits', () => {
  it('is its own, not the frozen one of the CLIP inside', async () => {
    const [emoclip] = await openFixtures('emoclip.pth')
    expect([...(await emoclip!.read('module.backbone.logit_scale'))]).toEqual([2])
    expect(await scaleOf(combine([emoclip!]))).toBe(2.5)
  })

  it('is missed where there is only that one', async () => {
    const model = await changedModel('emoclip.pth', { rename: without('module.logit_scale') })
    expect(model.missing).toEqual(['logit_scale'])
    expect(model.problem).toMatch(/1 weight missing, 0 weights that nothing needs/)
  })
})

describe('every weight must be there, and every one needed', () => {
  it.each([
    'module.backbone.visual.transformer.resblocks.1.mlp.c_fc.bias',
    'module.backbone.token_embedding.weight',
    'module.backbone.visual.proj',
    'module.temporal.pos_embedding',
    'module.temporal.temporal_transformer.layers.0.0.fn.fn.to_qkv.weight',
    'module.temporal.temporal_transformer.layers.1.1.fn.fn.net.3.bias',
  ])('%s is missed by name', async (gone) => {
    const model = await changedModel('emoclip.pth', { rename: without(gone) })
    expect(model.missing).toEqual([gone.replace(/^module\.(backbone\.)?/, '')])
    expect(model.problem).toMatch(NOT_WHOLE)
  })

  it('a block that is missing in between is missed weight by weight', async () => {
    const gone = 'module.backbone.visual.transformer.resblocks.0.'
    const model = await changedModel('emoclip.pth', { rename: without(gone) })
    expect(model.missing).toHaveLength(12)
    expect(model.missing.every((name) => name.startsWith('visual.transformer.resblocks.0.'))).toBe(true)
  })

  it.each([
    ['mlp.0.weight', [3, 4]],
    ['temporal.temporal_transformer.norm.weight', [48]],
    ['backbone.visual.transformer.resblocks.0.attn.rel_pos', [3]],
    ['backbone.visual.transformer.resblocks.999999999.ln_1.weight', [128]],
    ['temporal.temporal_transformer.layers.123456789.0.fn.norm.weight', [48]],
    ['backbone.transformer.resblocks.01.ln_1.weight', [64]],
    ['constructor', [1]],
  ] as const)('%s is one too many, and named as in the file', async (name, shape) => {
    const model = await changedModel('emoclip.pth', { zeros: { [`module.${name}`]: shape } })
    expect(model.unexpected).toContain(`module.${name}`)
    expect(model.problem).toMatch(NOT_WHOLE)
    expect(model.missing.length).toBeLessThan(100)
  })

  it('one weight under two names is one too many: neither wins in silence', async () => {
    const rename = (name: string): string => name.replace(/^module\./, '')
    const zeros = { 'visual.proj': [128, 48] }
    const model = await changedModel('emoclip.pth', { rename, zeros })
    expect(model.unexpected).toEqual(['visual.proj'])
    expect(model.problem).toMatch(/1 weight that nothing needs/)
  })

  it('a shape that fits nothing is told with the one that would', async () => {
    const name = 'module.backbone.visual.transformer.resblocks.1.mlp.c_proj.weight'
    const model = await changedModel('emoclip.pth', { zeros: { [name]: [512, 128] } })
    expect(model.unexpected).toEqual([`${name} is [512, 128] instead of [128, 512]`])
    expect(model.problem).toMatch(NOT_WHOLE)
  })

  it('a visual tower whose patches make no square fits nothing', async () => {
    const name = 'module.backbone.visual.positional_embedding'
    const model = await changedModel('emoclip.pth', { zeros: { [name]: [47, 128] } })
    expect(model.unexpected).toEqual([`${name} is [47, 128] instead of [50, 128]`])
  })

  it('a text encoder must read CLIP’s 77 tokens', async () => {
    const zeros = { 'module.backbone.positional_embedding': [64, 64] }
    const model = await changedModel('emoclip.pth', { zeros })
    expect(model.problem).toBe('The text encoder reads 64 tokens instead of CLIP’s 77.')
  })

  it('the heads of the temporal transformer must be eight', async () => {
    const zeros: Record<string, readonly number[]> = {}
    for (const layer of [0, 1]) {
      const attention = `module.temporal.temporal_transformer.layers.${layer}.0.fn.fn`
      zeros[`${attention}.to_qkv.weight`] = [3 * 60, 48]
      zeros[`${attention}.to_out.0.weight`] = [48, 60]
    }
    const model = await changedModel('emoclip.pth', { zeros })
    expect(model.problem).toMatch(/^The sizes of the network fit no CLIP/)
  })
})

describe('weights that are no numbers', () => {
  it.each([Number.NaN, Infinity, -Infinity])(
    '%d is found when it is read, and the weight named',
    async (bad) => {
      const [clip] = await openFixtures('clip.jit.pt')
      const broken = {
        ...clip!,
        async read(name: string) {
          const values = await clip!.read(name)
          if (name === 'positional_embedding') values[values.length - 1] = bad
          return values
        },
      }
      const { weights, problem } = combine([broken])
      expect(problem).toBeNull()
      await expect(weights.read('positional_embedding')).rejects.toMatchObject({
        code: 'checkpoint-invalid',
        message: expect.stringContaining('positional_embedding holds values that are no numbers') as string,
      })
      await expect(weights.read('text_projection')).resolves.toHaveLength(64 * 48)
    },
  )
})
