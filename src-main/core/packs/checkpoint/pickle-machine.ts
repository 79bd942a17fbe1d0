/** The parts of the pickle machine that its opcodes work on: bytes, stack, marks and memo, all guarded. */
import { malformed } from './pickle-values.ts'
import type { PickleValue } from './pickle-values.ts'

export interface Machine {
  readonly bytes: Buffer
  readonly isTorchScript: boolean
  position: number
  readonly stack: PickleValue[]
  /** Heights of the stack at which a MARK stands. */
  readonly marks: number[]
  readonly memo: Map<number, PickleValue>
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const NEWLINE = 0x0a

/** The next bytes, without a copy. Throws CheckpointFault when there are not so many. */
export function take(machine: Machine, length: number): Buffer {
  const { bytes, position } = machine
  if (length > bytes.length - position) throw malformed('it ends too early')
  machine.position = position + length
  return bytes.subarray(position, position + length)
}

/** Little-endian, of 1, 2, 4 or 8 bytes. */
export function takeUnsigned(machine: Machine, width: 1 | 2 | 4 | 8): number {
  const bytes = take(machine, width)
  // Above 2^53 not exact, and then longer than any file.
  return width === 8 ? Number(bytes.readBigUInt64LE()) : bytes.readUIntLE(0, width)
}

/** UTF-8 of that many bytes. */
export function takeText(machine: Machine, length: number): string {
  return decode(take(machine, length))
}

/** UTF-8 up to the end of the line. */
export function takeLine(machine: Machine): string {
  const end = machine.bytes.indexOf(NEWLINE, machine.position)
  if (end === -1) throw malformed('it ends too early')
  const line = decode(take(machine, end - machine.position))
  machine.position = end + 1
  return line
}

function decode(bytes: Buffer): string {
  try {
    return text.decode(bytes)
  } catch {
    throw malformed('a text that is no UTF-8')
  }
}

/** Takes the top of the stack, never what lies below the last mark. */
export function pop(machine: Machine): PickleValue {
  const value = machine.stack.length > (machine.marks.at(-1) ?? 0) ? machine.stack.pop() : undefined
  if (value === undefined) throw malformed('a value is missing')
  return value
}

export function top(machine: Machine): PickleValue {
  const value = machine.stack.at(-1)
  if (value === undefined) throw malformed('a value is missing')
  return value
}

/** Takes everything above the last mark, and the mark. */
export function popToMark(machine: Machine): PickleValue[] {
  const mark = machine.marks.pop()
  if (mark === undefined) throw malformed('a mark is missing')
  return machine.stack.splice(mark)
}

export function recall(machine: Machine, index: number): void {
  const value = machine.memo.get(index)
  if (value === undefined) throw malformed('it refers to a value that is not there')
  machine.stack.push(value)
}
