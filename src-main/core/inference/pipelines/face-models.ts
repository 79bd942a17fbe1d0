import { statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { closeInTurn } from '../session/close-in-turn.ts'
import { openOrtSession } from '../session/ort-session.ts'
import type { Session } from '../session/ort-session.ts'
import type { SessionOpeners } from './pack-models.ts'
import { readPack } from '../../packs/pack-reader.ts'
import { createFaceFinder } from './face-finder.ts'
import { createFaceObserver } from './face-observer.ts'
import type { FaceObserver } from './face-observer.ts'
import { createTurnFinder } from './turn-finder.ts'
import type { TurnFinder } from './turn-finder.ts'
import { createFaceRecogniser } from './face-recogniser.ts'
import { threadsFor } from '../session/providers.ts'
import { openWorkerSession } from '../session/worker-session.ts'

/** The nets of a face pack, opened and joined. */
export interface OpenFaceModels {
  readonly observer: FaceObserver
  readonly turns: TurnFinder
  dispose(): Promise<void>
}

export interface OpenFaceModelsOptions extends SessionOpeners {
  readonly facePackFolder: string
}

/** On the CPU: pictures come one at a time, and boxes are the same everywhere. Rejects with AppError `pack-invalid`. */
export async function openFaceModels(options: OpenFaceModelsOptions): Promise<OpenFaceModels> {
  const { facePackFolder, openThreaded = openWorkerSession, openInline = openOrtSession } = options
  const { manifest } = readPack(facePackFolder, { kind: 'quick' })
  if (manifest.task !== 'face-detection') {
    throw new AppError('pack-invalid', `The model pack ${manifest.id} does not find faces.`)
  }
  const onCpu = (name: string) => {
    const file = join(facePackFolder, name)
    return { file, provider: 'cpu', threads: threadsFor(statSync(file).size) }
  }
  const opening = [
    openThreaded(onCpu(manifest.detector.file)),
    openInline(onCpu(manifest.landmarks.file)),
    openThreaded(onCpu(manifest.recogniser.file)),
  ] as const
  try {
    const [detector, landmarks, recogniser] = await Promise.all(opening)
    const faces = createFaceFinder(manifest, { detector, landmarks })
    return {
      turns: createTurnFinder(faces),
      observer: createFaceObserver({
        faces,
        recogniser: createFaceRecogniser(manifest.recogniser, recogniser),
      }),
      dispose: () => closeInTurn([detector, landmarks, recogniser]),
    }
  } catch (cause) {
    const settled = await Promise.allSettled(opening)
    await closeInTurn(settled.flatMap((result): Session[] => ('value' in result ? [result.value] : [])))
    throw new AppError('pack-invalid', `The model pack ${manifest.id} cannot be opened.`, { cause })
  }
}
