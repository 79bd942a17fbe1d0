/**
 * Makes the folders of a sample study that can be imported: real pictures of faces (demonstration photographs
 * of an npm package) in short clips, with synthetic captions and scores.
 *
 *   node scripts/tools/make-sample-study.ts --out FOLDER
 *
 * Does nothing when FOLDER holds what the same code, photographs and FFmpeg have made before.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { scaleSchema } from '#shared/domain/scale.ts'
import { findFfmpeg } from '#core/media/ffmpeg/find-ffmpeg.ts'
import { contentHash } from '../setup/content-hash.mjs'
import { chooseEncoder } from './sample-study/encoder.ts'
import { writeStudy } from './sample-study/write-study.ts'

const projectRoot = fileURLToPath(new URL('../..', import.meta.url))
const scaleFiles = ['panss-negative.json', 'cains.json', 'bnss.json']
const stampName = '.sample-study'

const ingredients = [
  'scripts/tools/make-sample-study.ts',
  'scripts/tools/sample-study',
  'src-main/core/statistics/random.ts',
  'resources/scales',
]

function readScales() {
  return scaleFiles.map((name) => {
    const text = readFileSync(join(projectRoot, 'resources', 'scales', name), 'utf8')
    return scaleSchema.parse(JSON.parse(text))
  })
}

/** Never clears a folder that is not a sample study of ours. */
function refuseForeignFolder(folder: string): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
  if (names.length > 0 && !names.includes(stampName)) {
    throw new Error(`${folder} holds other files; choose a new folder for the sample study.`)
  }
}

async function makeSampleStudy(folder: string): Promise<void> {
  const photoPackage = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')
  const photoFolder = join(dirname(photoPackage), 'demo')
  const tools = await findFfmpeg()
  const stamp = [
    await contentHash(projectRoot, ingredients),
    await contentHash(photoFolder, ['.']),
    tools.version,
  ]
  const stampText = `${stamp.join('\n')}\n`
  if ((await readFile(join(folder, stampName), 'utf8').catch(() => '')) === stampText) {
    process.stdout.write('The sample study is up to date.\n')
    return
  }
  refuseForeignFolder(folder)
  const encoder = await chooseEncoder(tools)
  const startedAt = performance.now()
  await writeStudy(folder, {
    tools,
    encoder,
    photoFolder,
    scales: readScales(),
    stamp: { name: stampName, text: stampText },
    onClip: (done, total) => {
      if (done % 10 === 0 || done === total) process.stdout.write(`  ${done} of ${total} clips\n`)
    },
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  process.stdout.write(`The sample study (synthetic captions and scores) was made in ${seconds} s.\n`)
}

const { values } = parseArgs({ options: { out: { type: 'string' } } })
if (values.out === undefined) {
  process.stderr.write('Use: node scripts/tools/make-sample-study.ts --out FOLDER\n')
  process.exitCode = 2
} else {
  try {
    await makeSampleStudy(resolve(values.out))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
