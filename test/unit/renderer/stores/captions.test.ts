import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { useAppStore } from '../../../../src-renderer/stores/app.ts'
import { useCaptionsStore } from '../../../../src-renderer/stores/captions.ts'
import { useLibraryStore } from '../../../../src-renderer/stores/library.ts'
import { useStudyStore } from '../../../../src-renderer/stores/study.ts'
import { useUndoStore } from '../../../../src-renderer/stores/undo.ts'
import { useViewStore } from '../../../../src-renderer/stores/view.ts'
import { createFakeBridge } from '../../../helpers/fake-bridge.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'
import { reviewHandlers } from '../../../helpers/fake-review.ts'
import { summaryOf } from '../../../helpers/fake-study.ts'

let bridge: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  bridge = createFakeBridge()
  bridge.use(reviewHandlers(bridge))
  for (const clip of bridge.study?.clips ?? []) clip.captioned = false
  Object.assign(window, { bridge })
})

const savedTexts = (): unknown[] =>
  bridge.calls.filter((call) => call.channel === 'caption.save').map((call) => call.request)

describe('captions store', () => {
  it("parts the rater's own caption from those of others and those with a time", async () => {
    const captions = useCaptionsStore()
    await captions.open(1, 1)
    expect(captions.own).toBeNull()
    expect(captions.others.map((caption) => caption.raterCode)).toEqual(['CD'])
    expect(captions.spans).toHaveLength(1)
  })

  it('saves the caption of the whole clip for the rater and marks the study saved', async () => {
    const captions = useCaptionsStore()
    await captions.open(1, 1)
    captions.edit('Looks down')
    expect(await captions.flush()).toBe(true)
    expect(savedTexts()).toEqual([{ clipId: 1, raterId: 1, text: 'Looks down', startMs: null, endMs: null }])
    expect(captions.own?.text).toBe('Looks down')
    expect(useAppStore().savedUtc).toBe(captions.own?.updatedUtc)
  })

  it('saves what was typed to its own clip when another is opened', async () => {
    const captions = useCaptionsStore()
    await captions.open(1, 1)
    captions.edit('of clip one')
    await captions.open(2, 1)
    expect(savedTexts()).toMatchObject([{ clipId: 1, text: 'of clip one' }])
    expect(captions.draftState.text).toBe('')
    await captions.open(1, 1)
    expect(captions.draftState).toMatchObject({ text: 'of clip one', status: 'saved' })
  })

  it('brings unsaved text back with its clip after main refused it', async () => {
    const captions = useCaptionsStore()
    bridge.use({
      'caption.save': () => {
        throw new AppError('disk-full', 'The disk is full.')
      },
    })
    await captions.open(1, 1)
    captions.edit('not lost')
    expect(await captions.flush()).toBe(false)
    await captions.open(2, 1)
    await captions.open(1, 1)
    expect(captions.draftState).toMatchObject({ text: 'not lost', status: 'failed' })
  })

  it('tells of a caption that could not be saved after its clip was left, and sends it when main takes one again', async () => {
    const captions = useCaptionsStore()
    const save = reviewHandlers(bridge)['caption.save']
    bridge.use({
      'caption.save': () => {
        throw new AppError('disk-full', 'The disk is full.')
      },
    })
    await useLibraryStore().load()
    await captions.open(1, 1)
    captions.edit('not lost')
    await captions.open(2, 1)
    await flushPromises()
    const [unsaved] = captions.unsavedElsewhere
    expect(unsaved?.label).toBe('caption of P001 baseline clip 1')
    expect(unsaved?.draft.state.value).toMatchObject({ text: 'not lost', message: 'The disk is full.' })

    bridge.use(save === undefined ? {} : { 'caption.save': save })
    captions.edit('of clip two')
    await captions.flush()
    await flushPromises()
    expect(captions.unsavedElsewhere).toEqual([])
    expect(savedTexts().at(-1)).toMatchObject({ clipId: 1, text: 'not lost' })
  })

  it('forgets drafts when another study is opened, whose ids begin anew', async () => {
    const captions = useCaptionsStore()
    const study = useStudyStore()
    if (bridge.study === null) throw new Error('The fake has a study.')
    study.setOpened(summaryOf(bridge.study))
    await captions.open(1, 1)
    captions.edit('of the first study')
    study.setOpened({ ...summaryOf(bridge.study), title: 'Another' })
    await captions.open(1, 1)
    expect(captions.draftState.text).not.toBe('of the first study')
  })

  it('saves what is being typed before the window or the study is closed, and tells main what it could not save', async () => {
    const captions = useCaptionsStore()
    await useLibraryStore().load()
    await captions.open(1, 1)
    captions.edit('saved in time')
    await captions.answerLeaving(1)
    expect(savedTexts()).toMatchObject([{ clipId: 1, text: 'saved in time' }])
    bridge.use({
      'caption.save': () => {
        throw new AppError('study-moved', 'The study’s folder was moved.')
      },
    })
    captions.edit('not lost')
    await captions.open(2, 1)
    captions.edit('nor this')
    await captions.answerLeaving(2)
    const answers = bridge.calls.filter(({ channel }) => channel === 'caption.left')
    expect(answers.map(({ request }) => request)).toEqual([
      { askId: 1, unsaved: [] },
      {
        askId: 2,
        unsaved: [
          {
            label: 'caption of P001 baseline clip 1',
            text: 'not lost',
            reason: 'The study’s folder was moved.',
          },
          {
            label: 'caption of P001 baseline clip 2',
            text: 'nor this',
            reason: 'The study’s folder was moved.',
          },
        ],
      },
    ])
  })

  it('takes what could not be saved along when the study goes on in another folder, and saves it there', async () => {
    const captions = useCaptionsStore()
    const study = useStudyStore()
    if (bridge.study === null) throw new Error('The fake has a study.')
    study.setOpened(summaryOf(bridge.study))
    const save = reviewHandlers(bridge)['caption.save']
    bridge.use({
      'caption.save': () => {
        throw new AppError('study-moved', 'The study’s folder was moved.')
      },
    })
    await captions.open(1, 1)
    captions.edit('not lost')
    await captions.flush()
    const summary = { ...summaryOf(bridge.study), folderName: 'rescued' }
    const rescued = await captions.follow(() => {
      bridge.use(save === undefined ? {} : { 'caption.save': save })
      study.setOpened(summary)
      return Promise.resolve('there')
    })
    expect(rescued).toBe('there')
    expect(savedTexts().at(-1)).toMatchObject({ clipId: 1, text: 'not lost' })
    expect(captions.unsaved).toEqual([])
  })

  it('takes nothing to be typed without a rater', async () => {
    const captions = useCaptionsStore()
    await captions.open(1, null)
    captions.edit('by nobody')
    expect(await captions.flush()).toBe(true)
    expect(savedTexts()).toEqual([])
  })
})

