import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { tempFolder } from '../helpers/temp-folder.ts'
import { thorough } from '../helpers/thorough.ts'
import type { FuzzMessage, FuzzTask } from '../unit/main/core/packs/checkpoint/fuzz-worker.ts'

const FILES = thorough(1000, 10_000)
/** Of each kind, more than that many must have opened and more than that many been refused. */
const LEAST = thorough(5, 20)
/** A file that fails alone: `seed + its number` draws it again. */
const SEED = 20_240_527
const MAX_FILE_MS = 5_000
const WATCH_MS = 250

/**
 * Reads the files in a thread of its own, so that one that hangs can be ended. Rejects when a file takes longer
 * than the limit or the thread falls.
 */
async function fuzz(task: FuzzTask): Promise<Extract<FuzzMessage, { type: 'done' }>> {
  const worker = new Worker(new URL('../unit/main/core/packs/checkpoint/fuzz-worker.ts', import.meta.url), {
    workerData: task,
  })
  let current = { index: -1, since: performance.now() }
  let watch: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      watch = setInterval(() => {
        if (performance.now() - current.since < MAX_FILE_MS) return
        reject(new Error(`File ${current.index} took longer than ${MAX_FILE_MS} ms.`))
      }, WATCH_MS)
      worker.on('message', (message: FuzzMessage) => {
        if (message.type === 'done') resolve(message)
        else current = { index: message.index, since: performance.now() }
      })
      worker.on('error', (error) =>
        reject(new Error(`File ${current.index} broke the reader.`, { cause: error })),
      )
      worker.on('exit', () => reject(new Error(`File ${current.index} ended the reader.`)))
    })
  } finally {
    clearInterval(watch)
    await worker.terminate()
  }
}

test('spoilt checkpoints open rightly or are refused in a sentence', async () => {
  const outside = tempFolder()
  const folder = join(outside, 'checkpoints')
  mkdirSync(folder)

  const { counts, problems } = await fuzz({ folder, seed: SEED, files: FILES })

  expect(problems).toEqual([])
  // Neither were all refused at the door, nor did nothing touch what matters.
  for (const kind of [
    'flipped bits',
    'overwritten number',
    'edited directory',
    'spliced pickle',
    'edited header',
  ]) {
    const { opened = 0, files = 0 } = counts[kind] ?? {}
    expect(opened, kind).toBeGreaterThan(LEAST)
    expect(files - opened, kind).toBeGreaterThan(LEAST)
  }
  expect(readdirSync(outside)).toEqual(['checkpoints'])
  expect(readdirSync(folder).sort()).toEqual(['model.safetensors', 'script.pt', 'state-dict.pth'])
})
