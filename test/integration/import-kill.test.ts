import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openStudy } from '#core/study.ts'
import type { Study } from '#core/study-services.ts'
import { aControl, aStudy } from '../helpers/a-study.ts'
import { writeFiles } from '../helpers/temp-folder.ts'
import { thorough } from '../helpers/thorough.ts'

const SESSIONS = 60
const program = fileURLToPath(new URL('../helpers/import-program.ts', import.meta.url))

function sessionFolders(): Record<string, string> {
  const folders = Array.from({ length: SESSIONS }, (_, index) => `P${String(index + 100)}/baseline`)
  return Object.fromEntries(
    folders.flatMap((folder) => [
      [`${folder}/a.mp4`, `${folder} a`],
      [`${folder}/b.mp4`, `${folder} b`],
      [`${folder}/captions.csv`, 'file,caption\na.mp4,Smiles\nb.mp4,Frowns\n'],
      [`${folder}/scores.csv`, 'panss_n1,panss_n3\n3,4\n'],
    ]),
  )
}

/** Kills the program without warning when that many videos are said to be done. */
async function importAndKill(study: string, inbox: string, atVideo: number): Promise<void> {
  const child = fork(program, [study, inbox])
  let isRunning = false
  child.on('message', (message: 'begin' | 'end' | { done: number }) => {
    if (message === 'begin') isRunning = true
    if (isRunning && typeof message === 'object' && message.done >= atVideo) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
}

/** Every session that is there has both clips, both captions and both scores. */
function wholeSessions({ library, captions, scores }: Study): number {
  const clips = library.clips()
  const sessions = library.sessions()
  for (const { id } of sessions) {
    const own = clips.filter(({ sessionId }) => sessionId === id)
    expect(own).toHaveLength(2)
    expect(own.map((clip) => captions.list(clip.id).length)).toEqual([1, 1])
    expect(own.every(({ videoId }) => library.videoFile(videoId) !== null)).toBe(true)
    expect(scores.list(id)).toHaveLength(2)
  }
  return sessions.length
}

describe('an import whose program is killed', () => {
  it('leaves whole sessions, opens again, and is finished by importing again', async () => {
    const { study, inbox, environment } = aStudy()
    writeFiles(inbox, sessionFolders())
    study.close()
    const left: number[] = []
    for (const atVideo of thorough([13], [1, 13, 50])) {
      await importAndKill(study.folder, inbox, atVideo)
      const again = openStudy(study.folder, environment)
      left.push(wholeSessions(again))
      again.close()
    }
    expect(left[0]).toBeLessThan(SESSIONS)
    expect(left).toEqual([...left].sort((a, b) => a - b))
    const last = openStudy(study.folder, environment)
    const { planId } = await last.imports.preview([inbox], aControl())
    await last.imports.run(planId, { copyVideos: true }, aControl())
    expect(wholeSessions(last)).toBe(SESSIONS)
    const files = readdirSync(join(last.folder, 'videos'), { recursive: true }).map(String)
    expect(files.filter((name) => /\.(?:mp4|part)$/.test(name))).toHaveLength(2 * SESSIONS)
    last.close()
  })
})
