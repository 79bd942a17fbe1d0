import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFfmpeg } from '#core/media/ffmpeg/find-ffmpeg.ts'

let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'find-ffmpeg-'))
})

afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

/** A folder with programs that say they are ffmpeg and ffprobe of a version. */
async function aPair(name: string, version: string, avcodec: string): Promise<string> {
  const folder = join(root, name)
  await mkdir(folder)
  for (const program of ['ffmpeg', 'ffprobe']) {
    const banner = `${program} version ${version} Copyright\nlibavcodec     ${avcodec} / ${avcodec}`
    await writeFile(join(folder, program), `#!/bin/sh\ncat <<'END'\n${banner}\nEND\n`)
    await chmod(join(folder, program), 0o755)
  }
  return folder
}

// Windows starts no script by the name of a program.
describe.skipIf(process.platform === 'win32')('findFfmpeg', () => {
  const recent = '59. 37.100'

  it('takes the setting before all others, as a folder or as the program', async () => {
    const chosen = await aPair('chosen', '5.1-chosen', recent)
    const packaged = await aPair('packaged-too', '5.1-packaged', recent)
    const expected = { source: 'setting', version: '5.1-chosen', ffprobe: join(chosen, 'ffprobe') }
    expect(await findFfmpeg({ setting: chosen, packagedFolder: packaged })).toMatchObject(expected)
    expect(await findFfmpeg({ setting: join(chosen, 'ffmpeg') })).toMatchObject(expected)
  })

  it('takes the packaged pair before the one on the path', async () => {
    const packaged = await aPair('packaged', '6.0', recent)
    const onPath = await aPair('on-path', '7.0', recent)
    const environment = { PATH: onPath }
    expect(await findFfmpeg({ packagedFolder: packaged, environment })).toMatchObject({ source: 'packaged' })
    expect(await findFfmpeg({ environment })).toMatchObject({ source: 'path', version: '7.0' })
  })

  it('needs both programs side by side', async () => {
    const lonely = await aPair('lonely', '7.0', recent)
    await rm(join(lonely, 'ffprobe'))
    const both = await aPair('both', '7.1', recent)
    const environment = { PATH: [lonely, both].join(delimiter) }
    expect(await findFfmpeg({ environment })).toMatchObject({ version: '7.1' })
  })

  it('starts a pair once to ask for its version, and another pair in the same place anew', async () => {
    const folder = await aPair('asked', '6.1', recent)
    const starts = join(root, 'starts')
    const program = await readFile(join(folder, 'ffmpeg'), 'utf8')
    const counting = (text: string) => `${text}echo start >> '${starts}'\n`
    await writeFile(join(folder, 'ffmpeg'), counting(program))
    for (let time = 0; time < 3; time += 1) {
      expect(await findFfmpeg({ setting: folder })).toMatchObject({ version: '6.1' })
    }
    expect(await readFile(starts, 'utf8')).toBe('start\n')
    await writeFile(join(folder, 'ffmpeg'), counting(program.replace('6.1', '7.0.1')))
    expect(await findFfmpeg({ setting: folder })).toMatchObject({ version: '7.0.1' })
  })

  it('passes over one that is too old', async () => {
    const old = await aPair('old', '3.4', '57.107.100')
    const packaged = await aPair('not-old', '6.1', recent)
    expect(await findFfmpeg({ packagedFolder: packaged, environment: { PATH: old } })).toMatchObject({
      version: '6.1',
    })
  })

  it('never replaces a setting that does not work', async () => {
    const working = await aPair('working', '6.1', recent)
    await expect(
      findFfmpeg({ setting: join(root, 'nowhere'), packagedFolder: working }),
    ).rejects.toMatchObject({
      code: 'ffmpeg-missing',
      message: expect.stringContaining('chosen in the settings does not start') as string,
    })
  })

  it('says of a setting that it is too old', async () => {
    const old = await aPair('old-choice', '3.4', '57.107.100')
    await expect(findFfmpeg({ setting: old })).rejects.toMatchObject({
      message: expect.stringContaining('(version 3.4) is too old') as string,
    })
  })
})
