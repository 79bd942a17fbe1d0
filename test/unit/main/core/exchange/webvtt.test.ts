import { describe, expect, it } from 'vitest'
import { readWebVtt } from '#core/exchange/webvtt.ts'

const read = (text: string) => readWebVtt(Buffer.from(text), 'a.vtt')

describe('readWebVtt', () => {
  it('reads cues with and without hours, ids, settings and several lines', () => {
    const { rows, problems } = read(
      '\uFEFFWEBVTT - session 1\r\nKind: captions\r\n\r\nid-1\r\n00:01.000 --> 00:02.500 align:start\r\nSmiles,\r\nthen frowns\r\n\r\n01:00:00.000 --> 01:00:01.000\r\nLooks away\r\n',
    )
    expect(problems).toEqual([])
    expect(rows).toEqual([
      { line: 5, startMs: 1000, endMs: 2500, text: 'Smiles,\nthen frowns', voice: null },
      { line: 9, startMs: 3_600_000, endMs: 3_601_000, text: 'Looks away', voice: null },
    ])
  })

  it('takes the rater from a voice tag and takes tags and entities out', () => {
    const { rows } = read(
      'WEBVTT\n\n00:00.000 --> 00:01.000\n<v AB>Smiles <i>briefly</i> &amp; <00:00.500>stops</v>\n',
    )
    expect(rows).toMatchObject([{ voice: 'AB', text: 'Smiles briefly & stops' }])
  })

  it('leaves out notes, styles, regions and cues without text', () => {
    const text =
      'WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n00:00.000 --> 00:01.000\n'
    expect(read(text)).toEqual({ rows: [], problems: [] })
  })

  it.each([
    ['a decimal comma', '00:01,000 --> 00:02,000\nx', /decimal comma, as in SRT/],
    ['a broken time', '0:1 --> 0:2\nx', /“0:1 --> 0:2” is not a time span/],
    ['a span that runs backwards', '00:02.000 --> 00:01.000\nx', /ends before it begins/],
    ['a block without times', 'just text', /no line with its times/],
  ])('names the line of %s and reads on', (_, block, message) => {
    const { rows, problems } = read(`WEBVTT\n\n${block}\n\n00:03.000 --> 00:04.000\ngood\n`)
    expect(problems).toMatchObject([{ line: 3, message: expect.stringMatching(message) as string }])
    expect(rows.map(({ text }) => text)).toEqual(['good'])
  })
})
