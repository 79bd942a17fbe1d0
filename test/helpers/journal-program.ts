/** A program of its own that changes captions and scores without an end, to be killed: `node journal-program.ts STUDY SEED`. */
import { openStudy } from '#core/study.ts'
import { isAppError } from '#shared/errors.ts'
import { anEnvironment } from './an-environment.ts'

const [folder = '', seed = '1'] = process.argv.slice(2)
const study = openStudy(folder, anEnvironment())
const clips = study.library.clips()
const raterId = study.raters.ensure('AB').id
let state = Number(seed)
const draw = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
process.send?.('begin')
for (let step = 0; ; step += 1) {
  const clip = clips[draw(clips.length)]
  if (clip === undefined) throw new Error('The study has no clips.')
  const caption = { clipId: clip.id, raterId, startMs: null, endMs: null, text: `text ${step}` }
  const score = { sessionId: clip.sessionId, raterId, scaleId: 'panss-negative', itemId: 'n1' }
  try {
    const kind = draw(8)
    if (kind < 3) study.captions.type(caption)
    else if (kind === 3) study.captions.finish(clip.id, raterId)
    else if (kind === 4) study.captions.save(caption)
    else if (kind === 5) study.scores.save({ ...score, value: draw(7) + 1, missingReason: null })
    else if (kind === 6) study.journal.undo('AB')
    else study.journal.redo('AB')
  } catch (error) {
    if (!isAppError(error) || error.code !== 'conflict') throw error
  }
}
