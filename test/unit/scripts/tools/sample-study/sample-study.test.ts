import { parse } from 'csv-parse/sync'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scaleSchema } from '#shared/domain/scale.ts'
import { visitLabelSchema, isoDateSchema } from '#shared/domain/session.ts'
import { pearson } from '#core/statistics/correlation.ts'
import { captionsCsv, captionsOf, syntheticMark } from '../../../../../scripts/tools/sample-study/captions.ts'
import { clipRecipe } from '../../../../../scripts/tools/sample-study/clip-filter.ts'
import { clipSeconds, planStudy } from '../../../../../scripts/tools/sample-study/plan.ts'
import { scoresCsv } from '../../../../../scripts/tools/sample-study/scores.ts'

const scales = ['panss-negative', 'cains', 'bnss'].map((name) =>
  scaleSchema.parse(JSON.parse(readFileSync(`resources/scales/${name}.json`, 'utf8'))),
)
const sessions = planStudy()
const clips = sessions.flatMap((session) => session.clips)

/** Rows as text by column. */
const rowsOf = (csv: string) => parse<Record<string, string>>(csv, { columns: true, skip_empty_lines: true })

describe('the plan', () => {
  it('has 24 patients with two dated visits of two clips', () => {
    expect(new Set(sessions.map(({ patient }) => patient)).size).toBe(24)
    expect(sessions).toHaveLength(48)
    expect(sessions.every((session) => session.clips.length === 2)).toBe(true)
    for (const { visit, date } of sessions) {
      visitLabelSchema.parse(visit)
      isoDateSchema.parse(date)
    }
  })

  it('is the same every time', () => {
    expect(planStudy()).toEqual(sessions)
  })

  it('has short clips, no two alike', () => {
    for (const clip of clips) {
      expect(clipSeconds(clip)).toBeGreaterThanOrEqual(4)
      expect(clipSeconds(clip)).toBeLessThanOrEqual(6)
    }
    const graphs = clips.map((clip) => clipRecipe(clip).filterGraph)
    expect(new Set(graphs).size).toBe(96)
  })

  it('has a stretch without a face, and one visit without scores', () => {
    expect(clips.filter(({ segments }) => segments.some(({ kind }) => kind === 'empty'))).toHaveLength(1)
    expect(sessions.filter(({ rated }) => !rated)).toHaveLength(1)
  })
})

describe('captions', () => {
  const captions = sessions.flatMap((session) => captionsOf(session, 'mp4'))

  it('say of themselves that they are synthetic', () => {
    expect(captions.length).toBeGreaterThan(96)
    expect(captions.filter(({ caption }) => !caption.startsWith(syntheticMark))).toEqual([])
  })

  it('have spans that lie within the clip', () => {
    const spans = captions.filter(({ startMs }) => startMs !== null)
    expect(spans.length).toBeGreaterThan(10)
    for (const { startMs, endMs } of spans) {
      expect(startMs).toBeGreaterThanOrEqual(0)
      expect(endMs).toBeGreaterThan(startMs ?? Number.NaN)
      expect(endMs).toBeLessThanOrEqual(6000)
    }
  })

  it('are written as a table that can be read back', () => {
    const [session] = sessions
    if (session === undefined) throw new Error('no session')
    const rows = rowsOf(captionsCsv(captionsOf(session, 'webm')))
    expect(rows[0]).toMatchObject({ file: 'interview-1.webm', rater: 'SYN1', start_ms: '', end_ms: '' })
  })
})

describe('scores', () => {
  const items = scales.flatMap((scale) => scale.items)
  const rated = sessions.filter((session) => session.rated)
  const tables = rated.map((session) => rowsOf(scoresCsv(session, scales)))

  it('are whole numbers within the range of each item, by two raters', () => {
    for (const rows of tables) {
      expect(rows.map((row) => row['rater'])).toEqual(['SYN1', 'SYN2'])
      for (const row of rows) {
        for (const { column, min, max } of items) {
          const text = row[column] ?? 'absent'
          if (text === 'not-assessed') continue
          expect(text).toMatch(/^\d$/)
          expect(Number(text)).toBeGreaterThanOrEqual(min)
          expect(Number(text)).toBeLessThanOrEqual(max)
        }
      }
    }
  })

  it('follow how much of a smile there is closely, in part or not at all', () => {
    const shares = rated.map(({ smile }) => smile)
    const correlationWith = (column: string) =>
      pearson(
        shares,
        tables.map(([first]) => Number(first?.[column])),
      ) ?? Number.NaN
    for (const clear of ['panss_n1', 'cains10', 'bnss9']) expect(correlationWith(clear)).toBeLessThan(-0.85)
    for (const weak of ['panss_n3', 'cains13']) {
      expect(correlationWith(weak)).toBeLessThan(-0.3)
      expect(correlationWith(weak)).toBeGreaterThan(-0.85)
    }
    for (const none of ['panss_n6', 'cains11', 'cains12']) {
      expect(Math.abs(correlationWith(none))).toBeLessThan(0.3)
    }
  })

  it('are higher by the second rater, but not wildly', () => {
    const differences = tables.flatMap(([first, second]) =>
      items
        .map(({ column, min, max }) => (Number(second?.[column]) - Number(first?.[column])) / (max - min))
        .filter((difference) => !Number.isNaN(difference)),
    )
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
    expect(mean).toBeGreaterThan(0.06)
    expect(mean).toBeLessThan(0.15)
  })

  it('are the same every time', () => {
    expect(rated.map((session) => rowsOf(scoresCsv(session, scales)))).toEqual(tables)
  })
})
