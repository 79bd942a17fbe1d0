/** A program of its own that removes a patient, to be killed: `node removal-program.ts STUDY CODE`. */
import { openStudy } from '#core/study.ts'
import { anEnvironment } from './an-environment.ts'

const [folder = '', code = ''] = process.argv.slice(2)
const study = openStudy(folder, anEnvironment())
process.send?.('begin')
await study.removals.remove({
  ...{ what: study.removals.patient(code), confirmed: code, deleteBackups: true, rater: 'AB' },
})
process.send?.('done')
// Waits for its end.
setInterval(() => undefined, 1000)
