import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readWebVtt } from '#core/exchange/vtt/webvtt.ts'
import { referenceCues } from '../../../../../helpers/webvtt-reference.ts'

const read = (text: string) => readWebVtt(Buffer.from(text), 'a.vtt')
const texts = (text: string) => read(text).rows.map((cue) => cue.text)
const notesOf = (text: string) => (read(text).notes ?? []).map(({ line, code }) => [line, code])
const cue = (text: string) => `WEBVTT\n\n00:00.000 --> 00:01.000\n${text}\n`

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

  it('begins a cue with each line that has an arrow, also without a blank line before it', () => {
    const file =
      'WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\nShe looks down.\n2\n00:00:01.000 --> 00:00:02.000\nShe smiles.\n\n3\n00:00:02.000 --> 00:00:03.000\nLaughs.\n'
    const { rows, problems, notes } = read(file)
    expect(problems).toEqual([])
    expect(rows.map(({ line, startMs, text }) => [line, startMs, text])).toEqual([
      [4, 0, 'She looks down.\n2'],
      [7, 1000, 'She smiles.'],
      [11, 2000, 'Laughs.'],
    ])
    expect(notes).toMatchObject([
      { line: 6, message: expect.stringContaining('“2” stands straight') as string },
    ])
  })

  it('reads a first cue straight after the header, and no blanks round the arrow', () => {
    expect(texts('WEBVTT\n00:00.000-->00:01.000\nfirst\n\n00:01.000 --> 00:02.000\nsecond')).toEqual([
      'first',
      'second',
    ])
  })

  it('ends a cue at an empty line only: a line of one blank is text', () => {
    expect(texts(cue('one\n \nanother\n\nnone'))).toEqual(['one\n \nanother'])
  })

  it.each(['\n', '\r', '\r\n'])('takes %j for an end of a line and counts it', (end) => {
    const { rows } = read(
      ['WEBVTT', '', '00:00.000 --> 00:01.000', 'a', '', 'x', '00:02.000 --> 00:03.000', 'b'].join(end),
    )
    expect(rows.map(({ line, text }) => [line, text])).toEqual([
      [3, 'a'],
      [7, 'b'],
    ])
  })

  it('decodes the character references of HTML', () => {
    expect(
      texts(cue('&quot;I don&#39;t know&quot; &amp; away &mdash; caf&eacute; &#x27; &nosuch; &lt;i>')),
    ).toEqual(['"I don\'t know" & away — café \' &nosuch; <i>'])
  })

  it('takes tags out as browsers do and says so', () => {
    const file = cue('<v AB>Smiles <i>briefly</i> &amp; <00:00.500>stops</v>')
    expect(read(file).rows).toMatchObject([{ voice: 'AB', text: 'Smiles briefly & stops' }])
    expect(notesOf(file)).toEqual([[3, 'tags-taken-out']])
  })

  it('names what a “<” that is no tag takes along', () => {
    const { rows, notes } = read(cue('Heart rate < 60, then > 90; I <3 this.'))
    expect(rows.map(({ text }) => text)).toEqual(['Heart rate  90; I'])
    expect(notes).toMatchObject([
      {
        line: 3,
        message: expect.stringMatching(/“< 60, then >”, “<3 this.” were read as tags.*&lt;/u) as string,
      },
    ])
  })

  it('knows no voice where several speak', () => {
    const file = cue('<v Dr. Smith>How are you?</v> <v Patient>Fine.</v>')
    expect(read(file).rows).toMatchObject([{ voice: null, text: 'How are you? Fine.' }])
    expect(notesOf(file)).toContainEqual([3, 'several-voices'])
    expect(read(cue('<v.loud  Anna \t K&amp;L >hm</v> <v Anna K&amp;L>yes')).rows).toMatchObject([
      { voice: 'Anna K&L' },
    ])
  })

  it('leaves notes, styles and regions out, and says of a cue that it has no text', () => {
    const text =
      'WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n00:00.000 --> 00:01.000\n'
    expect(read(text)).toMatchObject({ rows: [], problems: [], notes: [{ line: 11, code: 'empty-cue' }] })
  })

  it('says that a shift of times is not applied, and what else of the header is not read', () => {
    expect(
      notesOf('WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:1\nKind: captions\nby Anna\n\n'),
    ).toEqual([
      [2, 'time-shift'],
      [4, 'header'],
    ])
  })

  it.each([
    ['a decimal comma', '00:01,000 --> 00:02,000\nx', /decimal comma, as in SRT/],
    ['a broken time', '0:1 --> 0:2\nx', /“0:1 --> 0:2” is not a time span/],
    ['60 seconds', '00:00.000 --> 00:60.000\nx', /is not a time span/],
    ['a number that no clock has', `${'9'.repeat(400)}:00:00.000 --> 00:01.000\nx`, /is not a time span/],
    ['a span that runs backwards', '00:02.000 --> 00:01.000\nx', /ends before it begins/],
    ['a block without times', 'just text', /“just text”: A caption has no line with its times/],
    ['a text that is too long', `00:01.000 --> 00:02.000\n${'x'.repeat(20_001)}`, /longer than 20,000/],
  ])('names the line of %s and reads on', (_, block, message) => {
    const { rows, problems } = read(`WEBVTT\n\n${block}\n\n00:03.000 --> 00:04.000\ngood\n`)
    expect(problems).toMatchObject([{ line: 3, message: expect.stringMatching(message) as string }])
    expect(rows.map(({ text }) => text)).toEqual(['good'])
  })

  it('begins no cue on the first line, as browsers do not, and says so', () => {
    const { rows, problems } = read('WEBVTT 00:00.000 --> 00:01.000\nx\n')
    expect(rows).toEqual([])
    expect(problems).toMatchObject([{ line: 1, message: expect.stringContaining('line break') as string }])
  })

  it.each([
    ['no signature', 'WEBVTTX\n', /does not begin with “WEBVTT”/],
    [
      'more than 20,000 cues',
      `WEBVTT\n\n${'00:00.000 --> 00:01.000\nx\n'.repeat(20_001)}`,
      /more than 20,000/,
    ],
    ['more than 8 MB', `WEBVTT\n\n${' '.repeat(8 * 1024 * 1024)}`, /larger than 8 MB/],
  ])('refuses %s in one sentence', (_, file, message) => {
    const { rows, problems } = read(file)
    expect(rows).toEqual([])
    expect(problems).toMatchObject([{ message: expect.stringMatching(message) as string }])
  })

  it('counts what it does not name: a hundred lines are enough', () => {
    const { problems } = read(`WEBVTT\n\n${'x\n\n'.repeat(150)}`)
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)).toMatchObject({ line: null, count: 50 })
    expect(notesOf(`WEBVTT\n\n${'00:00.000 --> 00:01.000\na <3\n\n'.repeat(30)}`)).toHaveLength(21)
  })

  /** Each made the reader before this one go over the rest of the text again and again. */
  it.each(['<', '<v.', '<v x', '<c.a', '&', '&#1', '<v a>', '\0'])(
    'reads 200 kB of %j without going back',
    (part) => {
      const raw = part.repeat(99_000 / part.length)
      const { rows, problems } = read(cue(raw) + cue(raw).slice(6))
      expect(rows.length + problems.length).toBeLessThanOrEqual(2)
      expect(read(cue(part.repeat(200_000 / part.length))).rows).toEqual([])
    },
  )
})

