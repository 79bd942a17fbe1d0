import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { applyNetwork, createTrainer, initialNetwork } from '#core/areas/severity/heads/mlp-network.ts'
import type { Random } from '#core/statistics/random.ts'

const count = z.number().int().positive()
const trained = z.object({ losses: z.array(z.number()), estimates: z.array(z.number()) })

/** Made by scripts/reference/severity_torch.py. */
const fixture = z
  .object({
    ...{ rows: count, others: count, inputs: count, hidden: count, outputs: count },
    seeds: z.object({ numbers: count, weights: count }),
    ...{ rate: z.number(), decay: z.number(), single: trained, double: trained },
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../../../../fixtures/severity/torch.json', import.meta.url), 'utf8'),
    ),
  )

const [FACTOR, MODULUS] = [48271, 2147483647]

/** Uniform on 0 to 1: the generator of Park and Miller, as there. */
function drawsOf(seed: number): Random {
  let state = seed
  return () => {
    state = (state * FACTOR) % MODULUS
    return state / MODULUS
  }
}

test('the paper’s perceptron learns as PyTorch trains it from the same weights', () => {
  const { rows, others, inputs, hidden, outputs, seeds, rate, decay, single, double } = fixture
  expect([inputs, hidden]).toEqual([512, 256])
  const next = drawsOf(seeds.numbers)
  const drawn = (length: number): Float64Array => Float64Array.from({ length }, () => 2 * next() - 1)
  const matrix = (length: number): Float64Array[] => Array.from({ length }, () => drawn(inputs))
  const [learnt, other] = [matrix(rows), matrix(others)]
  const noise = drawn(rows * outputs)
  const targets = noise.map(
    (value, at) => (learnt[Math.floor(at / outputs)]?.[at % outputs] ?? NaN) + value / 2,
  )
  const network = initialNetwork({ inputs, hidden, outputs }, drawsOf(seeds.weights))
  const trainer = createTrainer(network, { rate, decay })
  const losses = double.losses.map(() => trainer.step({ rows: learnt, targets }))
  // It has something to learn, and learns it.
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? NaN) / 3)
  losses.forEach((loss, step) => {
    expect(loss / (single.losses[step] ?? NaN)).toBeCloseTo(1, 3)
    expect(loss / (double.losses[step] ?? NaN)).toBeCloseTo(1, 7)
  })
  applyNetwork(network, other).forEach((estimate, at) => {
    expect(Math.abs(estimate - (double.estimates[at] ?? NaN))).toBeLessThan(1e-6)
  })
})
