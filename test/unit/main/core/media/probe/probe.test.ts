import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openProblem, probeVideo } from '#core/media/probe/probe.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

const failure = (code: string) => Object.assign(new Error(`${code}: open '/secret/Miller/x.mp4'`), { code })

it.each([
  ['EACCES', 'cannot be opened: this account has no permission to read it.'],
  ['EPERM', 'cannot be opened: this account has no permission to read it.'],
  ['ENOENT', 'is not there any more.'],
  ['ENAMETOOLONG', 'cannot be opened: its name is too long for this computer.'],
  ['EBUSY', 'cannot be opened: another program is using it.'],
  ['EIO', 'cannot be read from the disk.'],
])('%s is told in words, without the path', (code, sentence) => {
  expect(openProblem(failure(code))).toBe(sentence)
})

it('what is no fault of the disk is not called one', () => {
  expect(openProblem(new SyntaxError('Unexpected token'))).toBe(
    'could not be looked at: something unexpected went wrong.',
  )
})

it.each(['', 'Segmentation fault', '[]', '{"format": 7}'])(
  'an ffprobe that answers “%s” is blamed, and neither the disk nor the video',
  async (answer) => {
    const folder = tempFolder()
    const [ffprobe, file] = [join(folder, 'ffprobe'), join(folder, 'a.mpg')]
    writeFileSync(ffprobe, `#!/bin/sh\necho '${answer}'\n`)
    chmodSync(ffprobe, 0o755)
    writeFileSync(file, Buffer.from([0, 0, 1, 0xba, 0x44]))
    const tools = { ffmpeg: ffprobe, ffprobe, version: '5.1', licence: '', source: 'path' as const }
    await expect(probeVideo(tools, file)).rejects.toMatchObject({
      code: 'media-unreadable',
      message:
        'a.mpg could not be looked at: ffprobe, a part of FFmpeg, gave an answer that is none. Install FFmpeg again, or choose another one.',
    })
  },
)

it('an ffprobe that crashes on a video is blamed by its version, and the video is not called unreadable', async () => {
  const folder = tempFolder()
  const [ffprobe, file] = [join(folder, 'ffprobe'), join(folder, 'camcorder.mpg')]
  writeFileSync(ffprobe, '#!/bin/sh\nkill -SEGV $$\n')
  chmodSync(ffprobe, 0o755)
  writeFileSync(file, Buffer.from([0, 0, 1, 0xba, 0x44]))
  const tools = { ffmpeg: ffprobe, ffprobe, version: '4.1', licence: '', source: 'npm' as const }
  await expect(probeVideo(tools, file)).rejects.toMatchObject({
    code: 'media-unreadable',
    message:
      'camcorder.mpg could not be looked at: ffprobe 4.1, a part of FFmpeg, crashed on it. Install a newer FFmpeg, or choose another one.',
  })
})
