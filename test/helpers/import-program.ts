/** A program of its own that imports with copies, to be killed at any moment: `node import-program.ts STUDY INBOX`. */
import { openGate } from '#core/async/pause-gate.ts'
import { openStudy } from '#core/study.ts'
import { anEnvironment } from './an-environment.ts'

const [folder = '', inbox = ''] = process.argv.slice(2)
const study = openStudy(folder, anEnvironment())
const control = {
  signal: new AbortController().signal,
  gate: openGate,
  progress: (done: number, total: number) => process.send?.({ done, total }),
  failure: () => undefined,
  stage: () => undefined,
  notice: () => undefined,
}
const { planId } = await study.imports.preview([inbox], control)
process.send?.('begin')
await study.imports.run(planId, { copyVideos: true }, control)
process.send?.('end')
study.close()
process.disconnect()
