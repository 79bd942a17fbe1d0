import { fileURLToPath } from 'node:url'
import type { InferenceClient } from '#core/inference/host/client.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { unusedInferenceParts } from './fake-inference.ts'
import { fakeMedia } from './fake-media.ts'
import { emotions, fakePacks } from './fake-packs.ts'

export const scalesFolder = fileURLToPath(new URL('../../resources/scales', import.meta.url))

/** For studies whose tests predict nothing. */
const noInference: InferenceClient = {
  embedClips: () => Promise.reject(new Error('not part of this test')),
  findFaces: () => Promise.reject(new Error('not part of this test')),
  embedTexts: () => Promise.reject(new Error('not part of this test')),
  plan: () => Promise.reject(new Error('not part of this test')),
  ...unusedInferenceParts,
  status: () => ({
    state: 'idle',
    available: ['cpu'],
    provider: null,
    threads: null,
    precision: null,
    message: null,
  }),
  onStatus: () => () => undefined,
  dispose: () => Promise.resolve(),
}

/** Everything around a study made up, but for the database and the scales that the program ships. */
export function anEnvironment(changes: Partial<StudyEnvironment> = {}): StudyEnvironment {
  return {
    media: fakeMedia(),
    packs: fakePacks(emotions),
    inference: noInference,
    scalesFolder,
    appVersion: '0.1.0',
    sqliteBinding: null,
    ...changes,
  }
}
