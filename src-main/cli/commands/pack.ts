import { basename, dirname, resolve } from 'node:path'
import { precisions as allPrecisions } from '#shared/domain/pack.ts'
import type { Activation, PackSummary, Precision } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import { readPack } from '#core/packs/pack-reader.ts'
import { buildPackJob } from '#core/areas/packs/build-pack-job.ts'
import { installPackJob } from '#core/areas/packs/install-pack-job.ts'
import { verifyPackJob } from '#core/areas/packs/verify-pack-job.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import { precisionsOf } from '#core/packs/pack-store.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import { builderHere } from '#core/packs/build/builder-here.ts'
import { inspectFiles } from '#core/packs/build/inspect-files.ts'
import { createProgramJobs, packJobs } from '#core/program-jobs.ts'
import type { PackParts } from '#core/program-jobs.ts'
import type { CliContext } from '../cli-context.ts'
import { openPackStore } from '../environment.ts'
import type { Outcome } from '../outcome.ts'

const defaultPrecisions: readonly Precision[] = ['fp32', 'int8']
const unstatedLicence = 'not stated'

/** `fp32,int8` and the like. Throws AppError `bad-request` for a word that is no precision. */
export function readPrecisions(given: string | undefined): readonly Precision[] {
  if (given === undefined) return defaultPrecisions
  const words = [...new Set(given.split(',').map((word) => word.trim().toLowerCase()))]
  return words.map((word) => {
    const precision = allPrecisions.find((known) => known === word)
    if (precision !== undefined) return precision
    throw new AppError('bad-request', `“${word}” is no precision; there are ${allPrecisions.join(', ')}.`)
  })
}

/** Work on packs, which belongs to no study. */
function packWork(packs: PackStore = openPackStore()) {
  const parts: PackParts = { packs, builder: builderHere, packsChanged: () => undefined }
  return { jobs: createProgramJobs(parts, packJobs, createJobRegistry()) }
}

interface BuildArguments {
  readonly files: readonly string[]
  readonly out?: string
  readonly precision?: string
  readonly title?: string
  readonly licence?: string
  readonly activation?: Activation
}

export function packBuildCommand({
  files: given,
  out,
  precision,
  title,
  licence,
  activation,
}: BuildArguments) {
  return async (context: CliContext): Promise<Outcome> => {
    if (title?.trim() === '' || licence?.trim() === '') {
      throw new AppError('bad-request', 'An empty --title or --licence says nothing: leave it out.')
    }
    const files = given.map((file) => context.path(file))
    const precisions = readPrecisions(precision)
    const plan = await inspectFiles(files)
    if (plan.problem !== null) throw refusal(plan)
    const packs = openPackStore()
    const { result: packId } = await context.run('Building the pack', packWork(packs), (jobs) =>
      jobs.start(buildPackJob, {
        ...{ files, precisions: [...precisions], activation },
        ...{ title: title ?? plan.title, licence: licence ?? unstatedLicence },
        packsFolder: dirname(packs.userFolder('any')),
        ...(out === undefined ? {} : { folder: context.path(out) }),
      }),
    )
    const folder = out === undefined ? packs.userFolder(packId) : context.path(out)
    const { manifest, sha256 } = readPack(folder, { kind: 'quick' })
    const { build = null } = manifest.task === 'clip-text' ? manifest : {}
    return {
      document: {
        folder,
        id: manifest.id,
        title: manifest.title,
        sha256,
        build,
        notes: plan.notes,
        files: manifest.files,
      },
      lines: [
        `Built ${manifest.title} (${manifest.id}) in ${folder}.`,
        ...(build?.measured.precisions ?? []).map(
          ({ precision: name, bytes, largestDeviation, smallestCosine, msPerFrame }) =>
            `  ${name}: ${(bytes / 1e6).toFixed(0)} MB; deviates from an independent pass by ${largestDeviation.toExponential(1)} of the largest value, cosine ${smallestCosine.toFixed(6)}; ${msPerFrame === null ? 'not timed' : `${msPerFrame.toFixed(0)} ms a frame on one thread`}`,
        ),
        ...plan.notes,
      ],
      failures: [],
    }
  }
}

/** With every name, which the document and the lines both carry in the message. */
function refusal({ problem, missing, unexpected }: Awaited<ReturnType<typeof inspectFiles>>): AppError {
  const list = (what: string, names: readonly string[]): string =>
    names.length === 0 ? '' : ` ${what}: ${names.join(', ')}.`
  const names = `${list('Missing', missing)}${list('Not needed', unexpected)}`
  return new AppError('checkpoint-invalid', `${problem ?? ''}${names}`)
}

export function packListCommand() {
  return (): Promise<Outcome> => {
    const packs = openPackStore().list()
    return Promise.resolve({ document: { packs }, lines: packs.map(describe), failures: [] })
  }
}

function describe({ id, title, bytes, precisions, zeroShot, task, problem }: PackSummary): string {
  const kind = task === 'face-detection' ? 'finds faces' : zeroShot ? 'zero-shot' : 'closed set'
  const facts = [
    kind,
    ...(precisions.length > 0 ? [precisions.join(', ')] : []),
    `${(bytes / 1e6).toFixed(1)} MB`,
  ]
  return `${id}  ${title} (${facts.join('; ')})${problem === null ? '' : `\n  ${problem}`}`
}

export function packVerifyCommand({ pack }: { readonly pack: string }) {
  return async (context: CliContext): Promise<Outcome> => {
    const folder = context.path(pack)
    const { result } = await context.run('Checking every file', packWork(), (jobs) =>
      jobs.start(verifyPackJob, { folder }),
    )
    const { manifest, sha256 } = result
    return {
      document: { folder, id: manifest.id, sha256, files: manifest.files.length, isWhole: true },
      lines: [
        `${manifest.title} (${manifest.id}) is whole: ${String(manifest.files.length)} files have the right hashes.`,
      ],
      failures: [],
    }
  }
}

export function packInstallCommand({ pack }: { readonly pack: string }) {
  return async (context: CliContext): Promise<Outcome> => {
    const store = openPackStore()
    const { result: packId } = await context.run('Installing the pack', packWork(store), (jobs) =>
      jobs.start(installPackJob, { folder: context.path(pack) }),
    )
    return {
      document: { id: packId, folder: store.userFolder(packId) },
      lines: [`Installed ${packId}.`],
      failures: [],
    }
  }
}

export function packRemoveCommand({ id }: { readonly id: string }) {
  return async (): Promise<Outcome> => {
    await openPackStore().remove(id)
    return { document: { id }, lines: [`Removed ${id}.`], failures: [] }
  }
}

/** A pack named by its folder, or by its id. */
export function packFolder(context: CliContext, given: string): string {
  const found = openPackStore()
    .list()
    .find(({ id }) => id === given)
  return found === undefined ? context.path(given) : openPackStore().folder(found.id)
}

/** The precision asked for, else full precision, else what there is. */
export function choosePrecision(folder: string, given: string | undefined): Precision {
  const { manifest } = readPack(folder, { kind: 'quick' })
  if (manifest.task !== 'clip-text') {
    throw new AppError('bad-request', `The model pack ${manifest.id} embeds no clips.`)
  }
  const available = precisionsOf(manifest)
  const wanted = given === undefined ? (available[0] ?? 'fp32') : (readPrecisions(given)[0] ?? 'fp32')
  if (available.includes(wanted)) return wanted
  throw new AppError(
    'bad-request',
    `${basename(resolve(folder))} has no ${wanted} nets; it has ${available.join(', ')}.`,
  )
}
