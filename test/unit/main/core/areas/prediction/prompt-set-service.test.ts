import { describe, expect, it } from 'vitest'
import type { PackStore } from '#core/packs/pack-store.ts'
import { openStudy } from '#core/study.ts'
import { aStudy } from '../../../../../helpers/a-study.ts'
import { emotions, fakePacks } from '../../../../../helpers/fake-packs.ts'
import type { FakePack } from '../../../../../helpers/fake-packs.ts'

const classes = [
  { label: 'flat', sentence: 'a face without expression' },
  { label: 'lively', sentence: 'a face full of expression' },
]
const [shipped] = emotions.promptSets

function reopened({ study, environment }: ReturnType<typeof aStudy>, packs: PackStore) {
  study.close()
  const again = openStudy(study.folder, { ...environment, packs })
  const sets = again.promptSets.list()
  again.close()
  return sets
}

describe('prompt sets', () => {
  it('come with the packs and stay the same rows when the study is opened again', () => {
    const test = aStudy()
    const before = test.study.promptSets.list()
    expect(before).toMatchObject([{ name: 'Basic emotions', origin: 'pack', packId: 'faces-7' }])
    expect(reopened(test, fakePacks(emotions))).toEqual(before)
  })

  it('become a further row when a pack changes their classes, and the old one when it changes back', () => {
    const test = aStudy()
    const [before] = test.study.promptSets.list()
    const changed = { ...emotions, promptSets: [{ name: 'Basic emotions', frameStride: null, classes }] }
    const [after] = reopened(test, fakePacks(changed))
    expect(after?.classes).toEqual(classes)
    expect(after?.id).not.toBe(before?.id)
    expect(reopened(test, fakePacks(emotions))).toEqual([before])
  })

  it('become a further row when a pack looks at other frames for them', () => {
    const test = aStudy()
    const [before] = test.study.promptSets.list()
    const promptSets = emotions.promptSets.map((set) => ({ ...set, frameStride: 2 }))
    const [after] = reopened(test, fakePacks({ ...emotions, promptSets }))
    expect(after).toEqual({ ...before, id: after?.id, frameStride: 2 })
    expect(after?.id).not.toBe(before?.id)
    expect(reopened(test, fakePacks(emotions))).toEqual([before])
  })

  it('of a pack that was added while the study is open are there when asked for', () => {
    const installed: FakePack[] = []
    const packs: PackStore = {
      ...fakePacks(),
      list: () => fakePacks(...installed).list(),
      clipText: (packId) => fakePacks(...installed).clipText(packId),
    }
    const { study } = aStudy({ packs })
    const changes: string[] = []
    study.onChange(({ areas }) => changes.push(...areas))
    installed.push(emotions)
    expect(study.promptSets.list()).toEqual([])
    study.promptSets.takeFromPacks()
    expect(study.promptSets.list()).toMatchObject([{ name: 'Basic emotions', packId: 'faces-7' }])
    expect(changes).toEqual(['prompts'])
  })

  it('stay when their pack is broken, and are off the list when it is gone', () => {
    const test = aStudy()
    const before = test.study.promptSets.list()
    expect(reopened(test, fakePacks({ ...emotions, problem: 'A file is missing.' }))).toEqual(before)
    expect(reopened(test, fakePacks())).toEqual([])
  })

  it('can be made and deleted by the user', () => {
    const { study } = aStudy()
    const made = study.promptSets.create({ name: 'Expressivity', classes })
    expect(study.promptSets.list()).toContainEqual(made)
    study.promptSets.delete(made.id)
    expect(study.promptSets.list().map(({ name }) => name)).toEqual([shipped?.name])
  })

  it('refuse a name that is taken, and deleting what belongs to a pack', () => {
    const { study } = aStudy()
    const [ofPack] = study.promptSets.list()
    const code = (expected: string) => expect.objectContaining({ code: expected }) as Error
    expect(() => study.promptSets.create({ name: 'basic emotions', classes })).toThrow(code('conflict'))
    expect(() => {
      study.promptSets.delete(ofPack?.id ?? 0)
    }).toThrow(code('conflict'))
    expect(() => {
      study.promptSets.delete(999)
    }).toThrow(code('not-found'))
  })
})
