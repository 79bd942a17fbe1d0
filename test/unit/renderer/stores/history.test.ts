import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ToldEntry } from '#shared/domain/journal.ts'
import { AppError } from '#shared/errors.ts'
import { anyAudit, filterOf, useHistoryStore } from '../../../../src-renderer/stores/history.ts'
import type { FakeBridge } from '../../../helpers/fake-bridge.ts'
import { historyHandlers } from '../../../helpers/fake-history.ts'
import { openWindow } from '../../../helpers/open-window.ts'

let bridge: FakeBridge

beforeEach(() => {
  ;({ bridge } = openWindow())
})

const asked = (channel: string) => bridge.calls.filter((call) => call.channel === channel)

describe('the audit trail', () => {
  it('is read page by page to its end, newest first', async () => {
    const { audit } = useHistoryStore()
    await audit.load()
    expect([audit.entries.length, audit.entries[0]?.id]).toEqual([100, 240])
    await audit.loadMore()
    await audit.loadMore()
    expect([audit.entries.length, audit.entries.at(-1)?.id, audit.next]).toEqual([240, 1, null])
    await audit.loadMore()
    expect(asked('journal.audit')).toHaveLength(3)
  })

  it('asks on while main found nothing in the part that it looked at', async () => {
    const found: ToldEntry = {
      ...{ id: 7, uid: 'seven', madeUtc: '2026-01-01T00:00:00.000Z', rater: 'AB', kind: 'scores' },
      ...{ label: 'a score', step: 'do', isTakenBack: false, isMigrated: false, changes: [], total: 0 },
    }
    bridge.use({
      'journal.audit': ({ before }) =>
        before === 20
          ? { entries: [found], next: 5, searchedToUtc: '2026-01-01T00:00:00.000Z' }
          : {
              entries: [],
              next: before === null ? 40 : before - 20,
              searchedToUtc: '2026-01-02T00:00:00.000Z',
            },
    })
    const { audit } = useHistoryStore()
    await audit.load()
    expect(audit.entries).toEqual([found])
    expect(asked('journal.audit').map(({ request }) => (request as { before: unknown }).before)).toEqual([
      null,
      40,
      20,
    ])
  })

  it('drops an answer to what is not asked any more', async () => {
    const history = useHistoryStore()
    const first = history.audit.load()
    await history.choose({ rater: { code: 'CD' } })
    await first
    expect(new Set(history.audit.entries.map(({ rater }) => rater))).toEqual(new Set(['CD']))
  })

  it('shows what came since, and keeps what was read below', async () => {
    const { audit } = useHistoryStore()
    await audit.load()
    await audit.loadMore()
    bridge.use(historyHandlers(242))
    await audit.refresh()
    expect([audit.entries.length, audit.entries[0]?.id]).toEqual([202, 242])
    expect(new Set(audit.entries.map(({ id }) => id)).size).toBe(202)
  })

  it('says why it could not be read', async () => {
    bridge.use({
      'journal.audit': () => {
        throw new AppError('study-moved', 'The study’s folder was moved.')
      },
    })
    const { audit } = useHistoryStore()
    await audit.load()
    expect([audit.failure, audit.isLoading]).toEqual(['The study’s folder was moved.', false])
  })

  it('is asked for by days of this computer’s calendar, both included', () => {
    const { fromUtc, toUtc } = filterOf({ ...anyAudit, fromDay: '2024-05-03', toDay: '2024-05-03' })
    expect(fromUtc).toBe(new Date(2024, 4, 3).toISOString())
    expect(toUtc).toBe(new Date(2024, 4, 4).toISOString())
    expect(filterOf({ ...anyAudit, text: '  P001 ', rater: { code: null } })).toEqual({
      text: 'P001',
      rater: null,
    })
    expect(filterOf(anyAudit)).toEqual({})
  })
})

it('a history that is closed meanwhile is forgotten', async () => {
  const history = useHistoryStore()
  const opening = history.open({ of: { kind: 'clip', clipId: 1 }, title: 'clip 1' })
  history.close()
  await opening
  await flushPromises()
  expect([history.opened, history.single.entries]).toEqual([null, []])
})
