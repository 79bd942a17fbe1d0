import { describe, expect, it } from 'vitest'
import { proxyJob } from '#core/areas/video/proxy-job.ts'
import type { VideoService } from '#core/areas/video/service.ts'
import { AppError } from '#shared/errors.ts'
import type { ErrorCode } from '#shared/errors.ts'
import type { Job } from '#shared/domain/job.ts'
import { aJobRunner } from '../../../../../helpers/a-job-runner.ts'

const ONLY = (videos: Partial<VideoService>) => ({ videos: videos as VideoService })

/** Videos of which some cannot be copied. */
function aRun(problems: Readonly<Record<number, ErrorCode>> = {}) {
  const copied: number[] = []
  const steps: [number, number][] = []
  const { jobs } = aJobRunner(
    ONLY({
      fileName: (videoId) => `video-${String(videoId)}.avi`,
      makeProxy(videoId, control) {
        control.progress(500, 1000)
        const code = problems[videoId]
        if (code !== undefined) return Promise.reject(new AppError(code, 'It is damaged.'))
        copied.push(videoId)
        return Promise.resolve()
      },
    }),
    [proxyJob],
  )
  jobs.onChange(({ done, total }) => void steps.push([done, total]))
  return { jobs, copied, steps, newest: (): Job | undefined => jobs.list().at(-1) }
}

describe('copies for the player', () => {
  it('are made of one video after the other, counted in videos', async () => {
    const { jobs, copied, steps, newest } = aRun()
    await jobs.start(proxyJob, { videoIds: [3, 5] }).result
    expect(copied).toEqual([3, 5])
    expect(steps.filter(([, total]) => total > 0)).toEqual(
      expect.arrayContaining([0.5, 1, 1.5, 2].map((done) => [done, 2])),
    )
    expect(newest()).toMatchObject({
      title: 'Making copies of 2 videos for the player',
      summary: '2 videos can be played now.',
    })
  })

  it('leave out a video that cannot be read, by the name of its file', async () => {
    const { jobs, copied, newest } = aRun({ 3: 'media-unreadable' })
    await jobs.start(proxyJob, { videoIds: [3, 5] }).result
    expect(copied).toEqual([5])
    expect(newest()).toMatchObject({
      ...{ status: 'done', summary: 'The video can be played now.' },
      failures: [{ item: 'video-3.avi', message: 'It is damaged.' }],
    })
  })

  it('fail where the only video cannot be read, and with what would meet the next one, too', async () => {
    const one = aRun({ 3: 'media-unreadable' })
    await expect(one.jobs.start(proxyJob, { videoIds: [3] }).result).rejects.toThrow('It is damaged.')
    const full = aRun({ 3: 'disk-full' })
    await expect(full.jobs.start(proxyJob, { videoIds: [3, 5] }).result).rejects.toThrow('It is damaged.')
    expect(full.copied).toEqual([])
    expect(full.newest()).toMatchObject({ status: 'failed', continuable: true })
  })
})
