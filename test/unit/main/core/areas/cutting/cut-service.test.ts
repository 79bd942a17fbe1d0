import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEmbeddingRepository } from '#core/areas/prediction/embedding-repository.ts'
import type { CutEdit, CutState } from '#shared/domain/cut.ts'
import { aCutStudy, DURATION_MS } from '../../../../../helpers/a-cut-study.ts'
import { addSession } from '../../../../../helpers/memory-study.ts'

const spansOf = ({ clips }: CutState) => clips.map(({ startMs, endMs }) => [startMs, endMs])
const idsOf = ({ clips }: CutState) => clips.map(({ id }) => id)
const tens = [0, 10_000, 20_000].map((startMs) => ({ startMs, endMs: startMs + 10_000 }))
const byTens: CutEdit = { kind: 'replace', spans: tens, origin: 'fixed' }

describe('the clips of a video', () => {
  it('are its one clip before the first cut', () => {
    const { cuts, videoId, clipId } = aCutStudy()
    const whole = { id: clipId, startMs: 0, endMs: DURATION_MS, origin: 'whole', excluded: false }
    expect(cuts.state(videoId)).toEqual({
      videoId,
      startMs: 0,
      durationMs: DURATION_MS,
      clips: [{ ...whole, captioned: false }],
    })
    expect(() => cuts.state(99)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('make way for new ones and come back, each with its own row', () => {
    const { cuts, videoId, clipId, edit, undo, redo, db } = aCutStudy()
    const before = cuts.state(videoId)
    const cut = edit(byTens)
    expect(spansOf(cut)).toEqual([
      [0, 10_000],
      [10_000, 20_000],
      [20_000, 30_000],
    ])
    expect(cut.clips.map(({ origin }) => origin)).toEqual(['fixed', 'fixed', 'fixed'])
    expect(undo()).toEqual(before)
    expect(redo()).toEqual(cut)
    // Asking for the same span again finds the row that was cut away.
    const back = edit({ kind: 'replace', spans: [{ startMs: 0, endMs: DURATION_MS }], origin: 'hand' })
    expect(idsOf(back)).toEqual([clipId])
    expect(db.prepare('SELECT count(*) FROM clips').pluck().get()).toBe(4)
  })

  it('are announced with all that hangs on them, and not when nothing changed', () => {
    const { announced, edit } = aCutStudy()
    const cut = edit(byTens)
    expect(announced).toEqual([['clips', 'library', 'captions', 'predictions']])
    expect(edit(byTens)).toEqual(cut)
    expect(edit({ kind: 'exclude', clipIds: idsOf(cut), excluded: false })).toEqual(cut)
    expect(announced).toHaveLength(1)
  })

  it('have numbers without a gap, by video and time, those excluded too', () => {
    const { db, repositories, edit, videoId } = aCutStudy()
    const sessionId = repositories.videos.get(videoId)?.sessionId ?? 0
    const other = addSession(db, { patient: 'P002' }).clipIds[0] ?? 0
    db.prepare('UPDATE videos SET session_id = ? WHERE id = ?').run(sessionId, other)
    const [first] = edit(byTens).clips
    edit({ kind: 'split', clipId: first?.id ?? 0, atMs: 5000 })
    const cut = edit({ kind: 'exclude', clipIds: [first?.id ?? 0].map((id) => id + 3), excluded: true })
    expect(
      repositories.clips
        .rows()
        .sort((a, b) => a.ordinal - b.ordinal)
        .map(({ id, ordinal }) => [id, ordinal]),
    ).toEqual([...idsOf(cut), other].map((id, index) => [id, index + 1]))
  })
})

describe('an excluded clip', () => {
  it('is in the library and counts, but is not predicted; a removed one is in neither', () => {
    const { db, repositories, edit } = aCutStudy()
    const [first = 0, second = 0, third = 0] = idsOf(edit(byTens))
    edit({ kind: 'exclude', clipIds: [first], excluded: true })
    edit({ kind: 'remove', clipIds: [second] })
    expect(repositories.clips.rows().map(({ id, excluded }) => [id, excluded])).toEqual([
      [first, true],
      [third, false],
    ])
    expect(repositories.study.counts()).toMatchObject({ clips: 2 })
    const embeddings = createEmbeddingRepository(db)
    expect(embeddings.clips().map(({ clipId }) => clipId)).toEqual([third])
    expect([embeddings.clip(first), embeddings.clip(second)]).toEqual([null, null])
  })
})

describe('captions', () => {
  it('go into both parts of a split and are one text again after a merge', () => {
    const { cuts, videoId, clipId, say, said, edit } = aCutStudy()
    say(clipId, 'Smiles')
    say(clipId, 'Nods', [9000, 11_000])
    const parts = edit({ kind: 'split', clipId, atMs: 10_000 })
    expect(parts.clips.map(({ id, captioned }) => [said(id), captioned])).toEqual([
      [
        [
          [null, 'Smiles'],
          [9000, 'Nods'],
        ],
        true,
      ],
      [
        [
          [null, 'Smiles'],
          [10_000, 'Nods'],
        ],
        true,
      ],
    ])
    say(parts.clips[1]?.id ?? 0, 'Frowns')
    expect(idsOf(edit({ kind: 'merge', clipIds: idsOf(parts) }))).toEqual([clipId])
    expect(said(clipId)).toEqual([
      [null, 'Smiles Frowns'],
      [9000, 'Nods'],
    ])
    const [caption] = cuts.state(videoId).clips
    expect(caption?.captioned).toBe(true)
  })

  it('that were written after a cut was taken back win over the copies of the first time', () => {
    const { clipId, say, said, edit, undo } = aCutStudy()
    say(clipId, 'Smiles')
    const split: CutEdit = { kind: 'split', clipId, atMs: 10_000 }
    const [first = 0, second = 0] = idsOf(edit(split))
    say(second, 'Frowns')
    undo()
    expect(idsOf(edit(split))).toEqual([first, second])
    expect([said(first), said(second)]).toEqual([[[null, 'Smiles']], [[null, 'Frowns']]])
    undo()
    say(clipId, 'Looks down')
    edit(split)
    expect([said(first), said(second)]).toEqual([[[null, 'Looks down']], [[null, 'Looks down']]])
  })

  it('are trimmed with their clip', () => {
    const { clipId, say, said, edit } = aCutStudy()
    say(clipId, 'Smiles')
    say(clipId, 'Nods', [1000, 2000])
    say(clipId, 'Yawns', [4000, 6000])
    const trimmed = edit({ kind: 'trim', clipId, span: { startMs: 5000, endMs: 20_000 } })
    expect(said(idsOf(trimmed)[0])).toEqual([
      [null, 'Smiles'],
      [5000, 'Yawns'],
    ])
    expect(said(clipId)).toHaveLength(3)
  })

  it('of a whole clip go only to the one new clip around it, those of spans to where they lie', () => {
    const { clipId, say, said, edit, undo } = aCutStudy()
    say(clipId, 'A long talk')
    say(clipId, 'Nods', [9000, 11_000])
    const [first = 0, second = 0, third = 0] = idsOf(edit(byTens))
    expect([first, second, third].map(said)).toEqual([[[9000, 'Nods']], [[10_000, 'Nods']], []])
    say(first, 'Smiles')
    say(third, 'Frowns')
    const wide = { startMs: 0, endMs: 15_000 }
    const merged = edit({
      kind: 'replace',
      spans: [wide, { startMs: 15_000, endMs: 26_000 }],
      origin: 'speech',
    })
    // The second and the third clip lie in no new one alone.
    expect(idsOf(merged).map(said)).toEqual([
      [
        [null, 'Smiles'],
        [9000, 'Nods'],
      ],
      [],
    ])
    undo()
    undo()
    expect(said(clipId)).toEqual([
      [null, 'A long talk'],
      [9000, 'Nods'],
    ])
  })

  it('that are too long together leave everything as it was', () => {
    const { cuts, videoId, clipId, say, edit } = aCutStudy()
    const parts = edit({ kind: 'split', clipId, atMs: 10_000 })
    for (const { id } of parts.clips) say(id, String(id).repeat(12_500).slice(0, 12_500))
    const before = cuts.state(videoId)
    expect(() => edit({ kind: 'merge', clipIds: idsOf(parts) })).toThrow('a caption has at most 20,000')
    expect(cuts.state(videoId)).toEqual(before)
  })
})

describe('taking back', () => {
  it('goes from the newest step to the first, and again forward in the same order', () => {
    const { cuts, videoId, edit, undo, redo, newestStep } = aCutStudy()
    const whole = cuts.state(videoId)
    const first = edit(byTens)
    const second = edit({ kind: 'merge', clipIds: idsOf(first).slice(0, 2) })
    expect(undo()).toEqual(first)
    expect([undo(), newestStep()]).toEqual([whole, null])
    expect(undo()).toEqual(whole)
    expect(redo()).toEqual(first)
    expect(redo()).toEqual(second)
    expect(redo()).toEqual(second)
  })

  it('cannot be taken back itself once another step was made', () => {
    const { clipId, edit, undo, redo } = aCutStudy()
    edit(byTens)
    undo()
    const split = edit({ kind: 'split', clipId, atMs: 7000 })
    expect(redo()).toEqual(split)
  })

  it('of any steps restores every state on the way', () => {
    const part = fc.double({ min: 0.05, max: 0.95, noNaN: true })
    const kinds = fc.constantFrom('split', 'merge', 'trim', 'exclude', 'remove', 'add', 'replace')
    const steps = fc.array(fc.record({ kind: kinds, at: part, place: fc.nat(20) }), { maxLength: 12 })
    fc.assert(
      fc.property(steps, (list) => {
        const { cuts, videoId, edit, undo, redo, newestStep } = aCutStudy()
        const states = [cuts.state(videoId)]
        for (const step of list) {
          const now = states.at(-1) ?? cuts.state(videoId)
          const before = newestStep()
          const next = tryEdit(edit, editFrom(step, now)) ?? now
          if (newestStep() !== before) states.push(next)
          expect(next.clips.length).toBeGreaterThan(0)
        }
        for (const state of states.slice(0, -1).reverse()) expect(undo()).toEqual(state)
        expect(newestStep()).toBeNull()
        for (const state of states.slice(1)) expect(redo()).toEqual(state)
      }),
      { numRuns: 40 },
    )
  })

  it('of a split is the clip again, and so is a merge of its parts', () => {
    fc.assert(
      fc.property(fc.double({ min: 200, max: DURATION_MS - 200, noNaN: true }), (atMs) => {
        const { cuts, videoId, clipId, edit, undo } = aCutStudy()
        const before = cuts.state(videoId)
        const split = edit({ kind: 'split', clipId, atMs })
        expect(spansOf(split)).toEqual([
          [0, atMs],
          [atMs, DURATION_MS],
        ])
        const merged = edit({ kind: 'merge', clipIds: idsOf(split) })
        expect([idsOf(merged), spansOf(merged)]).toEqual([idsOf(before), spansOf(before)])
        undo()
        expect(undo()).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })
})

/** A step that may or may not be possible. */
function editFrom(
  { kind, at, place }: { kind: CutEdit['kind']; at: number; place: number },
  { clips }: CutState,
): CutEdit {
  const index = place % clips.length
  const { id: clipId = 0, startMs = 0, endMs = 0 } = clips[index] ?? {}
  const middle = startMs + at * (endMs - startMs)
  const clipIds = clips.slice(index, index + 2).map(({ id }) => id)
  switch (kind) {
    case 'split':
      return { kind, clipId, atMs: middle }
    case 'merge':
    case 'remove':
      return { kind, clipIds }
    case 'exclude':
      return { kind, clipIds, excluded: at > 0.3 }
    case 'trim':
      return { kind, clipId, span: { startMs: middle, endMs } }
    case 'add':
      return { kind, span: { startMs: at * 20_000, endMs: at * 20_000 + 900 } }
    case 'replace':
      return { ...byTens, spans: tens.slice(0, 1 + (place % 3)) } as CutEdit
  }
}

function tryEdit(edit: (step: CutEdit) => CutState, step: CutEdit): CutState | null {
  try {
    return edit(step)
  } catch (error) {
    expect(error).toMatchObject({ name: 'AppError', code: 'bad-request' })
    return null
  }
}
