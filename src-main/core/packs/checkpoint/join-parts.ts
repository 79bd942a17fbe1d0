import type { Checkpoint, TensorInfo } from './checkpoint.ts'

/** One network saved in several files, e.g. `model-00001-of-00003.safetensors`. */
const PART_NAME = /^(.+)-(\d{5})-of-(\d{5})(\.[a-z]+)$/

export interface JoinedCheckpoints {
  /** Parts of one network are one. */
  readonly checkpoints: readonly Checkpoint[]
  /** For each given checkpoint the index of the one that it is, or is part of. */
  readonly places: readonly number[]
  /** Which parts are missing or given twice, in a sentence; null when each network has all of its parts. */
  readonly problem: string | null
}

/** Joins the checkpoints that are parts of one network, by their file names; the others stay as they are. */
export function joinParts(given: readonly Checkpoint[]): JoinedCheckpoints {
  const groups = new Map<string, Checkpoint[]>()
  const keys = given.map((checkpoint, index) => {
    const [, stem, , total, ending] = PART_NAME.exec(checkpoint.fileName) ?? []
    const key = stem === undefined ? String(index) : `${stem}/${total ?? ''}${ending ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), checkpoint])
    return key
  })
  const order = [...groups.keys()]
  const problems = [...groups.values()].map(whatIsMissing)
  return {
    checkpoints: [...groups.values()].map((parts) => joined(parts)),
    places: keys.map((key) => order.indexOf(key)),
    problem: problems.find((problem) => problem !== null) ?? null,
  }
}

function whatIsMissing(parts: readonly Checkpoint[]): string | null {
  const [first] = parts
  const [, stem = '', , digits, ending = ''] = PART_NAME.exec(first?.fileName ?? '') ?? []
  if (first === undefined || digits === undefined) return null
  const total = Number(digits)
  const names = new Set(parts.map(({ fileName }) => fileName))
  const [again] = [...names].filter((name) => parts.filter(({ fileName }) => fileName === name).length > 1)
  if (again !== undefined) return `${again} is given twice.`
  // The number comes from a file name, so it is shown and not counted up to.
  if (names.size === total) return null
  const next = nextMissing(names, total, (part) => `${stem}-${part}-of-${digits}${ending}`)
  return `${first.fileName} is one of ${String(total)} parts of a network, of which ${String(names.size)} are given. Add the others, e.g. ${next}.`
}

function nextMissing(names: ReadonlySet<string>, total: number, named: (part: string) => string): string {
  for (let part = 1; part <= Math.min(total, names.size + 1); part++) {
    const name = named(String(part).padStart(5, '0'))
    if (!names.has(name)) return name
  }
  return 'those that came with it'
}

function joined(parts: readonly Checkpoint[]): Checkpoint {
  const [first, ...others] = parts
  if (first === undefined) throw new Error('no parts')
  if (others.length === 0) return first
  const owners = new Map<string, { readonly part: Checkpoint; readonly info: TensorInfo }>()
  for (const part of parts) {
    for (const info of part.tensors.values()) {
      // One that stands in two parts would have to be chosen from: it is listed as one too many.
      const name = owners.has(info.name) ? `${info.name} (again, in ${part.fileName})` : info.name
      owners.set(name, { part, info })
    }
  }
  const read: Checkpoint['read'] = (name) => {
    const owner = owners.get(name)
    // Who has no tensor of that name says so with its own words.
    return owner === undefined ? first.read(name) : owner.part.read(owner.info.name)
  }
  return {
    fileName: first.fileName,
    format: first.format,
    tensors: new Map([...owners].map(([name, { info }]) => [name, { ...info, name }])),
    read,
    close: async () => {
      await Promise.all(parts.map((part) => part.close()))
    },
  }
}