describe('typing ahead of the study', () => {
  it('gives text to the clip that was chosen before its captions are read', async () => {
    const captions = useCaptionsStore()
    void captions.open(1, 1)
    captions.edit('one')
    void captions.open(2, 1)
    captions.edit('two')
    void captions.open(3, 1)
    captions.edit('three')
    await captions.flush()
    await flushPromises()
    expect(savedTexts()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ clipId: 1, text: 'one' }),
        expect.objectContaining({ clipId: 2, text: 'two' }),
        expect.objectContaining({ clipId: 3, text: 'three' }),
      ]),
    )
    expect(savedTexts()).toHaveLength(3)
  })

  it('puts it behind a caption that was stored there, and the stored one is not lost', async () => {
    for (const clip of bridge.study?.clips ?? []) clip.captioned = true
    const captions = useCaptionsStore()
    await captions.open(1, 1)
    const stored = captions.draftState.text
    await captions.open(2, 1)
    await flushPromises()
    void captions.open(1, 1)
    captions.edit('More.')
    await flushPromises()
    expect(captions.draftState.text).toBe(`${stored} More.`)
  })

  it('begins the caption with what was typed before it was known who writes', async () => {
    const captions = useCaptionsStore()
    await captions.open(1, null)
    captions.typeAhead('Pa')
    void captions.open(1, 1)
    captions.edit(`${captions.draftState.text}tient`)
    await captions.flush()
    expect(savedTexts()).toMatchObject([{ clipId: 1, text: 'Patient' }])
  })

  it('does not carry it to another clip', async () => {
    const captions = useCaptionsStore()
    await captions.open(1, null)
    captions.typeAhead('Pa')
    await captions.open(2, null)
    await captions.open(2, 1)
    expect(captions.draftState.text).toBe('')
  })
})

