import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameSize } from '#core/media/frames/frame-size.ts'
import { readFrameTimes } from '#core/media/frames/frame-times.ts'
import { probeVideo } from '#core/media/probe/probe.ts'
import { clipVideoUrl } from '#shared/ipc/media-url.ts'
import { createRandom, randomIndex } from '#core/statistics/random.ts'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { cliDone } from '../helpers/cli.ts'
import { numbersByFfmpeg } from '../helpers/frame-identity.ts'
import { testFfmpeg } from '../helpers/make-video.ts'
import {
  aNumberedVideo,
  blockCentres,
  canEncode,
  numberedVariants,
  numberOfBlocks,
} from '../helpers/numbered-video.ts'
import { isThorough, thorough } from '../helpers/thorough.ts'

/** In each video. */
const positions = thorough(12, 200)

/** One of each way in which pictures are ordered, timed, turned and found; media-identity.test.ts has others. */
const usual = [
  'open-gop.mp4',
  'variable-rate.mp4',
  'turned-90.mp4',
  'edit-list.mp4',
  'fragmented.mp4',
  'vp8-hidden-pictures.webm',
  'late-start.mkv',
]
const variants = numberedVariants.filter(
  ({ name, playable }) => playable && (isThorough || usual.includes(name)),
)

interface Presented {
  /** Time stamp of the picture on screen. */
  readonly mediaTimeMs: number
  /** What is seen at the places looked at, 0 to 255. */
  readonly lights: readonly number[]
}

/** Shows a video from the study, seeks to each time as the player does, and looks at the picture that is presented. */
async function present(page: Page, url: string, timesMs: readonly number[]): Promise<Presented[]> {
  return await page.evaluate(
    async ({ url, timesMs, centres }) => {
      const video = document.createElement('video')
      Object.assign(video, { crossOrigin: 'anonymous', muted: true, preload: 'auto', src: url })
      Object.assign(video.style, { position: 'fixed', top: '0', left: '0', zIndex: '9999' })
      document.body.append(video)
      await new Promise((loaded, failed) => {
        video.onloadeddata = loaded
        video.onerror = () => failed(new Error(video.error?.message ?? 'The video does not load.'))
      })
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
      const context = canvas.getContext('2d', { willReadFrequently: true })
      const seek = async (timeMs: number): Promise<number> => {
        const soughtAtMs = performance.now()
        // The picture before may be reported only now: one that was presented earlier is no answer.
        const presented = new Promise<number>((done) => {
          const listen = (): void => {
            video.requestVideoFrameCallback((_, { mediaTime, presentationTime }) => {
              if (presentationTime >= soughtAtMs) done(mediaTime * 1000)
              else listen()
            })
          }
          listen()
        })
        video.currentTime = timeMs / 1000
        // A busy browser never reports one picture in a few thousand: a hair later it is presented anew.
        const again = setInterval(() => {
          video.currentTime += 0.0001
        }, 2000)
        return await presented.finally(() => {
          clearInterval(again)
        })
      }
      const seen: { mediaTimeMs: number; lights: number[] }[] = []
      for (const timeMs of timesMs) {
        const mediaTimeMs = await seek(timeMs)
        context?.drawImage(video, 0, 0)
        const lights = centres.map(({ x, y }) => {
          const at = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)] as const
          return context?.getImageData(...at, 1, 1).data[1] ?? 0
        })
        seen.push({ mediaTimeMs, lights })
      }
      video.remove()
      return seen
    },
    { url, timesMs, centres: blockCentres },
  )
}

describe('the player shows the picture that ffmpeg has under the same number', () => {
  let folder = ''
  let launched: LaunchedApp
  let videoIds = new Map<string, number>()
  const sessions = () => join(folder, 'sessions', 'P001', '2024-01-01_baseline')

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frame-identity-'))
    await mkdir(sessions(), { recursive: true })
    const scratch = await mkdtemp(join(folder, 'scratch-'))
    for (const variant of variants) {
      if (!(await canEncode(variant))) continue
      const file = await aNumberedVideo(scratch, variant)
      await copyFile(file, join(sessions(), variant.name))
    }
    const study = join(folder, 'study')
    await cliDone(folder, 'init', study)
    await cliDone(folder, 'import', study, join(folder, 'sessions'))
    launched = await launchApp({ userData: join(folder, 'user'), study })
    await launched.page.getByTestId('clip-row').first().waitFor()
    const clips = await ask(launched.page, 'library.clips')
    videoIds = new Map(clips.map(({ fileName, videoId }) => [fileName, videoId]))
  })

  afterAll(async () => {
    await launched.kill().catch(() => undefined)
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it.each(variants)('in $name', async (variant) => {
    if (!(await canEncode(variant))) return
    const tools = await testFfmpeg()
    const file = join(sessions(), variant.name)
    const facts = await probeVideo(tools, file)
    const { timesMs } = await readFrameTimes({ tools, facts }, file)
    const numbers = await numbersByFfmpeg(file, frameSize(facts, 4000))
    const random = createRandom(7)
    // The last picture has no next one to lie before.
    const wanted: number[] = []
    while (wanted.length < positions) {
      const index = randomIndex(random, timesMs.length - 1)
      // Seeking to the picture that is on screen already presents nothing.
      if (index !== wanted.at(-1) && !(wanted.length === 0 && index === 0)) wanted.push(index)
    }
    const middles = wanted.map((index) => ((timesMs[index] ?? 0) + (timesMs[index + 1] ?? 0)) / 2)
    const presented = await present(launched.page, clipVideoUrl(videoIds.get(variant.name) ?? 0), middles)
    // The time stamp that the player goes by belongs to the picture that is on screen.
    const shown = presented.map(({ mediaTimeMs }) =>
      timesMs.findIndex((ms) => Math.abs(ms - mediaTimeMs) < 0.6),
    )
    expect(presented.map(({ lights }) => numberOfBlocks(lights))).toEqual(shown.map((k) => numbers[k]))
    if (variant.seeksRoughly === true) {
      const behind = shown.map((index, at) => index - (wanted[at] ?? 0))
      expect(behind.every((frames) => frames >= 0 && frames < 5)).toBe(true)
    } else expect(shown).toEqual(wanted)
  })
})
