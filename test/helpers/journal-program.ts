/** A program of its own that changes a study in every way without an end, to be killed: `node journal-program.ts STUDY SEED`. */
import { openStudy } from '#core/study.ts'
import { anEnvironment } from './an-environment.ts'
import { createRandomActions, drawing } from './random-actions.ts'

const [folder = '', seed = '1'] = process.argv.slice(2)
const study = openStudy(folder, anEnvironment())
const clips = () => study.library.clips()
const act = createRandomActions(
  { ...study, clips, sessions: () => study.library.sessions() },
  drawing(Number(seed)),
)
process.send?.('begin')
for (;;) act()
