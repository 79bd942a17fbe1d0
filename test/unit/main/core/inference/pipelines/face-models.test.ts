import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { openFaceModels } from '#core/inference/pipelines/face-models.ts'
import type { SessionOptions } from '#core/inference/session/ort-session.ts'
import { fakeFaces } from '../../../../../helpers/fake-inference.ts'
import { fakeNetsManifest } from '../../../../../helpers/fake-nets.ts'
import { fakeSession } from '../../../../../helpers/fake-session.ts'
import type { FakeSession } from '../../../../../helpers/fake-session.ts'
import { packFolder } from '../../../../../helpers/pack-folder.ts'

const { detector, landmarks, recogniser } = fakeFaces.manifest
const manifest = {
  ...fakeFaces.manifest,
  detector: { ...detector, file: 'detector.onnx' },
  landmarks: { ...landmarks, file: 'landmarks.onnx' },
  recogniser: { ...recogniser, file: 'recogniser.onnx' },
}
const files = { 'detector.onnx': 'd', 'landmarks.onnx': 'l', 'recogniser.onnx': 'r' }

function openers(refused?: string) {
  const opened: { file: string; provider: string; how: string; session: FakeSession }[] = []
  const open = (how: string) => (options: SessionOptions) => {
    const file = basename(options.file)
    if (file === refused) return Promise.reject(new Error('no such operator'))
    const session = fakeSession({ compute: (data, dims) => ({ data, dims }) })
    opened.push({ file, provider: options.provider, how, session })
    return Promise.resolve(session)
  }
  return { opened, openThreaded: open('thread'), openInline: open('here') }
}

test('the three nets are opened on the processor, those that take long in a thread, and closed again', async () => {
  const { opened, ...open } = openers()
  const models = await openFaceModels({ facePackFolder: packFolder(manifest, files), ...open })
  expect(opened.map(({ file, provider, how }) => `${file} ${provider} ${how}`)).toEqual([
    'detector.onnx cpu thread',
    'landmarks.onnx cpu here',
    'recogniser.onnx cpu thread',
  ])
  await models.dispose()
  expect(opened.every(({ session }) => session.isDisposed)).toBe(true)
})

test('with one net that cannot be opened, the others are closed', async () => {
  const { opened, ...open } = openers('recogniser.onnx')
  const opening = openFaceModels({ facePackFolder: packFolder(manifest, files), ...open })
  await expect(opening).rejects.toMatchObject({
    code: 'pack-invalid',
    message: 'The model pack faces cannot be opened.',
  })
  expect(opened.map(({ session }) => session.isDisposed)).toEqual([true, true])
})

test('a pack for another task does not find faces', async () => {
  const folder = packFolder(fakeNetsManifest(['fp32']), {
    'visual.fp32.onnx': 'v',
    'temporal.fp32.onnx': 't',
    'text.fp32.onnx': 'x',
  })
  await expect(openFaceModels({ facePackFolder: folder })).rejects.toMatchObject({
    code: 'pack-invalid',
    message: 'The model pack two-numbers does not find faces.',
  })
})
