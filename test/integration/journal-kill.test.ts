import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openStudy } from '#core/study.ts'
import { aControl, aStudy } from '../helpers/a-study.ts'
import { createFakeInference, fakePackStore } from '../helpers/fake-inference.ts'
import { clinicianFace, patientFace } from '../helpers/people-study.ts'
import { writeFiles } from '../helpers/temp-folder.ts'
import { thorough } from '../helpers/thorough.ts'

const program = fileURLToPath(new URL('../helpers/journal-program.ts', import.meta.url))
const KILLS = thorough(2, 100)

async function changeAndKill(study: string, kill: number): Promise<void> {
  const child = fork(program, [study, String(kill + 1)])
  child.on('message', () => setTimeout(() => child.kill('SIGKILL'), 20 + ((kill * 37) % 200)))
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
}

it('the study and its journal agree after the program was killed while it changed both, and typed texts are entries', async () => {
  const faces = () => [patientFace, clinicianFace]
  const inference = createFakeInference(() => new Error('not part of this test'), faces)
  const { study, inbox, environment } = aStudy({ inference, packs: fakePackStore() })
  writeFiles(inbox, { 'P001/baseline/a.mp4': 'a', 'P001/baseline/b.mp4': 'b', 'P002/baseline/c.mp4': 'c' })
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: false }, aControl())
  await study.people.find(null, aControl())
  expect(study.people.get(study.library.sessions()[0]?.id ?? 0).people.length).toBeGreaterThan(1)
  study.close()
  let known = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    await changeAndKill(study.folder, kill)
    const looking = openStudy(study.folder, environment, { readonly: true })
    expect(looking.journal.verify().problems).toEqual([])
    looking.close()
    const again = openStudy(study.folder, environment)
    const { entries, problems } = again.journal.verify()
    expect(problems).toEqual([])
    // One that was killed before its first change left all as it was.
    expect(entries).toBeGreaterThanOrEqual(known)
    known = entries
    again.close()
  }
  expect(known).toBeGreaterThan(0)
})