describe('captions in the undo list', () => {
  async function openStudy() {
    await useLibraryStore().load()
    const [captions, undo, view] = [useCaptionsStore(), useUndoStore(), useViewStore()]
    await captions.open(1, 1)
    return { captions, undo, view }
  }

  it('is one step for what was typed without a pause, named as the user would', async () => {
    const { captions, undo } = await openStudy()
    for (const text of ['L', 'Lo', 'Looks']) captions.edit(text)
    expect(await undo.undo()).toBe('caption of P001 baseline clip 1')
    expect([captions.draftState.text, undo.canUndo]).toEqual(['', false])
    await undo.redo()
    expect(captions.draftState.text).toBe('Looks')
  })

  it('takes back the last change whatever it was, and shows its place', async () => {
    const { captions, undo, view } = await openStudy()
    captions.edit('of clip one')
    await captions.open(2, 1)
    await flushPromises()
    bridge.journal.write({ label: 'a score', place: null, undo: () => undefined, redo: () => undefined })
    captions.edit('of clip two')
    await captions.open(3, 1)
    view.go('rate')
    expect(await undo.undo()).toContain('clip 2')
    expect([view.view, view.clipId]).toEqual(['review', 2])
    expect(await undo.undo()).toBe('a score')
    expect(await undo.undo()).toContain('clip 1')
    await captions.open(1, 1)
    expect(captions.draftState.text).toBe('')
  })

  it('goes back step by step to every text that there was, also after the clip was left', async () => {
    const { captions, undo } = await openStudy()
    captions.edit('one')
    captions.edit('one two', true)
    captions.edit('one two three')
    await captions.open(2, 1)
    await captions.open(1, 1)
    const texts: string[] = []
    while ((await undo.undo()) !== null) texts.push(captions.draftState.text)
    expect(texts).toEqual(['one two', 'one', ''])
    texts.length = 0
    while ((await undo.redo()) !== null) texts.push(captions.draftState.text)
    expect(texts).toEqual(['one', 'one two', 'one two three'])
  })

  it('gives back the stored caption when it was typed ahead of it', async () => {
    for (const clip of bridge.study?.clips ?? []) clip.captioned = true
    const { captions, undo } = await openStudy()
    await captions.open(2, 1)
    const stored = captions.draftState.text
    await captions.open(1, 1)
    void captions.open(2, 1)
    captions.edit('More.')
    await flushPromises()
    await undo.undo()
    expect([stored === '', captions.draftState.text]).toEqual([false, stored])
  })

  it('leaves out what was typed and taken back by hand', async () => {
    const { captions, undo } = await openStudy()
    captions.edit('x')
    captions.edit('')
    await captions.flush()
    expect(undo.canUndo).toBe(false)
  })

  it('has a text that was brought back from the history as one step', async () => {
    const { captions, undo } = await openStudy()
    captions.edit('new')
    await captions.bringBack('earlier')
    expect(await undo.undo()).not.toBeNull()
    expect(captions.draftState.text).toBe('new')
  })

  it('can be taken back from the first letter on, before main has it', async () => {
    const { captions, undo } = await openStudy()
    captions.edit('L')
    expect([undo.canUndo, undo.undoLabel]).toEqual([true, 'caption of P001 baseline clip 1'])
  })

  it('goes back to what the study holds where main refuses the text, which redo brings again', async () => {
    const { captions, undo } = await openStudy()
    captions.edit('kept')
    await captions.flush()
    bridge.use({
      'caption.save': () => {
        throw new AppError('disk-full', 'The disk is full.')
      },
    })
    captions.edit('kept, and more')
    expect(await undo.undo()).toBe('caption of P001 baseline clip 1')
    expect([captions.draftState.text, captions.unsaved]).toEqual(['kept', []])
    expect(undo.redoLabel).toBe('caption of P001 baseline clip 1')
    await undo.redo()
    expect(captions.draftState.text).toBe('kept, and more')
  })
})
