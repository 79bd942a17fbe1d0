import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eventually } from '../../../../../helpers/eventually.ts'
import { askHandlers, code } from '../ask-handlers.ts'
import type { AskedHandlers } from '../ask-handlers.ts'

async function aStudy(): Promise<{ asked: AskedHandlers; ask: AskedHandlers['ask']; study: string }> {
  const asked = askHandlers()
  const study = join(asked.folder, 'study')
  asked.chosen = study
  await asked.ask('study.create', { title: 'Trial' })
  await asked.ask('rater.create', { code: 'AB' })
  return { asked, ask: asked.ask, study }
}

const backupsIn = (study: string): string[] =>
  existsSync(join(study, 'backups')) ? readdirSync(join(study, 'backups')) : []

function damage(study: string): void {
  const content = readFileSync(join(study, 'study.sqlite'))
  content.fill(0x5a, 5 * 4096, 9 * 4096)
  writeFileSync(join(study, 'study.sqlite'), content)
}

describe('backups in the window', () => {
  it('are made when a study is closed', async () => {
    const { ask, study } = await aStudy()
    await ask('study.close')
    expect(backupsIn(study)).toHaveLength(1)
  })

  it('are made when a study is opened that changed since', async () => {
    const { asked, ask, study } = await aStudy()
    await ask('study.close')
    rmSync(join(study, 'backups'), { recursive: true })
    asked.chosen = study
    await ask('study.open')
    await eventually(() => {
      expect(backupsIn(study)).toHaveLength(1)
    })
  })

  it('never keep a study from being closed, and are told of when they fail', async () => {
    const { asked, ask, study } = await aStudy()
    writeFileSync(join(study, 'backups'), 'a file where the folder goes')
    await ask('study.close')
    expect(asked.events).toContainEqual({
      name: 'study.told',
      payload: { message: expect.stringContaining('backup of the study was not made') as string },
    })
    expect(asked.events.at(-1)).toEqual({ name: 'study.opened', payload: null })
  })

  it('are offered for a study that is damaged, and put back', async () => {
    const { asked, ask, study } = await aStudy()
    expect(await ask('study.restorable')).toEqual({ folderName: 'study', backups: [] })
    await ask('study.close')
    damage(study)
    asked.chosen = study
    await expect(ask('study.open')).rejects.toThrow(code('study-damaged'))
    const offered = await ask('study.restorable')
    expect(offered).toMatchObject({ folderName: 'study', backups: [{ contents: { title: 'Trial' } }] })
    expect(await ask('study.restore', { name: offered!.backups[0]!.name })).toMatchObject({ title: 'Trial' })
    expect(await ask('rater.list')).toMatchObject([{ code: 'AB' }])
    expect(readdirSync(join(study, 'replaced'))).toHaveLength(1)
  })

  it('are put back by a name of the list only', async () => {
    const { ask } = await aStudy()
    await expect(ask('study.restore', { name: '../study.sqlite' })).rejects.toThrow(code('not-found'))
  })

  it('are put back under a study that is open', async () => {
    const { asked, ask, study } = await aStudy()
    await ask('study.close')
    asked.chosen = study
    await ask('study.open')
    await ask('rater.create', { code: 'CD' })
    const offered = await ask('study.restorable')
    await ask('study.restore', { name: offered!.backups[0]!.name })
    expect(await ask('rater.list')).toMatchObject([{ code: 'AB' }])
  })
})

describe('a caption that could not be saved', () => {
  const unsaved = [{ label: 'caption of P001 V1 clip 1', text: 'Looks down', reason: 'The disk is full.' }]

  it.each(['study.close', 'study.open', 'study.create', 'study.openRecent', 'study.restore'] as const)(
    'is asked about before %s, and the study stays open on a word',
    async (channel) => {
      const { asked, ask } = await aStudy()
      const [recent] = await ask('study.recent')
      const requests = {
        'study.create': { title: 'Another' },
        'study.openRecent': { id: recent!.id },
        'study.restore': { name: 'any.sqlite' },
        'study.close': undefined,
        'study.open': undefined,
      }
      Object.assign(asked, { unsaved, pressed: 'Stay here', dialogs: [] })
      await expect(ask(channel, requests[channel])).rejects.toThrow(code('cancelled'))
      expect(asked.dialogs).toEqual(['One caption could not be saved.'])
      expect(await ask('study.current')).toMatchObject({ title: 'Trial' })
    },
  )

  it('is left behind on a word', async () => {
    const { asked, ask } = await aStudy()
    Object.assign(asked, { unsaved, pressed: 'Go on without it' })
    await ask('study.close')
    expect(await ask('study.current')).toBeNull()
  })
})

describe.skipIf(process.platform === 'win32')('a study whose folder is gone while it is open', () => {
  it('is saved elsewhere from what is open, and goes on there', async () => {
    const { asked, ask, study } = await aStudy()
    renameSync(study, join(asked.folder, 'away'))
    rmSync(join(asked.folder, 'away'), { recursive: true })
    await expect(ask('rater.create', { code: 'CD' })).rejects.toThrow(code('study-moved'))
    asked.chosen = join(asked.folder, 'rescued')
    expect(await ask('study.saveElsewhere')).toMatchObject({ title: 'Trial', folderName: 'rescued' })
    await ask('rater.create', { code: 'CD' })
    await ask('study.close')
    await ask('study.open')
    expect((await ask('rater.list')).map((rater) => rater.code)).toEqual(['AB', 'CD'])
  })

  it('is not saved into a folder that holds something', async () => {
    const { asked, ask, study } = await aStudy()
    rmSync(study, { recursive: true })
    asked.chosen = asked.folder
    await expect(ask('study.saveElsewhere')).rejects.toThrow(code('conflict'))
    expect(await ask('study.current')).toMatchObject({ title: 'Trial' })
  })

  it('stays open when the dialog is cancelled', async () => {
    const { asked, ask } = await aStudy()
    asked.chosen = null
    expect(await ask('study.saveElsewhere')).toBeNull()
    expect(await ask('study.current')).toMatchObject({ title: 'Trial' })
  })
})
