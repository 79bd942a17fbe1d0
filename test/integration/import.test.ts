import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import { aControl, aStudy } from '../helpers/a-study.ts'
import { aVideo, usersFfmpeg } from '../helpers/make-video.ts'

const visit = 'P001/2024-05-03_baseline'

describe('an import with ffmpeg', () => {
  it('takes every container, refuses each bad file with its own sentence, and knows it all again', async () => {
    const { study, inbox } = aStudy({ media: createMediaTools(await usersFfmpeg()) })
    const folder = join(inbox, visit)
    mkdirSync(folder, { recursive: true })
    const containers = ['mp4', 'm4v', 'mov', 'webm', 'mkv', 'avi']
    for (const [index, ending] of containers.entries()) {
      const codec = ending === 'm4v' ? { codec: 'h264' as const } : {}
      await aVideo({
        file: join(folder, `good-${String(index)}.${ending}`),
        seconds: 1 + index / 5,
        ...codec,
      })
    }
    const whole = readFileSync(join(folder, 'good-0.mp4'))
    writeFileSync(join(folder, 'z-cut.mp4'), whole.subarray(0, whole.length / 2))
    writeFileSync(join(folder, 'z-empty.mp4'), '')
    writeFileSync(join(folder, 'z-text.mp4'), 'This is a letter, not a video.\n')
    writeFileSync(join(folder, 'z-twin.mp4'), whole)

    const plan = await study.imports.preview([inbox], aControl())
    expect(plan.videos).toEqual({ new: 6, known: 0, changed: 0, refused: 4 })
    const reasons = plan.refusals.map(({ file, code, message }) => [file.split('/').at(-1), code, message])
    expect(reasons).toEqual([
      ['z-cut.mp4', 'media-unreadable', expect.stringMatching(/^z-cut\.mp4 is cut off: /)],
      ['z-empty.mp4', 'empty-file', expect.stringMatching(/^z-empty\.mp4 is empty/)],
      ['z-text.mp4', 'media-unreadable', 'z-text.mp4 is not a video: it is a text file.'],
      ['z-twin.mp4', 'duplicate', expect.stringMatching(/same content as good-0\.mp4/)],
    ])

    const result = await study.imports.run(plan.planId, { copyVideos: true }, aControl())
    expect(result.videos).toEqual(plan.videos)
    const clips = study.library.clips()
    expect(clips.map(({ fileName }) => fileName)).toEqual(
      containers.map((ending, index) => `good-${String(index)}.${ending}`),
    )
    for (const [index, { endMs }] of clips.entries()) expect(endMs).toBeCloseTo(1000 + index * 200, -2)
    const details = clips.map(({ id }) => study.library.clip(id).video)
    expect(details.map(({ playable }) => playable)).toEqual([true, true, true, true, true, false])
    expect(details.every(({ probe }) => probe.width === 160 && probe.height === 120)).toBe(true)

    const again = await study.imports.preview([inbox], aControl())
    expect(again.videos).toEqual({ new: 0, known: 6, changed: 0, refused: 4 })

    const thumbnail = await study.library.thumbnailFile(clips[0]?.id ?? 0)
    expect(readFileSync(thumbnail ?? '').subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  })
})
