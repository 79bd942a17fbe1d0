import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { useAppStore } from '../../../../src-renderer/stores/app.ts'
import { useCaptionsStore } from '../../../../src-renderer/stores/captions.ts'
import { useStudyStore } from '../../../../src-renderer/stores/study.ts'
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

  it('takes nothing to be typed without a rater', async () => {
    const captions = useCaptionsStore()
    await captions.open(1, null)
    captions.edit('by nobody')
    expect(await captions.flush()).toBe(true)
    expect(savedTexts()).toEqual([])
  })
})
