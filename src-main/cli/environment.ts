import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createInProcessInference } from '#core/inference/in-process-client.ts'
import { createPackStore } from '#core/inference/pack-store.ts'
import { absentMedia } from '#core/media/absent-media.ts'
import { findFfmpeg } from '#core/media/find-ffmpeg.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { MediaTools } from '#core/media/types.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { isAppError } from '#shared/errors.ts'

const resources = fileURLToPath(new URL('../../resources', import.meta.url))

/** Where the window keeps packs that the user added; the same packs serve the command line. */
function userPacks(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env
  const config =
    process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Application Support')
      : ((process.platform === 'win32' ? APPDATA : XDG_CONFIG_HOME) ?? join(homedir(), '.config'))
  return join(config, 'EmoCLIP Studio', 'models')
}

async function findMedia(): Promise<MediaTools> {
  try {
    return createMediaTools(await findFfmpeg())
  } catch (error) {
    if (isAppError(error)) return absentMedia(error)
    throw error
  }
}

/** The same core as in the window, with inference in this process. */
export async function openEnvironment(appVersion: string): Promise<StudyEnvironment> {
  const media = await findMedia()
  return {
    media,
    packs: createPackStore({ folders: [userPacks(), join(resources, 'models')] }),
    inference: createInProcessInference({ media }),
    scalesFolder: join(resources, 'scales'),
    appVersion,
    sqliteBinding: null,
  }
}
