/**
 * A pickle machine that can do what a state dict needs and nothing else. A pickle is a program: Python's own
 * machine imports and calls whatever it names. This one knows the opcodes that `torch.save` (protocols 2 to 5)
 * and TorchScript write, builds plain values, and refuses the rest. It cannot loop, so the length of a pickle
 * bounds its time, and the limit on its steps bounds its memory.
 */
import { CheckpointFault } from './checkpoint-fault.ts'
import { construct, createObject, findGlobal, findStorage, setState } from './pickle-globals.ts'
import { pop, popToMark, recall, take, takeLine, takeText, takeUnsigned, top } from './pickle-machine.ts'
import type { Machine } from './pickle-machine.ts'
import { isKind, malformed, opaque } from './pickle-values.ts'
import type { PickleValue } from './pickle-values.ts'

/** A tensor takes about 50, and each step makes at most one value. */
const MAX_STEPS = 1_000_000
const STOP = 0x2e

/** The one value of a pickle. TorchScript archives may name classes of their own. Throws CheckpointFault. */
export function readPickle(bytes: Buffer, { isTorchScript }: { isTorchScript: boolean }): PickleValue {
  const machine: Machine = { bytes, isTorchScript, position: 0, stack: [], marks: [], memo: new Map() }
  for (let count = 0; count < MAX_STEPS; count++) {
    const opcode = takeUnsigned(machine, 1)
    if (opcode === STOP) return lastValue(machine)
    const step = steps.get(opcode)
    if (step === undefined) {
      const shown = `0x${opcode.toString(16).padStart(2, '0')}`
      throw new CheckpointFault(`its description uses the pickle opcode ${shown}, which no state dict needs`)
    }
    step(machine)
  }
  throw new CheckpointFault('its description of the tensors is too long')
}

function lastValue(machine: Machine): PickleValue {
  const value = pop(machine)
  if (machine.stack.length > 0 || machine.marks.length > 0) throw malformed('it ends with values left over')
  return value
}

type Step = (machine: Machine) => void

const push =
  (make: (machine: Machine) => PickleValue): Step =>
  (machine) => {
    machine.stack.push(make(machine))
  }

/** A tuple of the last `length` values. */
const tuple = (length: number): Step =>
  push((machine) => ({ kind: 'tuple', items: Array.from({ length }, () => pop(machine)).reverse() }))

const memoize =
  (index: (machine: Machine) => number): Step =>
  (machine) => {
    machine.memo.set(index(machine), top(machine))
  }

