import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pLimit from 'p-limit'
import { openGate } from '#core/async/pause-gate.ts'
import type { JobControl } from '#core/jobs/job-control.ts'
import { createStudy } from '#core/study.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { makeManyVideos } from './many-videos.ts'
import type { BenchRow } from './report.ts'

const fileCount = 2000
const probesAtOnce = 2

const control: JobControl = {
  signal: new AbortController().signal,
  gate: openGate,
  stage: () => undefined,
  progress: () => undefined,
  notice: () => undefined,
  failure: (item, message) => {
    throw new Error(`${item}: ${message}`)
  },
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

/** What cannot be left out: each file hashed and probed, two at a time, and nothing kept. */
async function bareLoop(ffprobe: string, files: readonly string[]): Promise<void> {
  const limit = pLimit(probesAtOnce)
  const args = ['-v', 'error', '-show_streams', '-show_format', '-of', 'json']
  const probe = async (file: string): Promise<void> => {
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    await promisify(execFile)(ffprobe, [...args, file])
  }
  await Promise.all(files.map((file) => limit(() => probe(file))))
}

/** Import of 2,000 files: preview and run, against a loop that only hashes and probes. */
export async function benchImport(environment: StudyEnvironment, folder: string): Promise<BenchRow[]> {
  const { ffmpeg, ffprobe } = environment.media.tools
  const files = await makeManyVideos(ffmpeg, join(folder, 'videos'), fileCount)
  const baseline = await timed(() => bareLoop(ffprobe, files))

  const study = createStudy(join(folder, 'import-study'), 'Bench', environment)
  try {
    const once = async (): Promise<number> => {
      const plan = await study.imports.preview([join(folder, 'videos', 'study')], control)
      const result = await study.imports.run(plan.planId, { copyVideos: false }, control)
      return result.videos.new
    }
    let added = 0
    const first = await timed(async () => {
      added = await once()
    })
    if (added !== fileCount) throw new Error(`Only ${String(added)} of ${String(fileCount)} files came in.`)
    const again = await timed(once)
    const base = { unit: 's', baselineName: 'hash and ffprobe only', baseline }
    return [
      {
        ...base,
        name: `import ${String(fileCount)} videos`,
        ours: first,
        ratio: baseline / first,
        note: `${(fileCount / first).toFixed(0)} files/s`,
      },
      { ...base, name: 'import them again', ours: again, ratio: baseline / again, note: 'nothing changes' },
    ]
  } finally {
    study.close()
    await rm(join(folder, 'import-study'), { recursive: true, force: true })
  }
}