describe('readWebVtt, against the algorithm of the W3C', () => {
  const pieces = [
    ...[
      '\n',
      '\n\n',
      '\r',
      '\r\n',
      '-->',
      ' --> ',
      '00:00.000 --> 00:01.000\n',
      '1:00:00.000-->99:59:59.999 x\n',
    ],
    ...[
      '00:01',
      ':',
      '.',
      '000',
      '60',
      'NOTE ',
      'NOTE',
      'STYLE\n',
      'REGION',
      'a',
      '2',
      ' ',
      '\t',
      '\f',
      '\0',
    ],
    ...[
      '<',
      '>',
      '/',
      '<v A>',
      '</v>',
      '<i>',
      '<3',
      '<00:00.000>',
      '&',
      '&amp;',
      '&lt',
      '&#60;',
      ';',
      'é',
      '😀',
    ],
  ]
  const file = fc
    .tuple(
      fc.constantFrom('WEBVTT\n\n', 'WEBVTT\n', 'WEBVTT', '\uFEFFWEBVTT \n\n', ''),
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }),
    )
    .map(([head, parts]) => head + parts.join(''))

  it('reads the same cues', () => {
    fc.assert(
      fc.property(file, (text) => {
        const expected = referenceCues(text)
        const { rows, problems } = read(text)
        if (expected === null) {
          expect(problems).toMatchObject([{ line: 1, code: 'bad-vtt' }])
          return
        }
        const shown = expected
          .map((one) => ({ ...one, text: one.text.trim() }))
          .filter(({ startMs, endMs, text: said }) => endMs > startMs && said !== '')
        expect(rows.map(({ startMs, endMs, text: said }) => ({ startMs, endMs, text: said }))).toEqual(shown)
      }),
      { numRuns: 3000 },
    )
  })

  it('tells of every line that is neither read nor a note, a style, a region or blank', () => {
    fc.assert(
      fc.property(file, (text) => {
        fc.pre(referenceCues(text) !== null)
        const { rows, problems, notes = [] } = read(text)
        const arrows = text.split(/\r\n|\n|\r/u).filter((line) => line.includes('-->')).length
        const empty = notes.filter(({ code }) => code === 'empty-cue').length
        const refused = problems.filter(({ code }) => code !== 'too-many').length
        // A line with an arrow is a cue, a problem, or one of the empty ones, which are told once.
        if (empty === 0) expect(rows.length + refused).toBeGreaterThanOrEqual(arrows)
      }),
      { numRuns: 1000 },
    )
  })
})
