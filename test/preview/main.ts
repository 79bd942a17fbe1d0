import type { AppSettings } from '../../src-shared/ipc/contract.ts'
import { analysisHandlers, rateFully } from '../helpers/fake-analysis.ts'
import { createFakeBridge } from '../helpers/fake-bridge.ts'
import { reviewHandlers } from '../helpers/fake-review.ts'
import { makeFakeStudy } from '../helpers/fake-study.ts'

/**
 * The window without the program: `?clips=50000&theme=dark&study=none&synthetic=no&blind=no&rated=yes`. Everything else comes
 * from the fake bridge, which is left on the window as `bridge` for screenshots and measurements.
 */
const wanted = new URLSearchParams(location.search)
const theme = (wanted.get('theme') ?? 'light') as AppSettings['theme']
const clipsPerSession = Math.max(1, Math.round(Number(wanted.get('clips') ?? 60) / 20))
const synthetic = wanted.get('synthetic') !== 'no'
const size = wanted.get('study') === 'empty' ? { patients: 0, synthetic } : { clipsPerSession, synthetic }

const bridge = createFakeBridge({
  study: wanted.get('study') === 'none' ? null : makeFakeStudy(size),
  settings: { theme, blindRating: wanted.get('blind') !== 'no' },
})
bridge.use({ ...reviewHandlers(bridge), ...analysisHandlers(bridge) })
if (bridge.study !== null && wanted.get('rated') === 'yes') rateFully(bridge.study)
Object.assign(window, { bridge })

await import('../../src-renderer/main.ts')
