import type { Dirent } from 'node:fs'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { basename, join } from 'node:path'
import { packManifestSchema } from '#shared/domain/pack.ts'
import type { Activation, ClipTextPack, NetFiles, PackMeasurement, Precision } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import { hashFile } from '../../files/content-hash.ts'
import { shownName } from '../../files/shown-name.ts'
import { rememberHashes } from '../checked-files.ts'
import { checkInputs } from './check-inputs.ts'
import { checkNets, expectedEmbeddings } from './check-nets.ts'
import { combine } from './combine.ts'
import type { CombinedModel } from './combine.ts'
import { packManifest } from './manifest.ts'
import type { PackSource } from './manifest.ts'
import { isNetFile, netNames, writeNet } from './net-files.ts'
import type { NetName, PackNets } from './net-files.ts'
import { openSources } from './open-sources.ts'
import type { Source } from './open-sources.ts'
import { createReference } from './reference/forward.ts'
import { orDiskFull } from '../../files/os-errors.ts'
import { beginFolder, replaceFolder } from './replace-folder.ts'

export interface BuildRequest {
  /** Checkpoint files; absolute paths. */
  readonly files: readonly string[]
  readonly title: string
  /** As the user states it. */
  readonly licence: string
  readonly precisions: readonly Precision[]
  /** Of a CLIP whose file does not tell it; not given for `quick-gelu`. */
  readonly activation?: Activation | undefined
  /** Where the pack's folder shall be, given the pack's id; an older pack there is replaced. */
  folder(packId: string): string
}

export interface BuildControl {
  readonly signal: AbortSignal
  /** Of the whole, 0 to 1, and what is being done in words. */
  progress(fraction: number, step: string): void
}

/**
 * Builds a model pack from checkpoint files: reads, writes the nets, runs them against an independent forward
 * pass, and only then puts the pack where it belongs, whole. Throws AppError `checkpoint-invalid`,
 * `pack-invalid` (it deviates), `conflict`, `disk-full`, `file-unreadable` or `cancelled`.
 */
export async function buildPack(
  request: BuildRequest,
  control: BuildControl,
): Promise<{ folder: string; manifest: ClipTextPack }> {
  const opened = await openSources(request.files)
  try {
    for (const source of opened.sources) if (source.kind === 'unreadable') throw source.error
    if (opened.problem !== null) throw new AppError('checkpoint-invalid', opened.problem)
    const model = combine(opened.networks, request.activation)
    if (model.problem !== null) throw new AppError('checkpoint-invalid', withNames(model))
    return await buildFrom({ request, control, sources: opened.sources, model })
  } catch (error) {
    if (control.signal.aborted) throw new AppError('cancelled', 'Building the pack was cancelled.')
    throw orDiskFull(error, 'The disk is full: the pack was not built.')
  } finally {
    await opened.close()
  }
}

interface Work {
  readonly request: BuildRequest
  readonly control: BuildControl
  readonly sources: readonly Source[]
  readonly model: CombinedModel
}

