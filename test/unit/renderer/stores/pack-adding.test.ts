import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useJobsStore } from '../../../../src-renderer/stores/jobs.ts'
import { listenToMain } from '../../../../src-renderer/stores/main-events.ts'
import { usePackAddingStore } from '../../../../src-renderer/stores/pack-adding.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'
import { fakeHalfPlan, fakePlan, workshopHandlers } from '../../../helpers/fake-workshop.ts'
import { openWindow } from '../../../helpers/open-window.ts'

const file = (name: string): File => new File(['x'], name)

let bridge: FakeBridge
let adding: ReturnType<typeof usePackAddingStore>

beforeEach(() => {
  bridge = openWindow().bridge
  bridge.use(workshopHandlers(bridge))
  listenToMain({ 'job.changed': useJobsStore().accept })
  adding = usePackAddingStore()
})

function inspected(): unknown[] {
  return bridge.calls.filter((call) => call.channel === 'pack.inspect').map((call) => call.request)
}

describe('adding a pack', () => {
  it('looks at a further file together with those named before', async () => {
    await adding.add([file('downstream.pth')])
    expect(adding.plan).toEqual(fakeHalfPlan)
    await adding.add([file('ViT-B-32.pt')])
    expect(adding.plan).toEqual(fakePlan)
    expect(inspected()).toEqual([
      { files: ['/dropped/downstream.pth'] },
      { files: ['/dropped/downstream.pth', '/dropped/ViT-B-32.pt'] },
    ])
  })

  it('keeps the plan when a further file cannot be read, and says why', async () => {
    await adding.add([file('downstream.pth'), file('ViT-B-32.pt')])
    await adding.add([file('scores.csv')])
    expect(adding.failure).toContain('scores.csv is no checkpoint')
    expect(adding.files).toEqual(['/dropped/downstream.pth', '/dropped/ViT-B-32.pt'])
    expect(adding.plan).toEqual(fakePlan)
  })

  it('looks again at the rest when a file is left out, and at nothing when none is left', async () => {
    await adding.add([file('downstream.pth'), file('ViT-B-32.pt')])
    await adding.leaveOut('ViT-B-32.pt')
    expect(adding.plan).toEqual(fakeHalfPlan)
    await adding.leaveOut('downstream.pth')
    expect([adding.plan, inspected().length]).toEqual([null, 2])
  })

  it('shows what was named last, whichever answer comes last', async () => {
    let answerFirst = (): void => undefined
    bridge.use({
      'pack.inspect': ({ files }) =>
        files.length === 1
          ? new Promise((resolve) => {
              answerFirst = () => {
                resolve(fakeHalfPlan)
              }
            })
          : fakePlan,
    })
    const first = adding.add([file('downstream.pth')])
    await adding.add([file('downstream.pth'), file('ViT-B-32.pt')])
    answerFirst()
    await first
    expect(adding.plan).toEqual(fakePlan)
    expect(adding.isReading).toBe(false)
  })

  it('names the pack as the plan does until a name is typed', async () => {
    bridge.use({ 'pack.inspect': ({ files }) => ({ ...fakePlan, title: `From ${String(files.length)}` }) })
    await adding.add([file('a.pth')])
    await adding.add([file('b.pt')])
    expect(adding.title).toBe('From 2')
    adding.title = 'Ours'
    await adding.add([file('c.pt')])
    expect(adding.title).toBe('Ours')
  })

  it('keeps files and words when the dialog is closed, and forgets them when they are discarded', async () => {
    await adding.add([file('downstream.pth')])
    adding.licence = 'CC BY-NC 4.0'
    adding.isOpen = false
    expect([adding.files.length, adding.licence]).toEqual([1, 'CC BY-NC 4.0'])
    adding.reset()
    expect([adding.files.length, adding.licence, adding.plan]).toEqual([0, '', null])
  })

  it('builds what the form says, and follows the job until it is put away', async () => {
    await adding.add([file('downstream.pth'), file('ViT-B-32.pt')])
    adding.licence = 'CC BY-NC 4.0'
    adding.precisions = ['int8']
    await adding.build()
    expect(bridge.calls).toContainEqual({
      channel: 'pack.build',
      request: { planId: 'plan-1', title: 'EmoCLIP ViT-B/32', licence: 'CC BY-NC 4.0', precisions: ['int8'] },
    })
    expect([adding.isOpen, adding.plan]).toEqual([false, null])
    expect(adding.started.map((job) => [job.kind, job.status])).toEqual([['pack-build', 'done']])
    adding.putAway(adding.started[0]!.jobId)
    expect(adding.started).toEqual([])
  })

  it('installs a folder that is dropped, and looks at files', async () => {
    const drop = (files: readonly { name: string; isDirectory: boolean }[]): DragEvent =>
      ({
        dataTransfer: {
          files: files.map(({ name }) => file(name)),
          items: files.map(({ isDirectory }) => ({ webkitGetAsEntry: () => ({ isDirectory }) })),
        },
      }) as unknown as DragEvent
    await adding.drop(drop([{ name: 'emoclip-pack', isDirectory: true }]))
    expect(bridge.calls).toContainEqual({
      channel: 'pack.install',
      request: { folder: '/dropped/emoclip-pack' },
    })
    expect(adding.isOpen).toBe(false)
    await adding.drop(drop([{ name: 'downstream.pth', isDirectory: false }]))
    expect([adding.isOpen, inspected()]).toEqual([true, [{ files: ['/dropped/downstream.pth'] }]])
  })

  it('starts nothing when the dialog for a folder is cancelled', async () => {
    const install = vi.fn(() => null)
    bridge.use({ 'pack.install': install })
    await adding.install(null)
    expect(install).toHaveBeenCalledOnce()
    expect(adding.started).toEqual([])
  })
})
