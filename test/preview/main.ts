import type { AppSettings } from '#shared/domain/app-settings.ts'
import { analysisHandlers, rateFully } from '../helpers/fake-analysis.ts'
import { createFakeBridge } from '../helpers/fake-bridge.ts'
import { addInterview, cutHandlers, fakeStrip, interviewId, interviewMs } from '../helpers/fake-cut.ts'
import { peopleHandlers } from '../helpers/fake-people.ts'
import { removalHandlers } from '../helpers/fake-removal.ts'
import { makeFakePrediction, reviewHandlers } from '../helpers/fake-review.ts'
import { fakeFacePack, fakePack, fakePromptSet, makeFakeStudy } from '../helpers/fake-study.ts'
import { fakeElevenClasses, fakeEmoclipPack, inWindows, workshopHandlers } from '../helpers/fake-workshop.ts'
import { applyState } from './states.ts'

/**
 * The window without the program: `?clips=50000&patients=300&theme=dark&study=none&synthetic=no&blind=no&rated=yes`, and for a pack that
 * reads windows `emoclip=yes&stride=8&interrupted=yes`, and with a long video to cut
 * `interview=yes&strip=making`. What seldom happens is a `state` of `states.ts`: `state=moved`. Everything else comes from the fake bridge, which is left on
 * the window as `bridge` for screenshots and measurements.
 */
const wanted = new URLSearchParams(location.search)
const theme = (wanted.get('theme') ?? 'light') as AppSettings['theme']
const clipsPerSession = Math.max(1, Math.round(Number(wanted.get('clips') ?? 60) / 20))
const synthetic = wanted.get('synthetic') !== 'no'
const patients = wanted.get('study') === 'empty' ? 0 : Number(wanted.get('patients') ?? 10)
const size = { patients, clipsPerSession, synthetic }

const isEmoclip = wanted.get('emoclip') === 'yes'
const bridge = createFakeBridge({
  study: wanted.get('study') === 'none' ? null : makeFakeStudy(size),
  settings: {
    theme,
    blindRating: wanted.get('blind') !== 'no',
    ...(isEmoclip ? { packId: fakeEmoclipPack.id, promptSetId: fakeElevenClasses.id } : {}),
  },
})
bridge.use({
  ...reviewHandlers(bridge),
  ...cutHandlers(bridge),
  ...peopleHandlers(bridge),
  ...removalHandlers(bridge),
  ...analysisHandlers(bridge),
  ...workshopHandlers(
    bridge,
    isEmoclip ? [fakeEmoclipPack, fakePack, fakeFacePack] : [fakePack, fakeFacePack],
  ),
})
if (isEmoclip) {
  const length = 16
  const stride = Number(wanted.get('stride') ?? length)
  bridge.use({
    'promptSet.list': () => [fakePromptSet, fakeElevenClasses],
    'prediction.get': ({ clipId }) => {
      const clip = bridge.study?.clips.find((known) => known.id === clipId)
      if (clip?.predicted !== true) return null
      return inWindows(makeFakePrediction(clip, fakeElevenClasses), { length, stride })
    },
    'promptSet.read': ({ sentences }) =>
      sentences.map((sentence) => ({
        kind: 'embedded',
        sentence,
        tokenCount: sentence.split(/\s+/).length + 2,
      })),
  })
}
if (wanted.get('interrupted') === 'yes') {
  bridge.use({
    'prediction.interrupted': () => ({
      runId: 4,
      packId: isEmoclip ? fakeEmoclipPack.id : fakePack.id,
      promptSetName: 'Eleven expressions',
      startedUtc: '2026-03-02T13:02:11Z',
      done: 4211,
      total: 10_000,
    }),
    'prediction.dismiss': () => null,
    'prediction.resume': () => ({ jobId: 'none' }),
  })
}
if (bridge.study !== null && wanted.get('interview') === 'yes') addInterview(bridge.study)
const strip = wanted.get('strip')
if (strip === 'making') {
  const tiles = { state: 'making', tiles: 410, waveform: null } as const
  bridge.use({ 'video.strip': () => fakeStrip(interviewId, interviewMs, tiles) })
} else if (strip === 'failed') {
  const message = 'interview.mp4 is damaged from 12:04 on: its pictures cannot be read.'
  bridge.use({
    'video.strip': () => fakeStrip(interviewId, interviewMs, { state: 'failed', tiles: 0, message }),
  })
}
if (bridge.study !== null && wanted.get('rated') === 'yes') rateFully(bridge.study)
const state = wanted.get('state')
if (state !== null) applyState(bridge, state)
Object.assign(window, { bridge })

await import('../../src-renderer/main.ts')
