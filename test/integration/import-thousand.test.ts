import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import { makeManyVideos } from '../../scripts/bench/many-videos.ts'
import { aControl, aStudy } from '../helpers/a-study.ts'
import { testFfmpeg } from '../helpers/make-video.ts'
import { thorough } from '../helpers/thorough.ts'

/** Each takes a process to look at, and a thousand only say the same again. */
const fileCount = thorough(24, 1000)
/** Each way of being spoilt is met. */
const badEvery = thorough(6, 20)

type Spoil = (whole: Buffer, number: number) => string | Uint8Array

/** Broken in turn in the ways that are met most; no two have the same content. */
const spoils: readonly { readonly spoil: Spoil; readonly reason: RegExp }[] = [
  { spoil: () => '', reason: /is empty/ },
  { spoil: (_, number) => `Letter ${String(number)}\n`, reason: /is not a video: it is a text file\.$/ },
  {
    spoil: (whole, number) => whole.subarray(0, Math.floor(whole.length / 2) - number),
    reason: /is cut off: the index of its pictures is missing/,
  },
  {
    spoil: (_, number) => Buffer.from(`PK\x03\x04\x14\x00\x01\x00${String(number)}`, 'latin1'),
    reason: /is not a video: it is a ZIP archive protected with a password\.$/,
  },
]

it('an import with bad files takes all others, and says of each bad one why, in steady memory', async () => {
  const tools = await testFfmpeg()
  const { study, inbox } = aStudy({ media: createMediaTools(tools) })
  const files = await makeManyVideos(tools.ffmpeg, inbox, fileCount)
  const bad = files.filter((_, index) => index % badEvery === badEvery - 1)
  for (const [number, file] of bad.entries()) {
    const { spoil } = spoils[number % spoils.length] ?? { spoil: () => '' }
    writeFileSync(file, spoil(readFileSync(file), number))
  }
  const memory: number[] = []
  const control = { ...aControl(), progress: () => memory.push(process.memoryUsage().rss) }
  const plan = await study.imports.preview([join(inbox, 'study')], control)
  const { videos } = await study.imports.run(plan.planId, { copyVideos: true }, control)

  expect(videos.new).toBe(fileCount - bad.length)
  expect(study.library.clips()).toHaveLength(fileCount - bad.length)
  // One sentence each, that names the file.
  expect(plan.refusals.map(({ file }) => basename(file))).toEqual(bad.map((file) => basename(file)))
  for (const [number, { file, message }] of plan.refusals.entries()) {
    expect(message).toMatch(spoils[number % spoils.length]?.reason ?? /never/)
    expect(message.startsWith(basename(file))).toBe(true)
    expect(message.match(/[.!?](?:\s|$)/g)).toHaveLength(1)
  }
  const fifth = memory.length / 5
  const early = Math.max(...memory.slice(fifth, 2 * fifth))
  const late = Math.max(...memory.slice(4 * fifth))
  expect(late - early).toBeLessThan(100 * 2 ** 20)
})
