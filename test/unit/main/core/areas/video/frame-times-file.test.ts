import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readFrameTimesFile, writeFrameTimes } from '#core/areas/video/frame-times-file.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

const times = {
  timeBase: { numerator: 1001, denominator: 30_000 },
  ticks: Float64Array.of(-3, 0, 2 ** 52),
  timesMs: Float64Array.of(0, 100.1, 1e9),
}

async function aFile(): Promise<string> {
  const file = join(tempFolder(), 'times.bin')
  await writeFrameTimes(file, times)
  return file
}

describe('frame times on disk', () => {
  it('come back as they were written', async () => {
    expect(await readFrameTimesFile(await aFile())).toEqual(times)
  })

  it.each<[string, (file: string) => void]>([
    [
      'is cut off',
      (file) => {
        truncateSync(file, 60)
      },
    ],
    [
      'is empty',
      (file) => {
        truncateSync(file, 0)
      },
    ],
    [
      'is something else',
      (file) => {
        writeFileSync(file, 'x'.repeat(200))
      },
    ],
    [
      'has a wrong byte',
      (file) => {
        const bytes = readFileSync(file)
        bytes[40] = (bytes[40] ?? 0) ^ 1
        writeFileSync(file, bytes)
      },
    ],
  ])('are not there when the file %s', async (_, spoil) => {
    const file = await aFile()
    spoil(file)
    expect(await readFrameTimesFile(file)).toBeNull()
  })

  it('are not there when there is no file', async () => {
    expect(await readFrameTimesFile(join(tempFolder(), 'none'))).toBeNull()
  })
})
