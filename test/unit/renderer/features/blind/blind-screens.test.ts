import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import App from '../../../../../src-renderer/App.vue'
import { useViewStore } from '../../../../../src-renderer/stores/view.ts'
import { analysisHandlers, rateFully } from '../../../../helpers/fake-analysis.ts'
import { peopleHandlers } from '../../../../helpers/fake-people.ts'
import { reviewHandlers } from '../../../../helpers/fake-review.ts'
import { makeFakeStudy } from '../../../../helpers/fake-study.ts'
import { eventually } from '../../../../helpers/eventually.ts'
import { openWindow } from '../../../../helpers/open-window.ts'
import { stubWindow } from '../../../../helpers/still-window.ts'

beforeEach(() => {
  stubWindow()
  // jsdom plays nothing.
  HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0
  HTMLVideoElement.prototype.cancelVideoFrameCallback = () => undefined
  // Lists draw what is in sight: here, all of it.
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, value: 4000 })
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, value: 1200 })
})

const classes = /neutral|happy|sad\b|angry|fearful|disgusted|surprised/
/** Of rater CD; what AB wrote of this clip is another text. */
const othersCaption = 'Looks at the interviewer, a short smile'

/**
 * The whole window of rater AB on a study in which everything was estimated and rated by others, too. Main's answers are
 * those of somebody who sees all: here it is the screens that keep it back.
 */
async function theWindow(blindRating: boolean) {
  const study = makeFakeStudy({ patients: 10 })
  rateFully(study)
  study.clips = study.clips.map((clip) => ({
    ...clip,
    problem: null,
    predicted: true,
    topClass: 'happy',
    topProbability: 0.873,
  }))
  const { bridge, pinia } = openWindow({ study, settings: { blindRating, raterCode: 'AB' } })
  bridge.use({ ...reviewHandlers(bridge), ...peopleHandlers(bridge), ...analysisHandlers(bridge) })
  mount(App, { global: { plugins: [pinia], stubs: { ChartPanel: true } }, attachTo: document.body })
  await flushPromises()
  const view = useViewStore()
  const clip = study.clips.find(({ id }) => id % 3 === 1)
  if (clip === undefined) throw new Error('There is no such clip.')
  return { view, clip }
}

const text = (): string => document.body.textContent
const shown = (what: string | RegExp) =>
  eventually(() => {
    expect(text()).toMatch(what)
  })
const tab = async (name: string): Promise<void> => {
  const found = await eventually(() => {
    const one = [...document.body.querySelectorAll<HTMLElement>('[role="tab"]')].find(
      ({ textContent }) => textContent.trim() === name,
    )
    expect(one).toBeDefined()
    return one
  })
  found?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }))
  await flushPromises()
}

/** Each screen, with something that is there once it is drawn, and what blind work keeps from it. */
const screens: readonly {
  name: string
  open: (window: Awaited<ReturnType<typeof theWindow>>) => Promise<void> | void
  drawn: string | RegExp
  kept: RegExp
}[] = [
  {
    name: 'Library, its list and its detail',
    open: ({ view, clip }) => {
      view.clipId = clip.id
    },
    drawn: /Session rated/,
    kept: /happy\s*87 %/,
  },
  {
    name: 'Review, captions of others',
    open: ({ view, clip }) => {
      view.openClip(clip.id)
    },
    drawn: /by AB/,
    kept: new RegExp(othersCaption),
  },
  {
    name: 'Review, the prediction',
    open: async ({ view, clip }) => {
      view.openClip(clip.id)
      await tab('Prediction')
    },
    drawn: /Prediction/,
    kept: classes,
  },
  {
    name: 'Rate',
    open: ({ view, clip }) => {
      view.openSession(clip.sessionId)
    },
    drawn: /Blunted affect/,
    kept: /Estimate \d/,
  },
  {
    name: 'Severity',
    open: ({ view }) => {
      view.go('analysis')
    },
    drawn: /Severity/,
    kept: /Q²/,
  },
]

describe.each(screens)('$name', ({ open, drawn, kept }) => {
  it('shows nothing of it to a rater who works blind', async () => {
    const window = await theWindow(true)
    await open(window)
    await shown(drawn)
    await flushPromises()
    expect(text()).not.toMatch(kept)
    expect(text()).not.toContain(othersCaption)
    expect(text()).not.toMatch(classes)
  })

  it('shows it to everybody else', async () => {
    const window = await theWindow(false)
    await open(window)
    await shown(drawn)
    await shown(kept)
  })
})
