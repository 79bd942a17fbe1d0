import { describe, expect, it } from 'vitest'
import { cli } from '../../../helpers/cli.ts'
import { tempFolder, writeFiles } from '../../../helpers/temp-folder.ts'

/** A name that clears the screen, breaks the line and turns the text. */
const odd = 'a\u001b[2J\nfake: 0 refused\u009b1m\u202e'

const run = (folder: string, ...args: string[]) => cli(folder, args)

describe('what the command line prints', () => {
  it('holds no control character of a file’s name', async () => {
    const folder = tempFolder()
    writeFiles(folder, { [`inbox/P001/baseline/${odd}.mp4`]: '', [`inbox/P001/baseline/${odd}.srt`]: 'x' })
    await run(folder, 'init', 'study')
    const printed = [
      await run(folder, 'import', 'study', 'inbox'),
      await run(folder, '--json', 'import', 'study', 'inbox'),
      await run(folder, 'import', 'study', `nowhere ${odd}`),
      await run(folder, 'info', odd),
      await run(folder, odd),
    ]
    for (const { stdout, stderr } of printed) {
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u)
      expect(`${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('fake'))).toEqual([])
    }
    const [, second] = printed
    expect(JSON.parse(second?.stdout ?? '')).toMatchObject({ videos: { refused: 1 } })
  })
})
