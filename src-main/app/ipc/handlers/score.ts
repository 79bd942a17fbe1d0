import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

/** A scale is a page of JSON; anything larger is another file picked by mistake. */
const MAX_SCALE_BYTES = 1_000_000

async function readScaleFile(file: string): Promise<string> {
  const name = basename(file)
  try {
    if ((await stat(file)).size > MAX_SCALE_BYTES) {
      throw new AppError('bad-request', `${name} is too large to be a scale.`)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('file-unreadable', `${name} cannot be read as UTF-8 text.`, { cause: error })
  }
}

export function scoreHandlers({ session, desktop, sight }: SightedContext): AreaHandlers<'scale' | 'score'> {
  return {
    'scale.list': () => session.required().study.scales.listRatedFirst(),
    'scale.add': async () => {
      const { study } = session.required()
      const file = await desktop.chooseFile({
        title: 'The JSON file of a scale',
        button: 'Add scale',
        kind: { name: 'Scale', extensions: ['json'] },
      })
      return file === null ? null : study.scales.add(await readScaleFile(file), sight.by())
    },
    'score.list': ({ sessionId }) => sight.scores(session.required().study.scores.list(sessionId)),
    'score.ofScale': ({ scaleId }) => sight.scores(session.required().study.scores.ofScale(scaleId)),
    'score.save': (score) => {
      const { scores } = session.required().study
      const saved = scores.save(score, sight.sightOf(score.raterId, score.sessionId), sight.by())
      return { score: saved, sessionRated: scores.list(score.sessionId).length > 0 }
    },
  }
}
