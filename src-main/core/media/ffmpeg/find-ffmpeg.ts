import { constants } from 'node:fs'
import { access, chmod, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { AppError, isAppError } from '#shared/errors.ts'
import { parseFfmpegVersion, type FfmpegVersion } from './ffmpeg-version.ts'
import { runTool } from './run-tool.ts'
import type { FfmpegTools } from '../types.ts'

export interface FindFfmpegOptions {
  /**
   * What the user chose: the ffmpeg program, or the folder that holds ffmpeg and ffprobe. Without it, the
   * environment variable `EMOCLIP_FFMPEG` counts as the choice.
   */
  readonly setting?: string | null
  /** Folder inside the installed program, if one was packaged. */
  readonly packagedFolder?: string | null
  /** Only for tests: where to look instead of this process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

interface Candidate {
  readonly source: 'setting' | 'packaged' | 'path' | 'npm'
  readonly ffmpeg: string
  readonly ffprobe: string
}

const versionSilenceMs = 20_000

const advice =
  'Install FFmpeg 4.1 or newer (on Debian and Ubuntu: apt install ffmpeg) or choose its folder in the settings.'

/**
 * Finds a pair of ffmpeg and ffprobe that works: the setting, then the packaged pair, then `PATH`, then the
 * optional npm packages (so that a machine without root works, too). Each is started once to ask its version.
 * Throws AppError `ffmpeg-missing`; a setting that does not work is never silently replaced by another find.
 */
export async function findFfmpeg(options: FindFfmpegOptions = {}): Promise<FfmpegTools> {
  const environment = options.environment ?? process.env
  const setting = options.setting ?? environment['EMOCLIP_FFMPEG']
  if (setting !== undefined && setting !== '') return await fromSetting(setting)

  const tooOld: string[] = []
  for (const candidate of [
    options.packagedFolder ? pairIn('packaged', options.packagedFolder) : null,
    await pairOnPath(environment),
    await pairFromNpm(),
  ]) {
    if (candidate === null) continue
    const version = await versionOf(candidate)
    if (version?.recentEnough === true) return toTools(candidate, version)
    if (version !== null) tooOld.push(version.version)
  }
  throw new AppError(
    'ffmpeg-missing',
    tooOld.length > 0
      ? `The FFmpeg on this computer (version ${tooOld.join(', ')}) is too old to read video exactly. ${advice}`
      : `FFmpeg, which reads the videos, was not found on this computer. ${advice}`,
  )
}

async function fromSetting(setting: string): Promise<FfmpegTools> {
  const isFolder = await stat(setting).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const folder = isFolder ? setting : dirname(setting)
  const candidate = isFolder
    ? pairIn('setting', folder)
    : { source: 'setting' as const, ffmpeg: setting, ffprobe: join(folder, executable('ffprobe')) }
  const version = await versionOf(candidate)
  if (version?.recentEnough === true) return toTools(candidate, version)
  throw new AppError(
    'ffmpeg-missing',
    version === null
      ? `The FFmpeg chosen in the settings does not start: ffmpeg and ffprobe must both be there. ${advice}`
      : `The FFmpeg chosen in the settings (version ${version.version}) is too old. ${advice}`,
  )
}

function toTools(candidate: Candidate, { version, licence }: FfmpegVersion): FfmpegTools {
  return { ...candidate, version, licence }
}

function executable(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}

function pairIn(source: Candidate['source'], folder: string): Candidate {
  return { source, ffmpeg: join(folder, executable('ffmpeg')), ffprobe: join(folder, executable('ffprobe')) }
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function pairOnPath(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Candidate | null> {
  const path = environment['PATH'] ?? environment['Path'] ?? ''
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const pair = pairIn('path', folder)
    if ((await isExecutable(pair.ffmpeg)) && (await isExecutable(pair.ffprobe))) return pair
  }
  return null
}

/**
 * The npm packages are only a way to have the two files on disk: their own code is not run, and nothing here
 * imports them, so that a bundle and an install without them both work.
 */
async function pairFromNpm(): Promise<Candidate | null> {
  const [ffmpeg, ffprobe] = await Promise.all([npmBinary('ffmpeg'), npmBinary('ffprobe')])
  return ffmpeg !== null && ffprobe !== null ? { source: 'npm', ffmpeg, ffprobe } : null
}

async function npmBinary(name: 'ffmpeg' | 'ffprobe'): Promise<string | null> {
  const scope = `@${name}-installer`
  try {
    const wrapper = createRequire(import.meta.url).resolve(`${scope}/${name}/package.json`)
    const platform = createRequire(wrapper).resolve(
      `${scope}/${process.platform}-${process.arch}/package.json`,
    )
    const file = join(dirname(platform), executable(name))
    // Some package managers unpack without the executable bit.
    if (!(await isExecutable(file))) await chmod(file, 0o755)
    return file
  } catch {
    // Optional: not installed, not made for this platform, or not ours to make executable.
    return null
  }
}

/** Of pairs that were asked, by what their files are: to start both only for that takes half a second. */
const known = new Map<string, FfmpegVersion>()

/** Another pair, also under the same name, is another; null when one of the two is not there. */
async function identityOf({ ffmpeg, ffprobe }: Candidate): Promise<string | null> {
  try {
    const files = await Promise.all([ffmpeg, ffprobe].map((file) => stat(file, { bigint: true })))
    return JSON.stringify([
      ffmpeg,
      ffprobe,
      ...files.map(({ mtimeNs, size }) => `${String(mtimeNs)} ${String(size)}`),
    ])
  } catch {
    return null
  }
}

/** Null when one of the two cannot be started or is something else. */
async function versionOf(candidate: Candidate): Promise<FfmpegVersion | null> {
  const identity = await identityOf(candidate)
  const before = known.get(identity ?? '')
  if (before !== undefined) return before
  const version = await askVersion(candidate)
  if (identity !== null && version !== null) known.set(identity, version)
  return version
}

async function askVersion(candidate: Candidate): Promise<FfmpegVersion | null> {
  try {
    const [ffmpeg, ffprobe] = await Promise.all(
      [candidate.ffmpeg, candidate.ffprobe].map(async (program) => {
        const { code, stdout } = await runTool(program, ['-version'], { silenceMs: versionSilenceMs })
        return code === 0 ? parseFfmpegVersion(stdout.toString('utf8')) : null
      }),
    )
    return ffmpeg && ffprobe ? { ...ffmpeg, recentEnough: ffmpeg.recentEnough && ffprobe.recentEnough } : null
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}
