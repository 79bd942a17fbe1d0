import { createRequire } from 'node:module'
import { z } from 'zod'
import { runtimeVersion } from '#core/inference/session/onnx-runtime.ts'
import type { FfmpegTools } from '#core/media/types.ts'
import type { AppInfo } from '#shared/domain/app-info.ts'

const manifestSchema = z.object({ version: z.string() })

/** Version of an installed package; the native ones are not bundled, so they lie beside the program. */
function packageVersion(name: string): string {
  const require = createRequire(import.meta.url)
  try {
    return manifestSchema.parse(require(`${name}/package.json`)).version
  } catch {
    return 'unknown'
  }
}

/** What the program consists of, for the About page and for provenance. */
export function describeApp(version: string, ffmpeg: FfmpegTools | null): AppInfo {
  return {
    version,
    electron: process.versions.electron,
    chromium: process.versions.chrome,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    sqlite: `better-sqlite3 ${packageVersion('better-sqlite3')}`,
    onnxruntime: runtimeVersion(),
    ffmpeg:
      ffmpeg === null || ffmpeg.ffmpeg === ''
        ? null
        : { version: ffmpeg.version, licence: ffmpeg.licence, source: ffmpeg.source },
  }
}
