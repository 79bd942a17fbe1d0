import { describe, expect, it, vi } from 'vitest'
import type { Checkpoint } from '#core/packs/checkpoint/checkpoint.ts'
import { joinParts } from '#core/packs/checkpoint/join-parts.ts'

/** Each tensor holds one number. */
function aPart(fileName: string, values: Readonly<Record<string, number>>) {
  return {
    fileName,
    format: 'safetensors',
    tensors: new Map(Object.keys(values).map((name) => [name, { name, dtype: 'float32', shape: [1] }])),
    read: (name) => Promise.resolve(Float32Array.of(values[name] ?? Number.NaN)),
    close: vi.fn(() => Promise.resolve()),
  } satisfies Checkpoint
}

const first = aPart('model-00001-of-00002.safetensors', { a: 1, b: 2 })
const second = aPart('model-00002-of-00002.safetensors', { c: 3 })
const alone = aPart('downstream.pth', { a: 9 })

describe('parts of one network', () => {
  it('are one, whatever lies between them and in whatever order', async () => {
    const { checkpoints, places, problem } = joinParts([second, alone, first])
    expect(problem).toBeNull()
    expect(places).toEqual([0, 1, 0])
    expect([...(checkpoints[0]?.tensors.keys() ?? [])].sort()).toEqual(['a', 'b', 'c'])
    expect(await checkpoints[0]?.read('c')).toEqual(Float32Array.of(3))
    expect(await checkpoints[0]?.read('a')).toEqual(Float32Array.of(1))
    expect(checkpoints[1]).toBe(alone)
    await checkpoints[0]?.close()
    expect(first.close).toHaveBeenCalledOnce()
    expect(second.close).toHaveBeenCalledOnce()
  })

  it('of two networks do not mix', () => {
    const other = aPart('clip-00001-of-00002.safetensors', { d: 4 })
    const { checkpoints, places } = joinParts([first, other, second])
    expect(places).toEqual([0, 1, 0])
    expect(checkpoints).toHaveLength(2)
  })

  it('that are missing are named', () => {
    expect(joinParts([second]).problem).toBe(
      'model-00002-of-00002.safetensors is one of 2 parts of a network, of which 1 are given. Add the others, e.g. model-00001-of-00002.safetensors.',
    )
  })

  it('may claim any number: nothing is counted up to it', () => {
    expect(joinParts([aPart('m-00001-of-99999.bin', {})]).problem).toContain('m-00002-of-99999.bin')
  })

  it('given twice are told', () => {
    expect(joinParts([first, first, second]).problem).toBe('model-00001-of-00002.safetensors is given twice.')
  })

  it('that hold the same tensor hold one too many', () => {
    const again = aPart('model-00002-of-00002.safetensors', { a: 5 })
    const [joined] = joinParts([first, again]).checkpoints
    expect([...(joined?.tensors.keys() ?? [])]).toContain('a (again, in model-00002-of-00002.safetensors)')
  })
})

describe('a file that is no part', () => {
  it('stays as it is', () => {
    expect(joinParts([alone, alone])).toEqual({ checkpoints: [alone, alone], places: [0, 1], problem: null })
  })
})
