import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A process that has hashed nothing yet. */
async function newProcess() {
  vi.resetModules()
  return (await import('#core/packs/checked-files.ts')).fileHash
}

let folder: string
let file: string

beforeEach(() => {
  folder = tempFolder()
  file = join(folder, 'net.onnx')
})

/** Same size, and the time that is given. */
function write(text: string, seconds: number): void {
  writeFileSync(file, text)
  utimesSync(file, seconds, seconds)
}

test('a file that looks unchanged is not read again, in this process or the next', async () => {
  const fileHash = await newProcess()
  write('one', 1000)
  expect(fileHash(file, { anew: false })).toBe(sha256('one'))
  write('two', 1000)
  expect(fileHash(file, { anew: false })).toBe(sha256('one'))
  const inNext = await newProcess()
  expect(inNext(file, { anew: false })).toBe(sha256('one'))
})

test('a file with another time or another size is read again', async () => {
  const fileHash = await newProcess()
  write('one', 1000)
  fileHash(file, { anew: false })
  write('two', 1001)
  expect(fileHash(file, { anew: false })).toBe(sha256('two'))
  write('four', 1001)
  expect(fileHash(file, { anew: false })).toBe(sha256('four'))
})

test('anew reads a file that looks unchanged, and what it finds is remembered', async () => {
  const fileHash = await newProcess()
  write('one', 1000)
  fileHash(file, { anew: false })
  write('two', 1000)
  expect(fileHash(file, { anew: true })).toBe(sha256('two'))
  const inNext = await newProcess()
  expect(inNext(file, { anew: false })).toBe(sha256('two'))
})

test('where nothing can be remembered, the next process reads again', async () => {
  mkdirSync(join(folder, '.checked.json'))
  const fileHash = await newProcess()
  write('one', 1000)
  expect(fileHash(file, { anew: false })).toBe(sha256('one'))
  write('two', 1000)
  const inNext = await newProcess()
  expect(inNext(file, { anew: false })).toBe(sha256('two'))
})

test('what is remembered wrongly is not believed', async () => {
  write('one', 1000)
  writeFileSync(join(folder, '.checked.json'), '{ "net.onnx": { "size": 3')
  const fileHash = await newProcess()
  expect(fileHash(file, { anew: false })).toBe(sha256('one'))
  expect(readFileSync(join(folder, '.checked.json'), 'utf8')).toContain(sha256('one'))
})

test('a file larger than one chunk is hashed whole', async () => {
  const bytes = Buffer.alloc(9 * 1024 * 1024, 'x')
  bytes[bytes.length - 1] = 0
  writeFileSync(file, bytes)
  const fileHash = await newProcess()
  expect(fileHash(file, { anew: false })).toBe(createHash('sha256').update(bytes).digest('hex'))
})

test('hashes that were just computed are taken over, and not computed again', async () => {
  write('one', 1000)
  vi.resetModules()
  const { rememberHashes } = await import('#core/packs/checked-files.ts')
  rememberHashes(folder, [{ name: 'net.onnx', sha256: sha256('as computed') }])
  const inNext = await newProcess()
  expect(inNext(file, { anew: false })).toBe(sha256('as computed'))
  expect(inNext(file, { anew: true })).toBe(sha256('one'))
})