const steps: ReadonlyMap<number, Step> = new Map([
  [0x80, checkProtocol],
  [0x95, checkFrame],

  // None, True, False
  [0x4e, push(() => null)],
  [0x88, push(() => true)],
  [0x89, push(() => false)],
  // BININT, BININT1, BININT2, LONG1, BINFLOAT
  [0x4a, push((machine) => take(machine, 4).readInt32LE())],
  [0x4b, push((machine) => takeUnsigned(machine, 1))],
  [0x4d, push((machine) => takeUnsigned(machine, 2))],
  [0x8a, push(longInteger)],
  [0x47, push((machine) => take(machine, 8).readDoubleBE())],
  // BINUNICODE, SHORT_BINUNICODE, BINUNICODE8
  [0x58, push((machine) => takeText(machine, takeUnsigned(machine, 4)))],
  [0x8c, push((machine) => takeText(machine, takeUnsigned(machine, 1)))],
  [0x8d, push((machine) => takeText(machine, takeUnsigned(machine, 8)))],

  // BINBYTES, SHORT_BINBYTES, BINBYTES8: values of what is passed over
  [0x42, push((machine) => passed(machine, takeUnsigned(machine, 4)))],
  [0x43, push((machine) => passed(machine, takeUnsigned(machine, 1)))],
  [0x8e, push((machine) => passed(machine, takeUnsigned(machine, 8)))],

  // MARK; EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3, TUPLE
  [0x28, (machine) => machine.marks.push(machine.stack.length)],
  [0x29, tuple(0)],
  [0x85, tuple(1)],
  [0x86, tuple(2)],
  [0x87, tuple(3)],
  [0x74, push((machine) => ({ kind: 'tuple', items: popToMark(machine) }))],
  // EMPTY_LIST, APPEND, APPENDS
  [0x5d, push(() => ({ kind: 'list', items: [] }))],
  [0x61, (machine) => append(machine, [pop(machine)])],
  [0x65, (machine) => append(machine, popToMark(machine))],
  // EMPTY_DICT, SETITEM, SETITEMS
  [0x7d, push(() => ({ kind: 'dict', entries: new Map() }))],
  [0x73, (machine) => setItems(machine, [pop(machine), pop(machine)].reverse())],
  [0x75, (machine) => setItems(machine, popToMark(machine))],

  // GLOBAL, STACK_GLOBAL; REDUCE, NEWOBJ, BUILD, BINPERSID
  [0x63, push((machine) => named(machine, [takeLine(machine), takeLine(machine)]))],
  [0x93, push((machine) => named(machine, [pop(machine), pop(machine)].reverse()))],
  [0x52, applied(construct)],
  [0x81, applied(createObject)],
  [
    0x62,
    (machine) => {
      const state = pop(machine)
      setState(top(machine), state)
    },
  ],
  [0x51, push((machine) => findStorage(pop(machine)))],

  // BINPUT, LONG_BINPUT, MEMOIZE; BINGET, LONG_BINGET
  [0x71, memoize((machine) => takeUnsigned(machine, 1))],
  [0x72, memoize((machine) => takeUnsigned(machine, 4))],
  [0x94, memoize((machine) => machine.memo.size)],
  [0x68, (machine) => recall(machine, takeUnsigned(machine, 1))],
  [0x6a, (machine) => recall(machine, takeUnsigned(machine, 4))],
])

function checkProtocol(machine: Machine): void {
  const protocol = takeUnsigned(machine, 1)
  if (protocol < 2 || protocol > 5) {
    throw new CheckpointFault(`its description of the tensors uses pickle protocol ${protocol}`)
  }
}

function passed(machine: Machine, length: number): PickleValue {
  take(machine, length)
  return opaque
}

/** A frame only says how far Python may read ahead. */
function checkFrame(machine: Machine): void {
  const length = takeUnsigned(machine, 8)
  if (length > machine.bytes.length - machine.position) throw malformed('it ends too early')
}

/** Two's complement, little-endian, at most 255 bytes. */
function longInteger(machine: Machine): number | bigint {
  const bytes = take(machine, takeUnsigned(machine, 1))
  const hex = Buffer.from(bytes).reverse().toString('hex')
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x0${hex}`))
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

function append(machine: Machine, items: readonly PickleValue[]): void {
  const list = top(machine)
  if (isKind(list, 'opaque')) return
  if (!isKind(list, 'list')) throw malformed('an item of no list')
  for (const item of items) list.items.push(item)
}

function setItems(machine: Machine, flat: readonly PickleValue[]): void {
  const dict = top(machine)
  if (isKind(dict, 'opaque')) return
  if (!isKind(dict, 'dict') || flat.length % 2 === 1) throw malformed('an entry of no dict')
  for (let i = 0; i < flat.length; i += 2) dict.entries.set(flat[i] ?? null, flat[i + 1] ?? null)
}

/** `module` and `name`. */
function named(machine: Machine, [module, name]: readonly PickleValue[]): PickleValue {
  if (typeof module !== 'string' || typeof name !== 'string') throw malformed('a name that is no text')
  // What stands on the stack by now are the two of STACK_GLOBAL, which are taken.
  const isOutermost = machine.stack.length === 0 && machine.marks.length === 0
  return findGlobal(`${module}.${name}`, { isTorchScript: machine.isTorchScript, isOutermost })
}

/** A function of two values: the one below the top, and the top. */
function applied(make: (callee: PickleValue, args: PickleValue) => PickleValue): Step {
  return push((machine) => {
    const args = pop(machine)
    return make(pop(machine), args)
  })
}