async function buildFrom(work: Work): Promise<{ folder: string; manifest: ClipTextPack }> {
  const { request, control, model } = work
  const { architecture } = model
  const sources = await describeSources(work)
  const logitScale = (await model.weights.read('logit_scale'))[0] ?? Number.NaN
  const identity = packManifest({
    ...request,
    architecture,
    sources,
    nets: { visual: {}, temporal: null, text: {} },
    files: [],
    scale: Math.exp(logitScale),
    measured: { cpu: '', precisions: [] },
  }).id
  const target = request.folder(identity)
  await refuseForeignFolder(target)
  const folder = await beginFolder(target)
  try {
    const nets = await writeNets(folder, work)
    const precisions = await measure(folder, nets, work)
    control.progress(0.95, 'hashing the files')
    const manifest = packManifestSchema.parse(
      packManifest({
        ...request,
        architecture,
        sources,
        nets,
        files: await describeFiles(folder, control.signal),
        scale: Math.exp(logitScale),
        measured: { cpu: cpus()[0]?.model.trim() ?? 'unknown', precisions },
      }),
    )
    await writeFile(join(folder, 'pack.json'), `${JSON.stringify(manifest, null, 2)}\n`)
    control.signal.throwIfAborted()
    await replaceFolder(folder, target)
    rememberHashes(target, manifest.files)
    control.progress(1, 'done')
    return { folder: target, manifest: manifest as ClipTextPack }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The first part of the work: shares of the whole, roughly by the time that each takes. */
const HASHED = 0.05
const WRITTEN = 0.4
const COMPARED = 0.8

async function describeSources({ request, control, sources, model }: Work): Promise<PackSource[]> {
  const described: PackSource[] = []
  for (const [index, file] of request.files.entries()) {
    const source = sources[index]
    if (source?.kind !== 'weights') continue
    const { name, checkpoint, place } = source
    control.progress((HASHED * index) / request.files.length, `hashing ${name}`)
    const sha256 = await hashFile(file, { signal: control.signal })
    const { size } = await stat(file)
    described.push({
      name,
      sha256,
      bytes: size,
      format: checkpoint.format,
      role: model.roles[place] ?? '',
    })
  }
  return described
}

async function writeNets(folder: string, { request, control, model }: Work): Promise<PackNets> {
  const files: Record<NetName, NetFiles> = { visual: {}, temporal: {}, text: {} }
  const nets = netNames.filter((net) => net !== 'temporal' || model.architecture.temporal !== null)
  const total = nets.length * request.precisions.length
  let done = 0
  for (const precision of request.precisions) {
    for (const net of nets) {
      control.signal.throwIfAborted()
      control.progress(HASHED + ((WRITTEN - HASHED) * done) / total, `writing the ${net} net, ${precision}`)
      files[net][precision] = await writeNet(folder, { net, precision }, model)
      done += 1
    }
  }
  return { ...files, temporal: model.architecture.temporal === null ? null : files.temporal }
}

async function measure(folder: string, nets: PackNets, work: Work): Promise<PackMeasurement[]> {
  const { request, control, model } = work
  const { architecture, weights } = model
  const inputs = await checkInputs(architecture)
  const layers =
    architecture.visual.layers +
    (architecture.temporal?.layers ?? 0) +
    inputs.texts.length * architecture.text.layers
  let passed = 0
  const reference = createReference(architecture, weights, async () => {
    // Lets a cancellation come through.
    await new Promise((resolve) => setImmediate(resolve))
    control.signal.throwIfAborted()
    control.progress(WRITTEN + ((COMPARED - WRITTEN) * passed) / layers, 'the slow pass to compare with')
    passed += 1
  })
  const expected = await expectedEmbeddings(reference, inputs)
  const measurements: PackMeasurement[] = []
  for (const precision of request.precisions) {
    control.signal.throwIfAborted()
    control.progress(COMPARED, `checking ${precision}`)
    const measured = await checkNets({ folder, nets, precision, architecture, inputs, expected })
    measurements.push({ ...measured, bytes: await bytesOf(folder, nets, precision) })
  }
  return measurements
}

async function bytesOf(folder: string, nets: PackNets, precision: Precision): Promise<number> {
  let bytes = 0
  for (const files of [nets.visual, nets.temporal, nets.text]) {
    const { graph, weights } = files?.[precision] ?? { graph: null, weights: null }
    for (const name of [graph, weights]) if (name !== null) bytes += (await stat(join(folder, name))).size
  }
  return bytes
}

async function describeFiles(folder: string, signal: AbortSignal): Promise<ClipTextPack['files']> {
  const files: ClipTextPack['files'] = []
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name)
    const { size } = await stat(path)
    // A net without large weights leaves an empty file behind.
    if (size === 0) await rm(path)
    else files.push({ name, sha256: await hashFile(path, { signal }), bytes: size })
  }
  return files
}

/** Only a pack that was built here may be replaced, and all of it goes: never anything else beside it. */
async function refuseForeignFolder(target: string): Promise<void> {
  const found = await stat(target).catch(() => null)
  if (found === null) return
  if (!found.isDirectory()) {
    throw new AppError('conflict', `“${basename(target)}” is a file, not a folder. Choose another one.`)
  }
  const foreign = (await readdir(target, { withFileTypes: true })).find((entry) => !isOfPack(entry))?.name
  if (foreign === undefined) return
  throw new AppError(
    'conflict',
    `The folder “${basename(target)}” holds something else than a model pack (${shownName(foreign)}). Choose another one.`,
  )
}

/** Hidden files are what this program or the desktop noted about a folder; hidden folders may be work. */
function isOfPack(entry: Dirent): boolean {
  const { name } = entry
  return entry.isFile() && (name === 'pack.json' || isNetFile(name) || name.startsWith('.'))
}

/** So many names stand in the sentence; all of them are in the plan. */
const NAMES_SHOWN = 5

export function withNames({ problem, missing, unexpected }: CombinedModel): string {
  const list = (what: string, names: readonly string[]): string => {
    if (names.length === 0) return ''
    const more = names.length > NAMES_SHOWN ? `, and ${String(names.length - NAMES_SHOWN)} more` : ''
    return ` ${what}: ${names.slice(0, NAMES_SHOWN).join(', ')}${more}.`
  }
  return `${problem ?? ''}${list('Missing', missing)}${list('Not needed', unexpected)}`
}
