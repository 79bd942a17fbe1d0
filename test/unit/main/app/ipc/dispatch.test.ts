import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, vi } from 'vitest'
import { AppError } from '#shared/errors.ts'
import type { IpcHandlers } from '#shared/ipc/contract.ts'
import { ipcCalls } from '#shared/ipc/contract.ts'
import { aStatistic } from '../../../../helpers/a-statistic.ts'
import { createDispatch } from '../../../../../src-main/app/ipc/dispatch.ts'

const quiet = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }

/** Handlers that refuse everything but what the test gives. */
function handlersWith(given: Partial<IpcHandlers>): IpcHandlers {
  const refuse = (): never => {
    throw new Error('not expected in this test')
  }
  const all = Object.fromEntries(Object.keys(ipcCalls).map((channel) => [channel, refuse]))
  return { ...all, ...given } as unknown as IpcHandlers
}

describe('dispatch', () => {
  it('parses the request, runs the handler and answers its value', async () => {
    const create = vi.fn(() => ({ id: 1, code: 'AB' }))
    const dispatch = createDispatch(handlersWith({ 'rater.create': create }), quiet)
    expect(await dispatch('rater.create', { code: '  AB ' })).toEqual({
      ok: true,
      value: { id: 1, code: 'AB' },
    })
    expect(create).toHaveBeenCalledExactlyOnceWith({ code: 'AB' })
  })

  it.each(['no.such', '', 'constructor', '__proto__', 'toString', 7, null, undefined, {}, ['app.info']])(
    'refuses %j, which is no channel',
    async (channel) => {
      const result = await createDispatch(handlersWith({}), quiet)(channel, undefined)
      expect(result).toMatchObject({ ok: false, code: 'bad-request' })
    },
  )

  it('names the field of a bad request, never the value, and runs nothing', async () => {
    const save = vi.fn()
    const dispatch = createDispatch(handlersWith({ 'caption.save': save }), quiet)
    const result = await dispatch('caption.save', {
      clipId: 'the secret',
      raterId: 1,
      text: 'x',
      startMs: null,
      endMs: null,
    })
    expect(result).toMatchObject({ ok: false, code: 'bad-request' })
    expect(JSON.stringify(result)).toContain('caption.save.clipId')
    expect(JSON.stringify(result)).not.toContain('the secret')
    expect(save).not.toHaveBeenCalled()
  })

  it('refuses arguments for a channel that takes none', async () => {
    const result = await createDispatch(handlersWith({}), quiet)('app.info', { extra: true })
    expect(result).toMatchObject({ ok: false, code: 'bad-request' })
  })

  it('passes code and sentence of an expected error', async () => {
    const handlers = handlersWith({
      'clip.get': () => {
        throw new AppError('not-found', 'This clip is no longer in the study.')
      },
    })
    expect(await createDispatch(handlers, quiet)('clip.get', { clipId: 3 })).toEqual({
      ok: false,
      code: 'not-found',
      message: 'This clip is no longer in the study.',
    })
  })

  it('says that the study is damaged when that is noticed in the middle of work', async () => {
    const malformed = new BetterSqlite.SqliteError('database disk image is malformed', 'SQLITE_CORRUPT_VTAB')
    const dispatch = createDispatch(handlersWith({ 'rater.list': () => Promise.reject(malformed) }), quiet)
    expect(await dispatch('rater.list', undefined)).toMatchObject({
      ok: false,
      code: 'study-damaged',
      message: expect.stringContaining('may be lost') as string,
    })
  })

  it('promises nothing about what was saved when it does not know what went wrong', async () => {
    const dispatch = createDispatch(
      handlersWith({ 'rater.list': () => Promise.reject(new Error('?')) }),
      quiet,
    )
    expect(await dispatch('rater.list', undefined)).toMatchObject({
      code: 'internal',
      message: expect.not.stringMatching(/nothing.*lost|is safe/i) as string,
    })
  })

  it('keeps an answer from the window that breaks its contract, and logs the field without its value', async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const point = { patientCode: 'P001', visitLabel: 'the secret', ratingA: 3, ratingB: 4 }
    const statistic = aStatistic(-0.9, { ciLow: NaN, ciHigh: NaN })
    const agreement = {
      ...{
        scaleId: 's',
        itemId: 'i',
        raterA: 'AB',
        raterB: 'CD',
        icc21: statistic,
        weightedKappa: statistic,
      },
      blandAltman: { bias: statistic, lowerLimit: statistic, upperLimit: statistic },
      points: [point],
    }
    const handlers = handlersWith({ 'agreement.get': () => agreement })
    const request = { scaleId: 's', itemId: 'i', raterA: 'AB', raterB: 'CD' }
    expect(await createDispatch(handlers, log)('agreement.get', request)).toMatchObject({
      ok: false,
      code: 'internal',
    })
    expect(log.error.mock.calls).toEqual([['agreement.get answered against its contract: invalid_type']])
  })

  it.each([
    ['a field of another type', { id: '1', code: 'AB' }],
    ['a field that is missing', { id: 1 }],
    ['nothing at all', undefined],
  ])('keeps %s from the window', async (_, answer) => {
    const handlers = handlersWith({ 'rater.create': () => answer as unknown as { id: number; code: string } })
    const result = await createDispatch(handlers, quiet)('rater.create', { code: 'AB' })
    expect(result).toMatchObject({ ok: false, code: 'internal' })
  })

  it('hides what went wrong unexpectedly and logs it without the request', async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const broken = new TypeError('x is undefined in /data/P001')
    const handlers = handlersWith({ 'clip.get': () => Promise.reject(broken) })
    const result = await createDispatch(handlers, log)('clip.get', { clipId: 987_654 })
    expect(result).toMatchObject({ ok: false, code: 'internal' })
    expect(JSON.stringify(result)).not.toMatch(/P001|undefined/)
    expect(log.error.mock.calls).toEqual([['clip.get failed', broken]])
  })
})
