import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fakePackStore } from '../../../../../helpers/fake-inference.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import type { IpcRequest } from '#shared/ipc/contract.ts'
import { askHandlers, code } from '../ask-handlers.ts'

const plan: IpcRequest<'protocol.freeze'> = {
  ...{ title: 'Still faces', scaleId: 'panss-negative', itemIds: ['n1', 'n3'], packId: 'two-numbers' },
  ...{ head: 'ridge', features: 'mean', permutations: 999, alpha: 0.01, minPatients: 20 },
}

it('a protocol is frozen by whoever works in the window, undone, and saved as text and as JSON', async () => {
  const asked = askHandlers({ media: fakeMedia(), packs: fakePackStore() })
  const { ask, folder } = asked
  asked.chosen = join(folder, 'study')
  await ask('study.create', { title: 'Planned' })
  await ask('rater.create', { code: 'AB' })
  await ask('app.saveSettings', { raterCode: 'AB', blindRating: true })
  const [protocol] = await ask('protocol.freeze', plan)
  expect(protocol?.content).toMatchObject({ n: 1, frozenBy: 'AB', fittedBefore: [] })
  const sha256 = protocol?.sha256 ?? ''
  asked.chosen = folder
  const formats = [
    ['text', 'protocol-1.txt'],
    ['json', 'protocol-1.json'],
  ] as const
  for (const [format, fileName] of formats) {
    expect(await ask('protocol.save', { sha256, format })).toEqual({ fileName })
    expect(readFileSync(join(folder, fileName), 'utf8')).toContain(sha256)
  }
  asked.chosen = null
  expect(await ask('protocol.save', { sha256, format: 'text' })).toBeNull()
  await expect(ask('protocol.fit', { sha256: 'x' })).rejects.toThrow(code('not-found'))
  expect((await ask('protocol.fit', { sha256 })).jobId).not.toBe('')
  await expect(ask('protocol.freeze', plan)).rejects.toThrow(code('conflict'))
  await ask('journal.undo')
  expect(await ask('protocol.list')).toEqual([])
})
