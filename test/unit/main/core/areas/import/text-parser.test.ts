import { describe, expect, it, onTestFinished } from 'vitest'
import { createTextParser } from '#core/areas/import/text-parser.ts'

const options = { scales: [], visits: [], missingCodes: [], covariates: [] }

function parserFor(signal = new AbortController().signal) {
  const parser = createTextParser({ options, signal })
  onTestFinished(() => parser.close())
  return parser
}

function captions(rows: number): Buffer {
  return Buffer.from(`file,caption\n${'a.mp4,"Smiles, then laughs, and looks away"\n'.repeat(rows)}`)
}

describe('the reading of text files', () => {
  it('gives the same in a thread as without one', async () => {
    const parser = parserFor()
    const [small, large] = await Promise.all([
      parser.parse('captions', { bytes: captions(3), fileName: 'captions.csv' }),
      parser.parse('captions', { bytes: captions(20_000), fileName: 'captions.csv' }),
    ])
    expect(small.rows).toHaveLength(3)
    expect(large.rows).toHaveLength(20_000)
    expect(large.rows.slice(0, 3)).toEqual(small.rows)
  })

  it('leaves this thread free while a large file is read', async () => {
    const parser = parserFor()
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    await parser.parse('captions', { bytes: captions(90_000), fileName: 'captions.csv' })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  it('reads WebVTT as well, one file after the other in one thread', async () => {
    const parser = parserFor()
    const bytes = Buffer.from(`WEBVTT\n\n00:01.000 --> 00:02.000\nSmiles\n\nNOTE ${'x'.repeat(200_000)}\n`)
    for (const fileName of ['a.vtt', 'b.vtt']) {
      const { rows } = await parser.parse('vtt', { bytes: Buffer.from(bytes), fileName })
      expect(rows.map(({ text }) => text)).toEqual(['Smiles'])
    }
  })

  it('ends at once when it is cancelled', async () => {
    const abort = new AbortController()
    const parser = parserFor(abort.signal)
    const reading = parser.parse('captions', { bytes: captions(90_000), fileName: 'captions.csv' })
    abort.abort()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  })
})
