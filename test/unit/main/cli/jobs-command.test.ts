import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { proxyJob } from '#core/areas/video/proxy-job.ts'
import type { VideoService } from '#core/areas/video/service.ts'
import type { Study } from '#core/study-services.ts'
import { AppError } from '#shared/errors.ts'
import { proxiesCommand } from '../../../../src-main/cli/commands/proxies.ts'
import { aCliContext } from '../../../helpers/a-cli-context.ts'
import { aJobRunner } from '../../../helpers/a-job-runner.ts'
import type { TestStudy } from '../../../helpers/a-study.ts'
import { aStudyOfTwo } from '../../../helpers/a-study-of-two.ts'
import { cli, cliDocument } from '../../../helpers/cli.ts'

interface DescribedJob {
  readonly id: string
  readonly kind: string
}

describe('jobs', () => {
  it('list tells the work that the study knows, oldest first, and log what became of one, line by line', async () => {
    const { folder } = await aStudyOfTwo()
    const run = (...args: string[]) => cliDocument(dirname(folder), ...args)
    const study = basename(folder)
    const before = ((await run('jobs', 'list', study)).document['jobs'] as DescribedJob[]).length
    expect((await run('export', study, '--out', 'out')).code).toBe(0)

    const { code, document } = await run('jobs', 'list', study)
    const jobs = document['jobs'] as DescribedJob[]
    expect([code, jobs.length]).toEqual([0, before + 1])
    const exported = jobs.at(-1)!
    expect(exported).toMatchObject({
      ...{ kind: 'export', title: 'Exporting', status: 'done', attempts: 1, continuable: false },
      message: expect.stringMatching(/\d+ files/u) as string,
    })
    const lines = (await cli(dirname(folder), ['jobs', 'list', study])).stdout.trim().split('\n')
    expect(lines.at(-1)).toContain(`${exported.id}  Exporting, done: `)

    const log = await run('jobs', 'log', study, '--job', exported.id)
    expect(log.document).toMatchObject({
      job: exported.id,
      log: [
        { kind: 'state', item: null, text: 'Started.' },
        { kind: 'state', text: expect.stringMatching(/\d+ files/u) as string },
      ],
    })
    const said = await cli(dirname(folder), ['jobs', 'log', study, '--job', exported.id])
    expect(said.stdout.split('\n')[0]).toMatch(/^\d{4}-\S+Z {2}Started\.$/u)
  })

  it('list says so where there is none, and log where there is no such job', async () => {
    const { folder } = await aStudyOfTwo()
    const work = dirname(folder)
    expect((await cli(work, ['init', 'empty'])).code).toBe(0)
    expect((await cli(work, ['jobs', 'list', 'empty'])).stdout).toBe('No work on this study is known.\n')
    const { code, stderr } = await cli(work, ['jobs', 'log', 'empty', '--job', 'nothing'])
    expect([code, stderr]).toEqual([2, 'This job is no longer known.\n'])
  })
})

/** A study with videos that the player cannot play. */
function unplayable(videoIds: readonly number[], damaged: readonly number[] = []): TestStudy {
  const videos: Partial<VideoService> = {
    unplayable: () => videoIds,
    fileName: (id) => `video-${String(id)}.avi`,
    makeProxy: (id) =>
      damaged.includes(id)
        ? Promise.reject(new AppError('media-unreadable', 'It is damaged.'))
        : Promise.resolve(),
  }
  const services = { videos: videos as VideoService }
  const { jobs } = aJobRunner(services, [proxyJob])
  return { study: { ...services, jobs } as unknown as Study, inbox: '' } as TestStudy
}

describe('proxies', () => {
  it('makes copies of the videos that cannot be played, as the window does', async () => {
    const study = unplayable([3, 5, 8], [5])
    const { document, lines } = await proxiesCommand({ study: '' })(aCliContext(study))
    expect(document).toEqual({ made: 2 })
    expect(lines).toEqual(['Made copies of 2 of 3 videos for the player.'])
    expect(study.study.jobs.list()).toMatchObject([{ kind: 'proxy', status: 'done', done: 3, total: 3 }])
  })

  it('has nothing to do where all can be played', async () => {
    const study = unplayable([])
    const { lines } = await proxiesCommand({ study: '' })(aCliContext(study))
    expect(lines).toEqual(['The player can play every video already.'])
    expect(study.study.jobs.list()).toEqual([])
  })
})
