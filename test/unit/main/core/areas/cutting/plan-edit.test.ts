import { describe, expect, it } from 'vitest'
import { planEdit } from '#core/areas/cutting/plan-edit.ts'
import type { ClipToCut } from '#core/areas/study/clip-repository.ts'
import type { CutEdit } from '#shared/domain/cut.ts'
import { upTo } from '../../../../../helpers/up-to.ts'

/** Clips with numbers from 1 on. */
function clipsAt(...spans: readonly (readonly [number, number])[]): ClipToCut[] {
  return spans.map(([startMs, endMs], index) => ({
    id: index + 1,
    videoId: 1,
    startMs,
    endMs,
    state: 'active',
    origin: 'fixed',
    captioned: false,
    uid: `clip ${index}`,
  }))
}
const plan = (clips: readonly ClipToCut[], edit: CutEdit) => planEdit({ clips, video: upTo(30_000) }, edit)
const put = (clips: readonly ClipToCut[], edit: CutEdit) =>
  plan(clips, edit).put.map(({ span }) => [span.startMs, span.endMs])
const three = clipsAt([0, 10_000], [10_000, 20_000], [20_000, 30_000])
/** Each half in the next one. */
const overlapping = clipsAt([0, 10_000], [5000, 15_000], [10_000, 20_000])

describe('a split', () => {
  it('makes two parts by hand, excluded where the clip was', () => {
    const [first] = clipsAt([0, 10_000])
    const clips = first === undefined ? [] : [{ ...first, state: 'excluded' as const }]
    expect(plan(clips, { kind: 'split', clipId: 1, atMs: 4000 }).put).toEqual([
      { span: { startMs: 0, endMs: 4000 }, origin: 'hand', excluded: true },
      { span: { startMs: 4000, endMs: 10_000 }, origin: 'hand', excluded: true },
    ])
  })

  it.each([0, 199, 9801, 12_000])('is refused at %d ms, which leaves no clip on one side', (atMs) => {
    expect(() => plan(three, { kind: 'split', clipId: 1, atMs })).toThrow('each part needs at least 200 ms')
  })

  it('of a clip that is not in the video is refused', () => {
    expect(() => plan(three, { kind: 'split', clipId: 9, atMs: 4000 })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    )
  })
})

describe('a merge', () => {
  it('reaches from the first start to the last end, what lies between included', () => {
    expect(put(clipsAt([0, 4000], [6000, 9000]), { kind: 'merge', clipIds: [2, 1] })).toEqual([[0, 9000]])
    expect(put(overlapping, { kind: 'merge', clipIds: [1, 2] })).toEqual([[0, 15_000]])
  })

  it('is refused over a clip in between', () => {
    expect(() => plan(three, { kind: 'merge', clipIds: [1, 3] })).toThrow(
      'Only neighbours can be merged: the clip from 00:10.000 to 00:20.000 lies between them.',
    )
    expect(() => plan(overlapping, { kind: 'merge', clipIds: [1, 3] })).toThrow('Only neighbours')
  })

  it('of one clip twice is none', () => {
    expect(() => plan(three, { kind: 'merge', clipIds: [1, 1] })).toThrow('It takes two clips')
  })
})

describe('a trim', () => {
  it('may grow into the gap beside the clip, not into the next clip', () => {
    const clips = clipsAt([2000, 10_000], [12_000, 20_000])
    const trim = (startMs: number, endMs: number) =>
      put(clips, { kind: 'trim', clipId: 1, span: { startMs, endMs } })
    expect(trim(0, 12_000)).toEqual([[0, 12_000]])
    expect(() => trim(0, 12_001)).toThrow('There is a clip from 00:12.000 to 00:20.000 already')
  })

  it('of an overlapping clip may go on overlapping', () => {
    expect(put(overlapping, { kind: 'trim', clipId: 2, span: { startMs: 6000, endMs: 15_000 } })).toEqual([
      [6000, 15_000],
    ])
  })
})

describe('a clip by hand', () => {
  it('is added where none is', () => {
    expect(put(clipsAt([0, 5000]), { kind: 'add', span: { startMs: 5000, endMs: 5200 } })).toEqual([
      [5000, 5200],
    ])
  })

  it.each([
    [4000, 6000, 'There is a clip from'],
    [6000, 6199, 'a clip has at least 200 ms'],
    [29_000, 30_001, 'reaches beyond its video, which ends at 00:30.000'],
  ])('is refused from %d to %d ms', (startMs, endMs, what) => {
    expect(() => plan(clipsAt([0, 5000]), { kind: 'add', span: { startMs, endMs } })).toThrow(what)
  })
})

describe('new clips for a video', () => {
  const spans = [
    { startMs: 5000, endMs: 15_000 },
    { startMs: 0, endMs: 10_000 },
  ]

  it('may overlap with a fixed length, and come in order', () => {
    expect(put(three, { kind: 'replace', spans, origin: 'fixed' })).toEqual([
      [0, 10_000],
      [5000, 15_000],
    ])
  })

  it('may not overlap otherwise, nor be there twice', () => {
    expect(() => plan(three, { kind: 'replace', spans, origin: 'speech' })).toThrow(
      'Only clips of a fixed length may overlap.',
    )
    const twice = [...spans, ...spans]
    expect(() => plan(three, { kind: 'replace', spans: twice, origin: 'fixed' })).toThrow('overlaps the one')
  })

  it('are no more than a video can have, and none is without a picture', () => {
    const many = Array.from({ length: 10_001 }, (_, at) => ({ startMs: at, endMs: at + 1 }))
    expect(() => plan(three, { kind: 'replace', spans: many, origin: 'fixed' })).toThrow(
      'These would be 10,001 clips: a video has at most 10,000.',
    )
    const late = { clips: clipsAt([5000, 9000]), video: { startMs: 5000, endMs: 9000 } }
    const before = [{ startMs: 1000, endMs: 5000 }]
    expect(() => planEdit(late, { kind: 'replace', spans: before, origin: 'hand' })).toThrow(
      'would be without a picture: this video begins at 00:05.000.',
    )
  })

  it('may be one for a video that is shorter than a clip', () => {
    const spansOfAll = [{ startMs: 0, endMs: 120 }]
    const video = { clips: clipsAt([0, 120]), video: upTo(120) }
    expect(planEdit(video, { kind: 'replace', spans: spansOfAll, origin: 'fixed' }).put).toHaveLength(1)
  })
})

describe('removing', () => {
  it('leaves every video a clip, so that it stays in reach', () => {
    expect(plan(three, { kind: 'remove', clipIds: [1, 2] }).removed.map(({ id }) => id)).toEqual([1, 2])
    expect(() => plan(three, { kind: 'remove', clipIds: [1, 2, 3] })).toThrow('Exclude it instead')
  })
})
