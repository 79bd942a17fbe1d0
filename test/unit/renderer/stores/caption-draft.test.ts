import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Caption } from '../../../../src-shared/domain/caption.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import { createCaptionDraft, saveDelayMs } from '../../../../src-renderer/stores/caption-draft.ts'

function aCaption(text: string, revision = 1): Caption {
  return {
    id: 1,
    clipId: 1,
    raterId: 1,
    raterCode: 'AB',
    text,
    startMs: null,
    endMs: null,
    origin: 'typed',
    synthetic: false,
    revision,
    updatedUtc: `2026-03-02T13:02:${String(10 + revision)}Z`,
  }
}

/** Main's side: each save waits until the test answers it. */
function heldSaves() {
  const texts: string[] = []
  const open: { resolve: (caption: Caption) => void; reject: (error: Error) => void; text: string }[] = []
  const save = (text: string): Promise<Caption> => {
    texts.push(text)
    return new Promise((resolve, reject) => open.push({ resolve, reject, text }))
  }
  const answer = async (): Promise<void> => {
    const next = open.shift()
    next?.resolve(aCaption(next.text, texts.length))
    await vi.advanceTimersByTimeAsync(0)
  }
  const refuse = async (): Promise<void> => {
    open.shift()?.reject(new AppError('disk-full', 'The disk is full.'))
    await vi.advanceTimersByTimeAsync(0)
  }
  return { texts, save, answer, refuse }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('createCaptionDraft', () => {
  it('sends nothing while somebody types, and the whole text after a pause', async () => {
    const main = heldSaves()
    const draft = createCaptionDraft(null, main.save)
    for (const text of ['L', 'Lo', 'Looks']) {
      draft.edit(text)
      await vi.advanceTimersByTimeAsync(saveDelayMs - 1)
    }
    expect([main.texts, draft.state.value.status]).toEqual([[], 'editing'])
    await vi.advanceTimersByTimeAsync(1)
    expect(main.texts).toEqual(['Looks'])
  })

  it('says saved only after main has confirmed, with main’s time', async () => {
    const main = heldSaves()
    const draft = createCaptionDraft(null, main.save)
    draft.edit('Looks down')
    const flushed = draft.flush()
    await vi.advanceTimersByTimeAsync(0)
    expect(draft.state.value.status).toBe('saving')
    await main.answer()
    expect([await flushed, draft.state.value]).toEqual([
      true,
      { text: 'Looks down', status: 'saved', savedUtc: '2026-03-02T13:02:11Z', message: null },
    ])
  })

  it('keeps what was typed during a save and sends it next, never the other way round', async () => {
    const main = heldSaves()
    const draft = createCaptionDraft(null, main.save)
    draft.edit('one')
    void draft.flush()
    await vi.advanceTimersByTimeAsync(0)
    draft.edit('one two')
    void draft.flush()
    await vi.advanceTimersByTimeAsync(0)
    expect(main.texts).toEqual(['one'])
    await main.answer()
    expect([draft.state.value.status, main.texts]).toEqual(['saving', ['one', 'one two']])
    await main.answer()
    expect(draft.state.value).toMatchObject({ text: 'one two', status: 'saved' })
  })

  it('keeps the text when main refuses, says why, and tries again', async () => {
    const main = heldSaves()
    const draft = createCaptionDraft(null, main.save)
    draft.edit('Looks down')
    const flushed = draft.flush()
    await vi.advanceTimersByTimeAsync(0)
    await main.refuse()
    expect([await flushed, draft.state.value]).toMatchObject([
      false,
      { text: 'Looks down', status: 'failed', message: 'The disk is full.' },
    ])
    void draft.flush()
    await vi.advanceTimersByTimeAsync(0)
    await main.answer()
    expect(draft.state.value).toMatchObject({ status: 'saved', message: null })
  })

  it('sends nothing when the text is what the study holds already', async () => {
    const main = heldSaves()
    const draft = createCaptionDraft(aCaption('Looks down'), main.save)
    draft.edit('Looks')
    draft.edit('Looks down')
    expect(await draft.flush()).toBe(true)
    expect([main.texts, draft.state.value.status]).toEqual([[], 'saved'])
  })

  it('takes over a text that changed elsewhere, but never over unsaved typing', () => {
    const main = heldSaves()
    const draft = createCaptionDraft(aCaption('old'), main.save)
    draft.adopt(aCaption('new', 2))
    expect(draft.state.value.text).toBe('new')
    draft.edit('mine')
    draft.adopt(aCaption('theirs', 3))
    expect(draft.state.value).toMatchObject({ text: 'mine', status: 'editing' })
  })
})
