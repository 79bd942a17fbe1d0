/**
 * The thread of the fuzz test: opens one spoilt file after the other and reads all of its tensors. It tells when
 * it starts a file, so that the test can end it should one take too long, and what it found wrong.
 */
import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import type { Checkpoint, TensorInfo } from '#core/packs/checkpoint/checkpoint.ts'
import { openCheckpoint } from '#core/packs/checkpoint/open-checkpoint.ts'
import { isAppError } from '#shared/errors.ts'
import { bases } from './fuzz-bases.ts'
import type { Base } from './fuzz-bases.ts'
import { mutate } from './fuzz-mutations.ts'
import type { Mutated } from './fuzz-mutations.ts'
import { pick, seededRandom } from './fuzz-random.ts'

export interface FuzzTask {
  readonly folder: string
  readonly seed: number
  readonly files: number
}

export type FuzzMessage =
  | { readonly type: 'file'; readonly index: number }
  | {
      readonly type: 'done'
      /** How many files of each kind opened, and how many there were. */
      readonly counts: Readonly<Record<string, { opened: number; files: number }>>
      /** Whatever should not have been, one sentence each. */
      readonly problems: readonly string[]
    }

interface Known {
  readonly base: Base
  readonly infos: readonly TensorInfo[]
  /** Of the float tensors. */
  readonly values: ReadonlyMap<string, Float32Array>
}

const taskSchema = z.object({ folder: z.string(), seed: z.int(), files: z.int() })

const isFloat = ({ dtype }: TensorInfo): boolean => dtype.includes('float')

/** All float tensors; the others must be refused. */
async function readAll(checkpoint: Checkpoint): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>()
  for (const info of checkpoint.tensors.values()) {
    const read = await checkpoint.read(info.name).catch((error: unknown) => {
      if (isFloat(info)) throw error
      return null
    })
    if (isFloat(info) && read !== null) values.set(info.name, read)
    else if (read !== null) throw new Error(`${info.name} is ${info.dtype} but was read as floats`)
  }
  return values
}

async function knownOf(base: Base, folder: string): Promise<Known> {
  const file = join(folder, base.fileName)
  writeFileSync(file, base.bytes)
  const checkpoint = await openCheckpoint(file)
  const known = { base, infos: [...checkpoint.tensors.values()], values: await readAll(checkpoint) }
  await checkpoint.close()
  return known
}

/** What is wrong with a file that opened and was read, or null. */
function findWrong(known: Known, mutated: Mutated, { infos, values }: Omit<Known, 'base'>): string | null {
  if (mutated.isHopeless) return 'it opened'
  for (const { name, dtype, shape } of infos) {
    const length = values.get(name)?.length
    const count = shape.reduce((product, size) => product * size, 1)
    if (length !== undefined && length !== count) return `${name} has ${length} values instead of ${count}`
    if (!mutated.isInPlace) continue
    const before = known.infos.find((info) => info.name === name)
    const isSame = before?.dtype === dtype && String(before.shape) === String(shape)
    if (!isSame) {
      // The description of an archive has a checksum; the header of safetensors may change and stay valid.
      if (known.base.parts.kind === 'archive') return `${name} became another tensor`
    } else if (
      isUntouched(known.base, mutated, name) &&
      !sameBits(values.get(name), known.values.get(name))
    ) {
      return `${name} has other values`
    }
  }
  return null
}

/** Whether a tensor's bytes are as before; in an archive they must be, or its checksum would not match. */
function isUntouched({ bytes, parts }: Base, mutated: Mutated, name: string): boolean {
  if (parts.kind === 'archive') return true
  const dataStart = bytes.length - parts.data.length
  const [begin, end] = (parts.places.get(name) ?? [0, 0]).map((at) => dataStart + at)
  return bytes.subarray(begin, end).equals(mutated.bytes.subarray(begin, end))
}

function sameBits(values: Float32Array | undefined, before: Float32Array | undefined): boolean {
  if (values === undefined || before === undefined) return values === before
  return values.length === before.length && values.every((value, i) => Object.is(value, before[i]))
}

interface Outcome {
  readonly isOpened: boolean
  readonly problem: string | null
}

/** Opens the file and reads it whole. */
async function tryFile(file: string, known: Known, mutated: Mutated): Promise<Outcome> {
  let checkpoint: Checkpoint | null = null
  try {
    checkpoint = await openCheckpoint(file)
    const read = { infos: [...checkpoint.tensors.values()], values: await readAll(checkpoint) }
    return { isOpened: true, problem: findWrong(known, mutated, read) }
  } catch (error) {
    return { isOpened: false, problem: wrongError(error, file) }
  } finally {
    await checkpoint?.close()
  }
}

/** A refusal is one sentence about the file, without its path. */
function wrongError(error: unknown, file: string): string | null {
  if (!isAppError(error)) return `it threw ${error instanceof Error ? (error.stack ?? '') : String(error)}`
  if (error.code !== 'checkpoint-invalid' && error.code !== 'file-unreadable')
    return `its error is ${error.code}`
  const isSentence = error.message.includes(basename(file)) && error.message.length < 400
  return isSentence && !error.message.includes(dirname(file)) ? null : `its sentence is ${error.message}`
}

async function run({ folder, seed, files }: FuzzTask): Promise<void> {
  const known = await Promise.all(bases.map((base) => knownOf(base, folder)))
  const counts: Record<string, { opened: number; files: number }> = {}
  const problems: string[] = []
  for (let index = 0; index < files; index++) {
    post({ type: 'file', index })
    const random = seededRandom(seed + index)
    const chosen = pick(random, known)
    const mutated = mutate(chosen.base, random)
    const file = join(folder, chosen.base.fileName)
    writeFileSync(file, mutated.bytes)
    const { isOpened, problem } = await tryFile(file, chosen, mutated)
    const count = (counts[mutated.kind] ??= { opened: 0, files: 0 })
    count.files++
    if (isOpened) count.opened++
    if (problem !== null)
      problems.push(`File ${index} (${mutated.kind}, ${chosen.base.fileName}): ${problem}`)
  }
  post({ type: 'done', counts, problems: problems.slice(0, 20) })
}

function post(message: FuzzMessage): void {
  parentPort?.postMessage(message)
}

await run(taskSchema.parse(workerData))
