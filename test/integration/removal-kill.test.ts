import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openStudy } from '#core/study.ts'
import { aStudyOfTwo, bytesOf, filesHolding, leaving, rowsAbout, staying } from '../helpers/a-study-of-two.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { thorough } from '../helpers/thorough.ts'

const program = fileURLToPath(new URL('../helpers/removal-program.ts', import.meta.url))
const KILLS = thorough(3, 60)

async function removeAndKill(study: string, afterMs: number | null): Promise<void> {
  const child = fork(program, [study, leaving.code])
  // Null: when all of it is done.
  child.on('message', (said) => {
    if (said === (afterMs === null ? 'done' : 'begin')) setTimeout(() => child.kill('SIGKILL'), afterMs ?? 0)
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
}

it('a removal that was killed is finished when the study is next opened, or did not begin', async () => {
  const { folder, environment } = await aStudyOfTwo()
  const [whole, stays] = [rowsAbout(folder, leaving), rowsAbout(folder, staying)]
  let removed = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const copy = join(tempFolder(), 'study')
    cpSync(folder, copy, { recursive: true, preserveTimestamps: true })
    await removeAndKill(copy, kill === KILLS - 1 ? null : (kill * 11) % 120)
    const again = openStudy(copy, environment)
    expect(again.journal.verify().problems).toEqual([])
    again.close()
    expect(rowsAbout(copy, staying)).toEqual(stays)
    const left = rowsAbout(copy, leaving)
    if (left.clips?.length === 0) {
      removed += 1
      for (const bytes of [leaving.code, leaving.word, bytesOf(leaving)]) {
        expect(filesHolding(copy, bytes)).toEqual([])
      }
    } else expect(left).toEqual(whole)
  }
  expect(removed).toBeGreaterThan(0)
})
