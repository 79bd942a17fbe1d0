import { basename } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { readSmall } from '../read-small.ts'
import { writeChosen } from '../write-chosen.ts'

async function readScaleFile(file: string): Promise<string> {
  const bytes = await readSmall(file, 'a scale')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new AppError('file-unreadable', `${basename(file)} cannot be read as UTF-8 text.`, { cause: error })
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
    'scale.own': () => session.required().study.scales.own(),
    'scale.save': (wanted) => session.required().study.scales.save(wanted, sight.by()),
    'scale.remove': ({ scaleId }) => {
      session.required().study.scales.remove(scaleId, sight.by())
    },
    'scale.saveFile': async ({ scaleId }) => {
      const { scale, json } = session.required().study.scales.fileOf(scaleId)
      const file = await desktop.chooseTarget({
        title: 'Save the scale as a file',
        name: `${scale.id}.json`,
        kind: { name: 'Scale', extensions: ['json'] },
      })
      if (file === null) return null
      await writeChosen(file, Buffer.from(json))
      return { fileName: basename(file) }
    },
    'scale.anchors': ({ scaleId }) => session.required().study.scales.anchors(scaleId),
    'scale.loadAnchors': async ({ scaleId }) => {
      const { study } = session.required()
      const file = await desktop.chooseFile({
        title: 'A CSV file with the columns item, score and text',
        button: 'Load anchor texts',
        kind: { name: 'Table', extensions: ['csv', 'tsv', 'txt'] },
      })
      if (file === null) return null
      const bytes = await readSmall(file, 'a table of anchor texts')
      return study.scales.loadAnchors({ scaleId, fileName: basename(file), bytes }, sight.by())
    },
    'scale.removeAnchors': ({ scaleId }) => {
      session.required().study.scales.removeAnchors(scaleId, sight.by())
    },
    'score.list': ({ sessionId }) => sight.scores(session.required().study.scores.list(sessionId)),
    'score.ofScale': ({ scaleId }) => sight.scores(session.required().study.scores.ofScale(scaleId)),
    'score.date': (request) => {
      const { scores } = session.required().study
      scores.date(request, sight.by())
      return sight.scores(scores.list(request.sessionId))
    },
    'score.saveMany': (block) => {
      const { scores } = session.required().study
      const sightOf = (sessionId: number) => sight.sightOf(block.raterId, sessionId)
      return sight.scores(scores.saveMany(block, sightOf, sight.by()))
    },
    'score.save': (score) => {
      const { scores } = session.required().study
      const saved = scores.save(score, sight.sightOf(score.raterId, score.sessionId), sight.by())
      return { score: saved, sessionRated: scores.list(score.sessionId).length > 0 }
    },
  }
}
