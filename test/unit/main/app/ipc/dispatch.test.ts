import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, vi } from 'vitest'
import { AppError } from '#shared/errors.ts'
import type { IpcHandlers } from '#shared/ipc/contract.ts'
import { ipcCalls } from '#shared/ipc/contract.ts'
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
