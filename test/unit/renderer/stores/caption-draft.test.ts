import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { captionMaxCharacters } from '../../../../src-shared/domain/caption.ts'
import type { Caption } from '../../../../src-shared/domain/caption.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import {
  createCaptionDraft,
  saveDelayMs,
  withTypedAhead,
} from '../../../../src-renderer/stores/caption-draft.ts'

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

/** A draft that knows what the study holds. */
function openDraft(
  held: Caption | null,
  save: (text: string) => Promise<Caption>,
  done: () => unknown = () => null,
) {
  const draft = createCaptionDraft({
    read: () => Promise.resolve(held),
    save,
    done: () => Promise.resolve(done()),
  })
  draft.adopt(held)
  return draft
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
    const draft = openDraft(null, main.save)
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
    const draft = openDraft(null, main.save)
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
    const draft = openDraft(null, main.save)
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
    const draft = openDraft(null, main.save)
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
    const draft = openDraft(aCaption('Looks down'), main.save)
    draft.edit('Looks')
    draft.edit('Looks down')
    expect(await draft.flush()).toBe(true)
    expect([main.texts, draft.state.value.status]).toEqual([[], 'saved'])
  })

  it('takes over a text that changed elsewhere, but never over unsaved typing', () => {
    const main = heldSaves()
    const draft = openDraft(aCaption('old'), main.save)
    draft.adopt(aCaption('new', 2))
    expect(draft.state.value.text).toBe('new')
    draft.edit('mine')
    draft.adopt(aCaption('theirs', 3))
    expect(draft.state.value).toMatchObject({ text: 'mine', status: 'editing' })
  })
})

describe('a draft that was typed in before it is known what the study holds', () => {
  /** Main's answer to the reading waits until the test gives it. */
  function unread(save: (text: string) => Promise<Caption>) {
    let answer: (caption: Caption | null) => void = () => undefined
    let refuse: (error: Error) => void = () => undefined
    const draft = createCaptionDraft({
      read: () =>
        new Promise((resolve, reject) => {
          answer = resolve
          refuse = reject
        }),
      save,
      done: () => Promise.resolve(),
    })
    return {
      draft,
      answer: async (caption: Caption | null) => {
        answer(caption)
        await vi.advanceTimersByTimeAsync(0)
      },
      refuse: async (error: Error) => {
        refuse(error)
        await vi.advanceTimersByTimeAsync(0)
      },
    }
  }

  it('takes text at once and keeps all of it when the study turns out to hold nothing', async () => {
    const main = heldSaves()
    const { draft } = unread(main.save)
    draft.edit('Pa')
    draft.adopt(null)
    draft.edit('Pat')
    expect(draft.state.value).toMatchObject({ text: 'Pat', status: 'editing' })
    await vi.advanceTimersByTimeAsync(saveDelayMs)
    expect(main.texts).toEqual(['Pat'])
  })

  it('goes on behind the stored caption, which is not overwritten', async () => {
    const main = heldSaves()
    const { draft } = unread(main.save)
    draft.edit('smiles')
    draft.adopt(aCaption('Looks down.'))
    expect(draft.state.value.text).toBe('Looks down. smiles')
    await vi.advanceTimersByTimeAsync(saveDelayMs)
    expect(main.texts).toEqual(['Looks down. smiles'])
  })

  it('reads what the study holds before it saves', async () => {
    const main = heldSaves()
    const { draft, answer } = unread(main.save)
    draft.edit('smiles')
    void draft.flush()
    await vi.advanceTimersByTimeAsync(0)
    expect(main.texts).toEqual([])
    await answer(aCaption('Looks down.'))
    expect(main.texts).toEqual(['Looks down. smiles'])
  })

  it('keeps the text and says why when the study cannot be read, and tries again', async () => {
    const main = heldSaves()
    const { draft, answer, refuse } = unread(main.save)
    draft.edit('smiles')
    void draft.flush()
    await vi.advanceTimersByTimeAsync(0)
    await refuse(new AppError('study-unreadable', 'The study cannot be read.'))
    expect(draft.state.value).toMatchObject({ text: 'smiles', status: 'failed' })
    void draft.flush()
    await vi.advanceTimersByTimeAsync(0)
    await answer(null)
    expect(main.texts).toEqual(['smiles'])
  })

  it('waits with the stored caption while a word is being composed', () => {
    const main = heldSaves()
    const { draft } = unread(main.save)
    draft.setComposing(true)
    draft.edit('にほ')
    draft.adopt(aCaption('Looks down.'))
    draft.edit('日本')
    expect(draft.state.value.text).toBe('日本')
    draft.setComposing(false)
    expect(draft.state.value.text).toBe('Looks down. 日本')
  })

  it('parts what was stored from what was typed by one space', () => {
    expect([withTypedAhead('a', 'b'), withTypedAhead('a ', 'b'), withTypedAhead('a', '\nb')]).toEqual([
      'a b',
      'a b',
      'a\nb',
    ])
    expect([withTypedAhead('', 'b'), withTypedAhead('a', '')]).toEqual(['b', 'a'])
  })
})

describe('a text over the limit', () => {
  const long = 'x'.repeat(captionMaxCharacters + 1)

  it('stays whole, is told at once, and is never sent, cut or not', async () => {
    const main = heldSaves()
    const draft = openDraft(null, main.save)
    draft.edit(long)
    expect(draft.state.value).toMatchObject({ text: long, status: 'failed' })
    expect(draft.state.value.message).toContain('20,000 characters; this one has 20,001')
    await vi.advanceTimersByTimeAsync(saveDelayMs)
    expect([await draft.flush(), main.texts]).toEqual([false, []])
    draft.edit(long.slice(1))
    expect(draft.state.value).toMatchObject({ status: 'editing', message: null })
  })
})

describe('steps', () => {
  it('end with the text that there was, also when more is typed before that is sent', async () => {
    const main = heldSaves()
    const log: string[] = []
    const draft = openDraft(
      null,
      (text) => {
        log.push(text)
        return main.save(text)
      },
      () => log.push('done'),
    )
    draft.edit('one')
    void draft.finish()
    draft.edit('one two')
    const finished = draft.finish()
    await vi.advanceTimersByTimeAsync(0)
    await main.answer()
    await main.answer()
    expect([await finished, log]).toEqual([true, ['one', 'done', 'one two', 'done']])
    expect(draft.state.value).toMatchObject({ text: 'one two', status: 'saved' })
  })

  it('do not end with a text that main refused; it can give way to what the study holds', async () => {
    const main = heldSaves()
    const done = vi.fn()
    const draft = openDraft(aCaption('before'), main.save, done)
    draft.edit('after')
    const finished = draft.finish()
    await vi.advanceTimersByTimeAsync(0)
    await main.refuse()
    expect([await finished, done.mock.calls]).toEqual([false, []])
    expect(draft.dropRefused()).toBe('after')
    expect([draft.state.value.text, draft.isUnsaved(), draft.dropRefused()]).toEqual(['before', false, null])
  })
})
