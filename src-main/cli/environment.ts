import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngineRecords } from '#core/inference/engine/engine-records.ts'
import { thisMachine } from '#core/inference/engine/this-machine.ts'
import { withEngine } from '#core/inference/engine/with-engine.ts'
import { createInProcessInference } from '#core/inference/host/in-process-client.ts'
import { createPackStore } from '#core/packs/pack-store.ts'
import type { PackStore } from '#core/packs/pack-store.ts'
import { absentMedia } from '#core/media/absent-media.ts'
import { findFfmpeg } from '#core/media/ffmpeg/find-ffmpeg.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { MediaTools } from '#core/media/types.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { isAppError } from '#shared/errors.ts'

const resources = fileURLToPath(new URL('../../resources', import.meta.url))

/** Where the window keeps what is the user's and no study's: packs, and what runs them best here. */
function userFolder(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env
  const config =
    process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Application Support')
      : ((process.platform === 'win32' ? APPDATA : XDG_CONFIG_HOME) ?? join(homedir(), '.config'))
  return join(config, 'EmoCLIP Studio')
}

/** The same packs as in the window. */
export function openPackStore(): PackStore {
  const userPacks = join(userFolder(), 'models')
  return createPackStore({ folders: [userPacks, join(resources, 'models')], userFolder: userPacks })
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
  const machine = thisMachine()
  return {
    media,
    packs: openPackStore(),
    inference: withEngine({
      host: createInProcessInference({ media }),
      records: createEngineRecords(join(userFolder(), 'engine.json'), machine),
      machine,
    }),
    scalesFolder: join(resources, 'scales'),
    appVersion,
    sqliteBinding: null,
  }
}
